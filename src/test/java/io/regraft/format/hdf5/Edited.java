package io.regraft.format.hdf5;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Assembly;
import io.regraft.format.Limits;
import io.regraft.format.Materialised;
import io.regraft.format.MemoryInput;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.format.TensorBytes;
import io.regraft.problem.Where;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A file, what shall become of it, and what its tensors must then be. */
final class Edited {

    static final Hdf5Format FORMAT = new Hdf5Format();

    private final Hdf5Checkpoint source;
    private final List<Revised> tensors;
    private final List<ValueEdit> values = new ArrayList<>();
    private final Map<Integer, byte[]> contents = new HashMap<>();
    private final Random random = new Random(11);

    private Edited(Hdf5Checkpoint source) {
        this.source = source;
        this.tensors = new ArrayList<>(Revision.unchanged(source).tensors());
    }

    static Edited of(byte[] file) {
        return new Edited(open(file));
    }

    static Edited golden(String name) {
        return of(Goldens.bytes(name));
    }

    static Hdf5Checkpoint open(byte[] file) {
        try {
            return Hdf5Checkpoint.open(new MemoryInput("x.h5", file), Limits.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Hdf5Checkpoint source() {
        return source;
    }

    byte[] bytesOfSource() {
        return Materialised.bytes(new Extent(source.input(), 0, source.input().size()));
    }

    static TensorName name(String text) {
        return TensorName.parse(text).orElseThrow();
    }

    private int index(String name) {
        for (int i = 0; i < tensors.size(); i++) {
            if (tensors.get(i).name().equals(name(name))) {
                return i;
            }
        }
        throw new IllegalArgumentException(name);
    }

    Edited rename(String from, String to) {
        int i = index(from);
        Revised r = tensors.get(i);
        tensors.set(i, new Revised(name(to), r.origin(), r.type(), r.content()));
        return this;
    }

    /** Another name for each tensor; an unchanged one stays. */
    Edited renameAll(UnaryOperator<String> to) {
        for (Revised r : List.copyOf(tensors)) {
            rename(r.name().text(), to.apply(r.name().text()));
        }
        return this;
    }

    Edited drop(String name) {
        tensors.remove(index(name));
        return this;
    }

    /** A content of random bytes, of another type perhaps. */
    Edited change(String name, TensorType type) {
        int i = index(name);
        tensors.set(i, new Revised(name(name), tensors.get(i).origin(), type, content(type)));
        return this;
    }

    /** One content for several names. */
    Edited changeTogether(TensorType type, String... names) {
        OptionalInt content = content(type);
        for (String name : names) {
            int i = index(name);
            tensors.set(i, new Revised(name(name), tensors.get(i).origin(), type, content));
        }
        return this;
    }

    Edited overwrite(String name) {
        return change(name, tensors.get(index(name)).type());
    }

    Edited create(String name, TensorType type) {
        tensors.add(new Revised(name(name), Optional.empty(), type, content(type)));
        return this;
    }

    /** Another name for the same dataset. */
    Edited share(String from, String to) {
        Revised r = tensors.get(index(from));
        tensors.add(new Revised(name(to), r.origin(), r.type(), r.content()));
        return this;
    }

    Edited set(String path, Plain value) {
        values.add(new ValueEdit(name(path), Optional.of(value), new Where.InText("m.yaml", 3, 5)));
        return this;
    }

    Edited unset(String path) {
        values.add(new ValueEdit(name(path), Optional.empty(), new Where.InText("m.yaml", 3, 5)));
        return this;
    }

    private OptionalInt content(TensorType type) {
        byte[] bytes = new byte[Math.toIntExact(type.bytes())];
        random.nextBytes(bytes);
        // No element is NaN then, whatever float it is: readers may change those.
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (bytes[i] & (type.dtype() == DType.BOOL ? 1 : 0x3B));
        }
        int number = contents.size();
        contents.put(number, bytes);
        return OptionalInt.of(number);
    }

    Revision revision() {
        return new Revision(source, tensors, values, Map.of());
    }

    Assembly assembly() {
        try {
            return FORMAT.assemble(revision());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        return Materialised.of(assembly(), contents);
    }

    /** A tensor as it must be; its content in hexadecimal, null where it can't be read. */
    record Expected(TensorType type, String content) {}

    Map<TensorName, Expected> expectedTensors() {
        Map<TensorName, Expected> all = new TreeMap<>();
        for (Revised r : tensors) {
            byte[] bytes = r.content().isPresent()
                    ? contents.get(r.content().getAsInt())
                    : bytes(r.origin().orElseThrow());
            boolean kept =
                    r.content().isEmpty() && r.origin().orElseThrow().view().isEmpty();
            all.put(
                    r.name(),
                    new Expected(r.type(), kept ? null : HexFormat.of().formatHex(bytes)));
        }
        return all;
    }

    List<ValueEdit> values() {
        return values;
    }

    /** Each tensor, as type and content in hexadecimal. */
    Map<String, String> expected() {
        Map<String, String> all = new TreeMap<>();
        expectedTensors()
                .forEach((name, t) -> all.put(name.text(), t.type() + " " + (t.content() == null ? "" : t.content())));
        return all;
    }

    static Map<String, String> found(byte[] file) {
        Map<String, String> all = new TreeMap<>();
        for (Tensor t : open(file).tensors()) {
            all.put(t.name().text(), t.type() + " " + HexFormat.of().formatHex(bytes(t)));
        }
        return all;
    }

    private static byte[] bytes(Tensor t) {
        return t.view().isPresent() ? TensorBytes.of(t) : new byte[0];
    }
}
