package io.regraft.testing;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.Value;
import io.regraft.checkpoint.View;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A checkpoint that lies in memory, put together by a test. Names are given in their text form. */
public final class MemoryCheckpoint implements Checkpoint {

    private final Input input;
    private final List<Member> members;
    private final Map<TensorName, Tensor> tensors;
    private final Map<TensorName, Value.Container> containers;
    private final Map<TensorName, Value> values;

    private MemoryCheckpoint(
            Input input,
            List<Member> members,
            Map<TensorName, Tensor> tensors,
            Map<TensorName, Value.Container> containers,
            Map<TensorName, Value> values) {
        this.input = input;
        this.members = members;
        this.tensors = tensors;
        this.containers = containers;
        this.values = values;
    }

    public static Builder builder() {
        return new Builder("g.pt");
    }

    @Override
    public String format() {
        return "memory";
    }

    @Override
    public String name() {
        return input.name();
    }

    @Override
    public List<Member> files() {
        return members.isEmpty() ? List.of(new Member("", input)) : members;
    }

    @Override
    public List<Tensor> tensors() {
        return List.copyOf(tensors.values());
    }

    @Override
    public Optional<Tensor> tensor(TensorName name) {
        return Optional.ofNullable(tensors.get(name));
    }

    @Override
    public Map<TensorName, Value.Container> containers() {
        return containers;
    }

    @Override
    public Map<TensorName, Value> values() {
        return values;
    }

    @Override
    public Map<String, String> facts() {
        return Map.of();
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public CodeReport code() {
        return CodeReport.NONE;
    }

    @Override
    public void close() {}

    static TensorName name(String text) {
        return TensorName.parse(text).orElseThrow();
    }

    /** Collects tensors in the order of the calls. */
    public static final class Builder {

        private record Stored(String id, long offset, long bytes) {}

        private record Planned(String name, TensorType type, Stored storage, long offset, List<Long> strides) {}

        private final String file;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<Object> entries = new ArrayList<>();
        private final Map<String, Planned> byName = new LinkedHashMap<>();
        private final Map<TensorName, Value.Container> containers = new LinkedHashMap<>();
        private final Map<TensorName, Value> values = new LinkedHashMap<>();
        private final Map<String, Quantisation> quantisations = new LinkedHashMap<>();
        private final List<Member> members = new ArrayList<>();

        private Builder(String file) {
            this.file = file;
        }

        /** A tensor that is its whole storage; elements in C order. */
        public Builder tensor(String name, DType dtype, Shape shape, Number... elements) {
            return bytes(name, dtype, shape, Elements.encode(dtype, List.of(elements)));
        }

        /** A float32 tensor whose elements count up from 0. */
        public Builder counting(String name, long... extents) {
            Shape shape = Shape.of(extents);
            Number[] elements = new Number[Math.toIntExact(shape.elements())];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = i;
            }
            return tensor(name, DType.FLOAT32, shape, elements);
        }

        /** A tensor that is its whole storage, given by its bytes, little end first. */
        public Builder bytes(String name, DType dtype, Shape shape, byte[] content) {
            TensorType type = new TensorType(dtype, shape);
            if (type.bytes() != content.length) {
                throw new IllegalArgumentException(name + ": " + content.length + " bytes for " + type);
            }
            Stored storage = new Stored("data/" + byName.size(), bytes.size(), content.length);
            bytes.writeBytes(content);
            return add(new Planned(name, type, storage, 0, boxed(shape.contiguousStrides())));
        }

        /** Another name for the same content. */
        public Builder tied(String name, String as) {
            Planned p = byName.get(as);
            if (quantisations.containsKey(as)) {
                quantisations.put(name, quantisations.get(as));
            }
            return add(new Planned(name, p.type, p.storage, p.offset, p.strides));
        }

        /** A view of another tensor's storage; offset and strides count elements. */
        public Builder view(String name, String of, Shape shape, long offset, long... strides) {
            Planned p = byName.get(of);
            return add(new Planned(name, new TensorType(p.type.dtype(), shape), p.storage, offset, boxed(strides)));
        }

        /** A quantised tensor; elements are those stored. */
        public Builder quantised(String name, DType dtype, Shape shape, Quantisation q, Number... stored) {
            quantisations.put(name, q);
            return tensor(name, dtype, shape, stored);
        }

        /** A tensor in a layout that is not computed on. */
        public Builder opaque(String name, DType dtype, Shape shape, String layout) {
            entries.add(new Tensor(
                    name(name), new TensorType(dtype, shape), layout, Optional.empty(), Optional.empty(), false));
            return this;
        }

        /** A leaf that is no tensor. */
        public Builder value(String path, Value value) {
            values.put(MemoryCheckpoint.name(path), value);
            return this;
        }

        /** A container; those above tensors and values are there without it, as dicts. */
        public Builder container(String path, String type) {
            containers.put(MemoryCheckpoint.name(path), new Value.Container(type, 0));
            return this;
        }

        /** A file beside the tensors; with one the checkpoint is a folder, and its tensors are in {@code model.bin}. */
        public Builder file(String path, String content) {
            if (members.isEmpty()) {
                members.add(new Member("model.bin", new MemoryInput("model.bin", new byte[0])));
            }
            members.add(new Member(path, new MemoryInput(path, content.getBytes(StandardCharsets.UTF_8))));
            return this;
        }

        private Builder add(Planned p) {
            byName.put(p.name, p);
            entries.add(p);
            return this;
        }

        public MemoryCheckpoint build() {
            Input input = new MemoryInput(file, bytes.toByteArray());
            Map<TensorName, Tensor> tensors = new LinkedHashMap<>();
            Map<TensorName, Value.Container> all = new LinkedHashMap<>();
            all.put(TensorName.ROOT, new Value.Container("dict", 0));
            for (Object entry : entries) {
                Tensor t = entry instanceof Tensor opaque ? opaque : tensor(input, (Planned) entry);
                tensors.put(t.name(), t);
                addAbove(t.name(), all);
            }
            values.keySet().forEach(v -> addAbove(v, all));
            all.putAll(containers);
            all.replaceAll((path, c) -> new Value.Container(
                    c.type(), children(path, List.of(tensors.keySet(), values.keySet(), all.keySet()))));
            return new MemoryCheckpoint(input, List.copyOf(members), tensors, all, new LinkedHashMap<>(values));
        }

        private static int children(TensorName container, List<Set<TensorName>> names) {
            return (int) names.stream()
                    .flatMap(Set::stream)
                    .filter(n -> !n.parts().isEmpty() && n.container().equals(container))
                    .distinct()
                    .count();
        }

        private Tensor tensor(Input input, Planned p) {
            Storage storage = new Storage(
                    p.storage.id,
                    new Extent(input, p.storage.offset, p.storage.bytes),
                    Storage.Encoding.STORED,
                    p.storage.bytes,
                    ByteOrder.LITTLE_ENDIAN,
                    OptionalLong.empty());
            return new Tensor(
                    name(p.name),
                    p.type,
                    Tensor.STRIDED,
                    Optional.of(new View(
                            storage,
                            p.offset,
                            p.strides.stream().mapToLong(Long::longValue).toArray())),
                    Optional.ofNullable(quantisations.get(p.name)),
                    false);
        }

        private static List<Long> boxed(long[] strides) {
            return Arrays.stream(strides).boxed().toList();
        }

        private static void addAbove(TensorName name, Map<TensorName, Value.Container> all) {
            for (int n = 1; n < name.parts().size(); n++) {
                all.putIfAbsent(new TensorName(name.parts().subList(0, n)), new Value.Container("dict", 0));
            }
        }
    }
}
