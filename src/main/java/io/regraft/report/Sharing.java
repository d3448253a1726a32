package io.regraft.report;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which tensors lie on the same storage. */
public final class Sharing {

    private final Map<String, List<Tensor>> byStorage;

    private Sharing(Map<String, List<Tensor>> byStorage) {
        this.byStorage = byStorage;
    }

    public static Sharing of(List<Tensor> tensors) {
        Map<String, List<Tensor>> byStorage = new LinkedHashMap<>();
        for (Tensor t : tensors) {
            t.view()
                    .ifPresent(v -> byStorage
                            .computeIfAbsent(v.storage().id(), k -> new ArrayList<>(1))
                            .add(t));
        }
        return new Sharing(byStorage);
    }

    /** How many storages the tensors lie on. */
    public int storages() {
        return byStorage.size();
    }

    /** Bytes of all storages, each counted once. */
    public long storageBytes() {
        return byStorage.values().stream()
                .mapToLong(ts -> ts.get(0).view().orElseThrow().storage().bytes())
                .sum();
    }

    /** The storages that several tensors lie on, by id, with their tensors in order. */
    public Map<String, List<TensorName>> shared() {
        Map<String, List<TensorName>> shared = new LinkedHashMap<>();
        byStorage.forEach((id, tensors) -> {
            if (tensors.size() > 1) {
                shared.put(id, tensors.stream().map(Tensor::name).toList());
            }
        });
        return shared;
    }

    /** What is to be said of a tensor's layout: tied, a view, not in C order, quantised; empty for a plain one. */
    String remark(Tensor tensor) {
        List<String> remarks = new ArrayList<>();
        if (tensor.view().isEmpty()) {
            remarks.add(Text.safe(tensor.layout()));
        } else {
            tie(tensor).ifPresent(remarks::add);
            var view = tensor.view().get();
            if (!view.isContiguous(tensor.type().shape())) {
                remarks.add("strides " + java.util.Arrays.toString(view.strides()));
            }
            if (view.storage().bytes() != tensor.type().bytes()) {
                remarks.add("sees " + Text.size(tensor.type().bytes()) + " of "
                        + Text.size(view.storage().bytes()));
            }
        }
        tensor.quantisation().ifPresent(q -> remarks.add("scale " + q.scale() + ", zero point " + q.zeroPoint()));
        return String.join("; ", remarks);
    }

    private Optional<String> tie(Tensor tensor) {
        var view = tensor.view().orElseThrow();
        Tensor first = byStorage.get(view.storage().id()).get(0);
        if (first.name().equals(tensor.name())) {
            return Optional.empty();
        }
        boolean same = first.view().equals(tensor.view()) && first.type().equals(tensor.type());
        return Optional.of(
                (same ? "= " : "on the storage of ") + Text.safe(first.name().text()));
    }
}
