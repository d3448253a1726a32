package io.regraft.format.hdf5;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Value;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes values of attributes. */
final class AttributeValues {

    private static final int MOST_ELEMENTS = 100_000;
    private static final int REFERENCE = 16;

    private final GlobalHeap heap;

    AttributeValues(GlobalHeap heap) {
        this.heap = heap;
    }

    /** The value, where it is one; empty for a list. */
    Optional<Value> of(Attribute a) throws IOException {
        if (a.space().shape().isEmpty()) {
            return Optional.of(new Value.None());
        }
        return isList(a) ? Optional.empty() : Optional.of(scalar(a));
    }

    /** The values of a list of one axis; empty where it is something else. */
    Optional<List<Value>> list(Attribute a) throws IOException {
        if (!isList(a)) {
            return Optional.empty();
        }
        int count = (int) a.space().shape().orElseThrow().extent(0);
        requireData(a, count);
        List<Value> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(element(a, i));
        }
        return Optional.of(values);
    }

    private static boolean isList(Attribute a) {
        Optional<Shape> shape = a.space().shape();
        return shape.isPresent() && shape.get().rank() == 1 && shape.get().extent(0) <= MOST_ELEMENTS && isReadable(a);
    }

    private static boolean isReadable(Attribute a) {
        return a.type()
                .filter(t -> t.kind() != Datatype.Kind.OTHER && t.kind() != Datatype.Kind.OPAQUE)
                .filter(t -> t.dtype().isEmpty() || t.dtype().get().family() != DType.Family.COMPLEX)
                .isPresent();
    }

    private Value scalar(Attribute a) throws IOException {
        Shape shape = a.space().shape().orElseThrow();
        if (shape.rank() > 0 || !isReadable(a)) {
            String type = a.type().map(Datatype::text).orElse("a shared type");
            return new Value.Foreign("an attribute of " + type + (shape.rank() > 0 ? " " + shape : ""));
        }
        requireData(a, 1);
        return element(a, 0);
    }

    private static void requireData(Attribute a, long count) {
        long needed = count * a.type().orElseThrow().size();
        if (needed > a.data().length()) {
            throw a.message()
                    .damaged(
                            0,
                            needed + " bytes of the attribute '" + a.name() + "'",
                            String.valueOf(a.data().length()));
        }
    }

    private Value element(Attribute a, int index) throws IOException {
        Datatype type = a.type().orElseThrow();
        Block bytes = a.data().slice(index * type.size(), type.size());
        return switch (type.kind()) {
            case NUMBER -> number(type, bytes.bytes());
            case FIXED_TEXT -> new Value.Text(fixed(bytes.bytes(), type));
            case VARIABLE_TEXT -> new Value.Text(variable(bytes));
            case OPAQUE, OTHER -> throw new IllegalStateException(type.text());
        };
    }

    /** Filled with NULs or with spaces, as bits 0 to 3 of the type say. */
    private static String fixed(ByteBuffer bytes, Datatype type) {
        int padding = type.encoded().bytes().get(1) & 0xF;
        int end = bytes.limit();
        if (padding == 0) {
            end = 0;
            while (end < bytes.limit() && bytes.get(end) != 0) {
                end++;
            }
        }
        byte filler = (byte) (padding == 2 ? ' ' : 0);
        while (end > 0 && bytes.get(end - 1) == filler) {
            end--;
        }
        return StandardCharsets.UTF_8.decode(bytes.limit(end)).toString();
    }

    private String variable(Block reference) throws IOException {
        if (reference.length() != REFERENCE) {
            throw reference.damaged(0, "a reference of 16 bytes", String.valueOf(reference.length()));
        }
        ByteBuffer b = reference.bytes();
        long length = b.getInt(0) & 0xFFFF_FFFFL;
        long address = b.getLong(4);
        long index = b.getInt(12) & 0xFFFF_FFFFL;
        if (length == 0 || address == 0) {
            return "";
        }
        ByteBuffer text = heap.object(reference, address, index);
        if (length > text.remaining()) {
            throw reference.damaged(0, "a text of at most " + text.remaining() + " bytes", String.valueOf(length));
        }
        text.limit(text.position() + (int) length);
        while (text.hasRemaining() && text.get(text.limit() - 1) == 0) {
            text.limit(text.limit() - 1);
        }
        return StandardCharsets.UTF_8.decode(text).toString();
    }

    private static Value number(Datatype type, ByteBuffer bytes) {
        bytes.order(type.order());
        return switch (type.dtype().orElseThrow()) {
            case FLOAT64 -> new Value.Real(bytes.getDouble(0));
            case FLOAT32 -> new Value.Real(bytes.getFloat(0));
            case FLOAT16 -> new Value.Real(half(bytes.getShort(0)));
            case BFLOAT16 -> new Value.Real(Float.intBitsToFloat(bytes.getShort(0) << 16));
            case INT64 -> integer(bytes.getLong(0));
            case INT32 -> integer(bytes.getInt(0));
            case INT16 -> integer(bytes.getShort(0));
            case INT8 -> integer(bytes.get(0));
            case UINT64 -> new Value.Int(new BigInteger(Long.toUnsignedString(bytes.getLong(0))));
            case UINT32 -> integer(bytes.getInt(0) & 0xFFFF_FFFFL);
            case UINT16 -> integer(bytes.getShort(0) & 0xFFFF);
            case UINT8 -> integer(bytes.get(0) & 0xFF);
            case BOOL -> new Value.Bool(bytes.get(0) != 0);
            case FLOAT8_E4M3FN,
                    FLOAT8_E5M2,
                    FLOAT8_E4M3FNUZ,
                    FLOAT8_E5M2FNUZ,
                    FLOAT8_E8M0FNU,
                    FLOAT4_E2M1FN_X2,
                    FLOAT6_E2M3FN_X4,
                    FLOAT6_E3M2FN_X4,
                    COMPLEX128,
                    COMPLEX64,
                    COMPLEX32,
                    QINT8,
                    QUINT8,
                    QINT32,
                    QUINT4X2,
                    QUINT2X4,
                    BITS8,
                    BITS1X8,
                    BITS2X4,
                    BITS4X2,
                    BITS16 -> new Value.Foreign("a number of " + type.text());
        };
    }

    private static Value.Int integer(long value) {
        return new Value.Int(BigInteger.valueOf(value));
    }

    private static double half(short bits) {
        int exponent = (bits >> 10) & 0x1F;
        int mantissa = bits & 0x3FF;
        double size = exponent == 0
                ? mantissa * 0x1p-24
                : exponent == 31
                        ? mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                        : (1 + mantissa * 0x1p-10) * Math.scalb(1.0, exponent - 15);
        return bits < 0 ? -size : size;
    }
}
