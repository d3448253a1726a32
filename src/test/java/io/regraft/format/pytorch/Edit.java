package io.regraft.format.pytorch;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Limits;
import io.regraft.format.Materialised;
import io.regraft.format.MemoryInput;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A source with its revision in the making. */
final class Edit {
    final Checkpoint before;
    final Map<Integer, byte[]> contents = new HashMap<>();
    private final List<Revised> all;

    Edit(String file) throws IOException {
        this(Goldens.file(file));
    }

    private Edit(Path file) throws IOException {
        before = new PyTorchFormat()
                .open(new MemoryInput(file.getFileName().toString(), Files.readAllBytes(file)), Limits.DEFAULT);
        all = new ArrayList<>(Revision.unchanged(before).tensors());
    }

    /** A file of the goldens of odd graphs. */
    static Edit ofGraph(String file) throws IOException {
        return new Edit(Path.of("src/test/resources/golden/graph").resolve(file));
    }

    private int at(String name) {
        TensorName wanted = TensorName.parse(name).orElseThrow();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().equals(wanted)) {
                return i;
            }
        }
        throw new IllegalArgumentException(name);
    }

    Edit drop(String name) {
        all.remove(at(name));
        return this;
    }

    Edit rename(String from, String to) {
        Revised r = all.get(at(from));
        TensorName name = TensorName.parse(to).orElseThrow();
        all.set(at(from), new Revised(name, r.origin(), r.type(), r.content()));
        return this;
    }

    Edit compute(String name, DType dtype, int content, long... shape) {
        TensorType type = new TensorType(dtype, Shape.of(shape));
        contents.put(content, bytes(type));
        all.set(
                at(name),
                new Revised(all.get(at(name)).name(), all.get(at(name)).origin(), type, OptionalInt.of(content)));
        return this;
    }

    Edit createAfter(String before, String name, int content, long... shape) {
        TensorType type = new TensorType(DType.FLOAT32, Shape.of(shape));
        contents.put(content, bytes(type));
        TensorName parsed = TensorName.parse(name).orElseThrow();
        all.add(at(before) + 1, new Revised(parsed, Optional.empty(), type, OptionalInt.of(content)));
        return this;
    }

    Edit share(String name, String as) {
        Revised r = all.get(at(name));
        all.add(at(name) + 1, new Revised(TensorName.parse(as).orElseThrow(), r.origin(), r.type(), r.content()));
        return this;
    }

    /** Puts a tensor after another one. */
    Edit move(String name, String after) {
        Revised r = all.remove(at(name));
        all.add(at(after) + 1, r);
        return this;
    }

    byte[] bytes() throws IOException {
        return Materialised.of(new PyTorchFormat().assemble(new Revision(before, all)), contents);
    }

    Checkpoint result() throws IOException {
        return new PyTorchFormat().open(new MemoryInput("result", bytes()), Limits.DEFAULT);
    }

    private static byte[] bytes(TensorType type) {
        byte[] bytes = new byte[Math.toIntExact(type.bytes())];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 5 + 1);
        }
        return bytes;
    }
}
