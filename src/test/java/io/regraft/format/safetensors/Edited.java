package io.regraft.format.safetensors;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Assembly;
import io.regraft.format.Limits;
import io.regraft.format.Materialised;
import io.regraft.format.MemoryInput;
import io.regraft.format.Part;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.problem.Where;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A file, and what shall become of it. */
final class Edited {

    static final SafetensorsFormat FORMAT = new SafetensorsFormat();

    private final SafetensorsCheckpoint source;
    private final List<Revised> tensors;
    private final List<ValueEdit> values = new ArrayList<>();
    private final Map<Integer, byte[]> contents = new HashMap<>();

    private Edited(SafetensorsCheckpoint source) {
        this.source = source;
        this.tensors = new ArrayList<>(Revision.unchanged(source).tensors());
    }

    static Edited of(byte[] file) {
        return new Edited(open(file));
    }

    static SafetensorsCheckpoint open(byte[] file) {
        try {
            return SafetensorsCheckpoint.open(new MemoryInput("x.safetensors", file), Limits.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Edited rename(String from, String... to) {
        int i = index(from);
        Revised r = tensors.get(i);
        tensors.set(i, new Revised(TensorName.of(to), r.origin(), r.type(), r.content()));
        return this;
    }

    Edited drop(String name) {
        tensors.remove(index(name));
        return this;
    }

    /** Another content, of another type perhaps. */
    Edited change(String name, TensorType type, byte[] content) {
        int i = index(name);
        tensors.set(i, new Revised(TensorName.of(name), tensors.get(i).origin(), type, content(content)));
        return this;
    }

    /** A tensor from nothing, after another; first of all after none. */
    Edited create(String name, TensorType type, byte[] content, String after) {
        int i = after.isEmpty() ? 0 : index(after) + 1;
        tensors.add(i, new Revised(TensorName.of(name), Optional.empty(), type, content(content)));
        return this;
    }

    /** Another name for the bytes of a tensor, after it. */
    Edited share(String from, String to) {
        int i = index(from);
        Revised r = tensors.get(i);
        tensors.add(i + 1, new Revised(TensorName.of(to), r.origin(), r.type(), r.content()));
        return this;
    }

    Edited set(String key, String text) {
        return edit(TensorName.of("__metadata__", key), Optional.of(new Plain.Text(text)));
    }

    Edited unset(String key) {
        return edit(TensorName.of("__metadata__", key), Optional.empty());
    }

    Edited edit(TensorName path, Optional<Plain> value) {
        values.add(new ValueEdit(path, value, new Where.InText("m.yaml", 4, 7)));
        return this;
    }

    private OptionalInt content(byte[] bytes) {
        contents.put(contents.size(), bytes);
        return OptionalInt.of(contents.size() - 1);
    }

    private int index(String name) {
        for (int i = 0; i < tensors.size(); i++) {
            if (tensors.get(i).name().equals(TensorName.of(name))) {
                return i;
            }
        }
        throw new IllegalArgumentException(name);
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

    /** What the parts of the output are, short. */
    List<String> parts() {
        return assembly().parts().stream()
                .map(p -> {
                    if (p instanceof Part.Copied c) {
                        return "copied " + c.extent().offset() + " + " + c.length();
                    }
                    return (p instanceof Part.Slot ? "slot " : "literal ") + p.length();
                })
                .toList();
    }

    byte[] bytes() {
        return Materialised.of(assembly(), contents);
    }

    byte[] canonical() {
        return Materialised.of(FORMAT.assembleCanonical(revision()), contents);
    }

    /** The header of the output, without the blanks at its end. */
    String header() {
        return Raw.header(bytes()).stripTrailing();
    }

    Optional<Tensor> tensor(String name) {
        return source.tensor(TensorName.of(name));
    }
}
