package io.regraft.format.folder;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.problem.Where;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Revisions put together change by change, with their contents. */
final class Changes {

    private static final Where HERE = new Where.OnCommandLine("test");

    private final Checkpoint source;
    private final List<Revised> tensors = new ArrayList<>();
    private final List<ValueEdit> values = new ArrayList<>();
    private final Map<String, ByteBuffer> files = new LinkedHashMap<>();
    private final Map<Integer, byte[]> contents = new LinkedHashMap<>();

    private Changes(Checkpoint source) {
        this.source = source;
        source.tensors().forEach(t -> tensors.add(Revised.untouched(t)));
    }

    static Changes of(Checkpoint source) {
        return new Changes(source);
    }

    Changes drop(String name) {
        tensors.remove(index(name));
        return this;
    }

    Changes rename(String name, String to) {
        int at = index(name);
        tensors.set(at, named(tensors.get(at), to));
        return this;
    }

    /** A copy that stands right after what it is of. */
    Changes copy(String name, String to) {
        int at = index(name);
        tensors.add(at + 1, named(tensors.get(at), to));
        return this;
    }

    /** New bytes, and perhaps a new shape. */
    Changes content(String name, byte value, long... shape) {
        int at = index(name);
        Tensor origin = tensors.get(at).origin().orElseThrow();
        Shape as = shape.length == 0 ? origin.type().shape() : Shape.of(shape);
        TensorType type = new TensorType(origin.type().dtype(), as);
        tensors.set(at, new Revised(tensors.get(at).name(), Optional.of(origin), type, content(type, value)));
        return this;
    }

    /** A new tensor after another. */
    Changes create(String after, String name, byte value, long... shape) {
        TensorType type = new TensorType(DType.FLOAT32, Shape.of(shape));
        int at = after.isEmpty() ? 0 : index(after) + 1;
        tensors.add(at, new Revised(TensorName.of(name), Optional.empty(), type, content(type, value)));
        return this;
    }

    Changes set(Plain value, String... path) {
        values.add(new ValueEdit(TensorName.of(path), Optional.of(value), HERE));
        return this;
    }

    Changes unset(String... path) {
        values.add(new ValueEdit(TensorName.of(path), Optional.empty(), HERE));
        return this;
    }

    Changes file(String path, String text) {
        files.put(path, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    Revision revision() {
        return new Revision(source, tensors, values, files);
    }

    Map<Integer, byte[]> contents() {
        return contents;
    }

    private OptionalInt content(TensorType type, byte value) {
        byte[] bytes = new byte[Math.toIntExact(type.bytes())];
        java.util.Arrays.fill(bytes, value);
        contents.put(contents.size(), bytes);
        return OptionalInt.of(contents.size() - 1);
    }

    private static Revised named(Revised r, String to) {
        return new Revised(TensorName.of(to), r.origin(), r.type(), r.content());
    }

    private int index(String name) {
        for (int i = 0; i < tensors.size(); i++) {
            if (tensors.get(i).name().equals(TensorName.of(name))) {
                return i;
            }
        }
        throw new IllegalArgumentException("no " + name);
    }
}
