package io.regraft.format.pytorch;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.View;
import io.regraft.format.Part;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Which storage each tensor of a new archive lies on: tensors of one content share one, and untouched ones whose bytes
 * overlap in the source. What else lies in a source's storage is left behind.
 */
final class NewStorages {

    /**
     * A storage.
     *
     * @param part where its bytes come from
     * @param crc32 what the source records of just these bytes
     */
    record Block(Part part, OptionalLong crc32) {}

    /** A tensor's place in a storage; the offset counts elements. */
    record Seat(Block block, long offset) {}

    /** Where tensors may share: bytes of one storage that torch gives one class. */
    private record Shared(Input input, String id, DType type) {}

    /** A tensor's bytes in a storage. */
    private record Range(Revised tensor, long from, long to) {}

    private final Map<TensorName, Seat> seats = new HashMap<>();

    private NewStorages() {}

    static NewStorages of(Revision revision) {
        NewStorages storages = new NewStorages();
        Map<Integer, Block> computed = new HashMap<>();
        Map<Shared, List<Range>> ranges = new LinkedHashMap<>();
        for (Revised r : revision.tensors()) {
            long bytes = r.type().bytes();
            if (r.content().isPresent()) {
                int content = r.content().getAsInt();
                Block block = computed.computeIfAbsent(
                        content,
                        c -> new Block(new Part.Slot("content " + r.name(), content, bytes, 1), OptionalLong.empty()));
                storages.seats.put(r.name(), new Seat(block, 0));
            } else if (bytes == 0) {
                Block empty = new Block(Part.Literal.of(r.name().text(), new byte[0]), OptionalLong.empty());
                storages.seats.put(r.name(), new Seat(empty, 0));
            } else {
                View view = r.origin().orElseThrow().view().orElseThrow();
                long from = view.offset() * r.type().dtype().bytes();
                Storage s = view.storage();
                ranges.computeIfAbsent(
                                new Shared(
                                        s.extent().input(),
                                        s.id(),
                                        shareable(r.type().dtype())),
                                k -> new ArrayList<>())
                        .add(new Range(r, from, from + bytes));
            }
        }
        ranges.values().forEach(storages::untouched);
        return storages;
    }

    Seat of(TensorName name) {
        return seats.get(name);
    }

    /** Dtypes that have no storage class of their own lie on bytes, and so does uint8. */
    private static DType shareable(DType dtype) {
        return StorageClass.exists(dtype) ? dtype : DType.UINT8;
    }

    private void untouched(List<Range> ranges) {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(Range::from));
        List<Range> open = new ArrayList<>();
        long end = 0;
        for (Range r : sorted) {
            if (!open.isEmpty() && r.from() >= end) {
                close(open, end);
                open.clear();
            }
            end = open.isEmpty() ? r.to() : Math.max(end, r.to());
            open.add(r);
        }
        close(open, end);
    }

    private void close(List<Range> open, long end) {
        int unit = open.stream()
                .mapToInt(r -> r.tensor().type().dtype().bytes())
                .max()
                .orElseThrow();
        // Elements of several sizes are counted from the block's start, which must be a multiple of the largest.
        boolean mixed = open.stream().anyMatch(r -> r.tensor().type().dtype().bytes() != unit);
        long start = open.get(0).from();
        start -= mixed ? start % unit : 0;
        Storage s = storage(open.get(0));
        Extent extent = s.extent().slice(start, end - start);
        boolean whole = extent.length() == s.extent().length();
        OptionalLong crc = whole ? s.crc32() : OptionalLong.empty();
        Block block = new Block(new Part.Copied(s.id(), extent, crc), crc);
        for (Range r : open) {
            int size = r.tensor().type().dtype().bytes();
            seats.put(r.tensor().name(), new Seat(block, (r.from() - start) / size));
        }
    }

    private static Storage storage(Range r) {
        return r.tensor().origin().orElseThrow().view().orElseThrow().storage();
    }
}
