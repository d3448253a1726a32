package io.regraft.plan;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.kernel.Expression.Stored;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Tensors of a conversion: which are moved as they lie, which are computed, and which lie on bytes of others. */
final class ConvertedTensors {

    /** Bytes as a tensor sees them. */
    private record Seen(Input input, View view, TensorType type) {
        static Seen of(Tensor t) {
            View v = t.view().orElseThrow();
            return new Seen(v.storage().extent().input(), v, t.type());
        }
    }

    private record Place(Input input, String storage) {}

    /** A tensor and the bytes from its first to its last element. */
    private record Range(Tensor tensor, long from, long to) {}

    private final boolean sharing;
    private final boolean views;
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final List<Plan.Computed> computed = new ArrayList<>();

    /**
     * Tensors for a format.
     *
     * @param sharing true if it lets tensors share bytes
     * @param views true if they can see different parts of them
     */
    ConvertedTensors(boolean sharing, boolean views) {
        this.sharing = sharing;
        this.views = views;
    }

    /** A tensor of the result. */
    OutputTensor output(Tensor t, TensorName name) {
        OptionalInt content = isPlain(t) ? OptionalInt.empty() : OptionalInt.of(number(t, name));
        return new OutputTensor(name, Optional.of(t), new Stored(t), content, List.of());
    }

    private int number(Tensor t, TensorName name) {
        return numbers.computeIfAbsent(sharing ? Seen.of(t) : name, k -> {
            computed.add(new Plan.Computed(name, new Stored(t)));
            return computed.size() - 1;
        });
    }

    /** What is computed, by number. */
    List<Plan.Computed> computed() {
        return computed;
    }

    /** True if its bytes can be moved: in C order, little-endian, not packed. */
    static boolean isPlain(Tensor t) {
        View view = t.view().orElseThrow();
        Storage s = view.storage();
        return s.encoding() == Storage.Encoding.STORED
                && (s.order() == ByteOrder.LITTLE_ENDIAN || t.type().dtype().swapUnit() == 1)
                && view.isContiguous(t.type().shape());
    }

    /** A tensor that gets bytes of its own, and the first that it shared its bytes with. */
    record Parted(TensorName copy, TensorName from) {}

    /** Tensors that will not share bytes any more. */
    List<Parted> parted(List<Tensor> tensors) {
        Map<Place, List<Range>> places = new LinkedHashMap<>();
        for (Tensor t : tensors) {
            View view = t.view().orElseThrow();
            if (t.type().bytes() > 0) {
                long size = t.type().dtype().bytes();
                places.computeIfAbsent(
                                new Place(
                                        view.storage().extent().input(),
                                        view.storage().id()),
                                k -> new ArrayList<>())
                        .add(new Range(
                                t, view.offset() * size, view.end(t.type().shape()) * size));
            }
        }
        List<Parted> parted = new ArrayList<>();
        for (List<Range> ranges : places.values()) {
            overlapping(ranges).forEach(group -> part(group, parted));
        }
        return parted;
    }

    /** What is moved as it lies stays together, and so do those that see the same. */
    private void part(List<Tensor> group, List<Parted> parted) {
        Set<Object> together = new HashSet<>();
        for (Tensor t : group) {
            Object part = !sharing ? t.name() : views && isPlain(t) ? "moved" : Seen.of(t);
            if (together.add(part) && together.size() > 1) {
                parted.add(new Parted(t.name(), group.get(0).name()));
            }
        }
    }

    private static List<List<Tensor>> overlapping(List<Range> ranges) {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(Range::from));
        List<List<Tensor>> groups = new ArrayList<>();
        List<Tensor> open = new ArrayList<>();
        long end = 0;
        for (Range r : sorted) {
            if (r.from() >= end) {
                open = new ArrayList<>();
                groups.add(open);
            }
            open.add(r.tensor());
            end = Math.max(end, r.to());
        }
        groups.removeIf(g -> g.size() < 2);
        return groups;
    }

    /** True if rows are packed so that neither shape nor strides say where an element is. */
    static boolean isPacked(Tensor t) {
        return t.type().dtype() == DType.QUINT4X2 || t.type().dtype() == DType.QUINT2X4;
    }
}
