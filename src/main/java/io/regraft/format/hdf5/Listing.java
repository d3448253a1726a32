package io.regraft.format.hdf5;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a file holds by path: tensors, groups, and attributes under the path of what they belong to.
 *
 * @param notes oddities, each one sentence
 */
record Listing(
        Map<TensorName, Tensor> tensors,
        Map<TensorName, Value.Container> containers,
        Map<TensorName, Value> values,
        List<String> notes) {

    private static final String GROUP = "group";
    private static final String LIST = "list";

    static Listing of(Objects objects, Paths paths, GlobalHeap heap) throws IOException {
        Maker maker = new Maker(objects, heap);
        for (Map.Entry<TensorName, Long> e : paths.addresses().entrySet()) {
            maker.add(e.getKey(), objects.at(e.getValue()));
        }
        return new Listing(maker.tensors, maker.containers, maker.values, maker.notes);
    }

    /** One listing. */
    private static final class Maker {
        private final AttributeValues attributes;
        private final Tensors datasets;
        private final Map<Long, Tensors.Found> known = new HashMap<>();
        private final Map<TensorName, Tensor> tensors = new LinkedHashMap<>();
        private final Map<TensorName, Value.Container> containers = new LinkedHashMap<>();
        private final Map<TensorName, Value> values = new LinkedHashMap<>();
        private final List<String> notes = new ArrayList<>();

        Maker(Objects objects, GlobalHeap heap) {
            attributes = new AttributeValues(heap);
            datasets = new Tensors(objects, attributes);
        }

        void add(TensorName path, HdfObject object) throws IOException {
            boolean isBfloat16 = false;
            if (object.isGroup()) {
                int size = object.links().size() + object.attributes().size();
                containers.put(path, new Value.Container(GROUP, size));
                if (size == 0) {
                    values.put(path, new Value.Container(GROUP, 0));
                }
            } else if (object.dataset().isPresent()) {
                isBfloat16 = dataset(path, object);
            } else {
                values.put(path, new Value.Foreign("a datatype"));
            }
            for (Attribute a : object.attributes()) {
                if (!(isBfloat16 && a.name().equals(KerasBfloat16.ATTRIBUTE))) {
                    attribute(path, object, a);
                }
            }
        }

        /** True if an attribute says of what is stored that it is bfloat16. */
        private boolean dataset(TensorName path, HdfObject object) throws IOException {
            Tensors.Found found = known.get(object.address());
            if (found == null) {
                found = datasets.of(object);
                known.put(object.address(), found);
            }
            if (found instanceof Tensors.Elements elements) {
                tensors.put(path, elements.named(path));
                return object.dataset()
                        .orElseThrow()
                        .type()
                        .filter(t -> t.dtype().isEmpty())
                        .isPresent();
            }
            values.put(path, ((Tensors.Other) found).value());
            return false;
        }

        private void attribute(TensorName path, HdfObject object, Attribute a) throws IOException {
            TensorName name = path.child(a.name());
            if (object.link(a.name()).isPresent()) {
                notes.add("The attribute '" + a.name() + "' of '" + path.text()
                        + "' has the name of a member, and is kept and not shown.");
                return;
            }
            Optional<List<Value>> list = attributes.list(a);
            if (list.isEmpty()) {
                values.put(name, attributes.of(a).orElseThrow());
                return;
            }
            List<Value> elements = list.get();
            containers.put(name, new Value.Container(LIST, elements.size()));
            if (elements.isEmpty()) {
                values.put(name, new Value.Container(LIST, 0));
            }
            for (int i = 0; i < elements.size(); i++) {
                values.put(name.child(String.valueOf(i)), elements.get(i));
            }
        }
    }
}
