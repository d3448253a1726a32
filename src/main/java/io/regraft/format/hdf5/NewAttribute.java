package io.regraft.format.hdf5;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Shape;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An attribute to be written.
 *
 * @param type the body of its datatype message
 * @param data its elements; empty where they are texts of any length
 * @param texts its elements where they are texts of any length
 */
record NewAttribute(String name, ByteBuffer type, Dataspace space, ByteBuffer data, List<NewTexts.Text> texts) {

    NewAttribute {
        texts = List.copyOf(texts);
    }

    /** Texts of any length, as h5py writes a text or a list of them. */
    static NewAttribute texts(String name, ByteBuffer type, Optional<Shape> list, List<String> values, NewTexts heap) {
        List<NewTexts.Text> texts = values.stream()
                .map(v -> heap.add(StandardCharsets.UTF_8.encode(v)))
                .toList();
        return new NewAttribute(name, type, space(list), ByteBuffer.allocate(0), texts);
    }

    /** Texts filled with NUL up to the longest, or further. */
    static NewAttribute fixedTexts(String name, boolean utf8, Optional<Shape> list, List<String> values, int least) {
        List<byte[]> all =
                values.stream().map(v -> v.getBytes(StandardCharsets.UTF_8)).toList();
        int longest = all.stream().mapToInt(v -> v.length).max().orElse(1);
        int width = Math.max(1, Math.max(least, longest));
        ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(width, values.size()));
        for (int i = 0; i < all.size(); i++) {
            data.position(i * width).put(all.get(i));
        }
        ByteBuffer type = Datatype.fixedText(width, utf8);
        return new NewAttribute(name, type, space(list), data.rewind(), List.of());
    }

    private static Dataspace space(Optional<Shape> list) {
        return Dataspace.of(list.orElse(Shape.of()), 1);
    }

    /** What {@code value} is as an attribute; empty if it can't be one. Texts stay of the kind that {@code found} has. */
    static Optional<NewAttribute> of(String name, Plain value, Optional<Attribute> found, NewTexts heap) {
        if (value instanceof Plain.None) {
            ByteBuffer type = Datatype.encode(DType.FLOAT32).orElseThrow();
            return Optional.of(new NewAttribute(name, type, Dataspace.none(), ByteBuffer.allocate(0), List.of()));
        }
        boolean isList = value instanceof Plain.Items;
        List<Plain> elements = value instanceof Plain.Items items ? items.values() : List.of(value);
        Optional<Shape> list = isList ? Optional.of(Shape.of(elements.size())) : Optional.empty();
        Optional<Datatype> before = found.flatMap(Attribute::type);
        if (elements.isEmpty()) {
            ByteBuffer type = before.filter(t -> t.kind() != Datatype.Kind.OTHER)
                    .map(t -> t.encoded().bytes())
                    .orElseGet(() -> Datatype.encode(DType.FLOAT64).orElseThrow());
            return Optional.of(new NewAttribute(name, type, space(list), ByteBuffer.allocate(0), List.of()));
        }
        if (elements.stream().allMatch(e -> e instanceof Plain.Text)) {
            List<String> texts =
                    elements.stream().map(e -> ((Plain.Text) e).value()).toList();
            return Optional.of(texts(name, before, list, texts, heap));
        }
        return numbers(name, elements, before, list);
    }

    private static NewAttribute texts(
            String name, Optional<Datatype> before, Optional<Shape> list, List<String> texts, NewTexts heap) {
        if (before.filter(t -> t.kind() == Datatype.Kind.FIXED_TEXT).isPresent()) {
            boolean utf8 = (before.get().encoded().bytes().get(1) & 0xF0) != 0;
            return fixedTexts(name, utf8, list, texts, 1);
        }
        ByteBuffer type = before.filter(t -> t.kind() == Datatype.Kind.VARIABLE_TEXT)
                .map(t -> t.encoded().bytes())
                .orElseGet(() -> Datatype.variableText(true));
        return texts(name, type, list, texts, heap);
    }

    private static Optional<NewAttribute> numbers(
            String name, List<Plain> elements, Optional<Datatype> before, Optional<Shape> list) {
        DType dtype;
        if (elements.stream().allMatch(e -> e instanceof Plain.Bool)) {
            dtype = DType.BOOL;
        } else if (elements.stream().allMatch(e -> e instanceof Plain.Int)) {
            List<BigInteger> values =
                    elements.stream().map(e -> ((Plain.Int) e).value()).toList();
            if (values.stream().anyMatch(v -> v.bitLength() > 63)) {
                return Optional.empty();
            }
            dtype = before.flatMap(Datatype::dtype)
                    .filter(d -> holds(d, values))
                    .orElse(DType.INT64);
        } else if (elements.stream().allMatch(e -> e instanceof Plain.Real || e instanceof Plain.Int)) {
            dtype = DType.FLOAT64;
        } else {
            return Optional.empty();
        }
        List<ByteBuffer> encoded = new ArrayList<>();
        for (Plain e : elements) {
            encoded.add(encoded(e, dtype));
        }
        ByteBuffer data = ByteBuffer.allocate(dtype.bytes() * elements.size());
        encoded.forEach(data::put);
        ByteBuffer type = Datatype.encode(dtype).orElseThrow();
        return Optional.of(new NewAttribute(name, type, space(list), data.flip(), List.of()));
    }

    private static boolean holds(DType dtype, List<BigInteger> values) {
        boolean signed = dtype.label().startsWith("int");
        int bits = 8 * dtype.bytes();
        return dtype.family() == DType.Family.INTEGER
                && values.stream()
                        .allMatch(v -> signed ? v.bitLength() < bits : v.signum() >= 0 && v.bitLength() <= bits);
    }

    private static ByteBuffer encoded(Plain value, DType dtype) {
        ByteBuffer out = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        if (value instanceof Plain.Bool b) {
            out.put(0, (byte) (b.value() ? 1 : 0));
        } else if (value instanceof Plain.Int i && dtype.family() == DType.Family.INTEGER) {
            out.putLong(0, i.value().longValue());
        } else {
            out.putDouble(0, value instanceof Plain.Int i ? i.value().doubleValue() : ((Plain.Real) value).value());
        }
        return out.limit(dtype.bytes());
    }

    /**
     * The body of an attribute message.
     *
     * @param version of the header that it goes into
     */
    ByteBuffer encoded(int version, NewTexts heap) {
        byte[] raw = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer spaceBody = version == 2 && space.version() == 1
                ? new Dataspace(space.shape(), space.most(), 2).encoded()
                : space.encoded();
        int pad = version == 1 ? 8 : 1;
        int length =
                32 + raw.length + type.remaining() + spaceBody.remaining() + 24 + data.remaining() + 16 * texts.size();
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) (version == 1 ? 1 : 3)).put((byte) 0);
        out.putShort((short) (raw.length + 1))
                .putShort((short) type.remaining())
                .putShort((short) spaceBody.remaining());
        if (version == 2) {
            out.put((byte) (raw.length == name.length() ? 0 : 1));
        }
        part(out, ByteBuffer.allocate(raw.length + 1).put(raw).rewind(), pad);
        part(out, type.duplicate(), pad);
        part(out, spaceBody, pad);
        out.put(data.duplicate());
        texts.forEach(t -> heap.refer(t, out));
        return out.flip();
    }

    private static void part(ByteBuffer out, ByteBuffer bytes, int pad) {
        int length = bytes.remaining();
        out.put(bytes).put(new byte[(pad - length % pad) % pad]);
    }
}
