package io.regraft.format.pytorch;

import io.regraft.checkpoint.DType;
import io.regraft.format.Part;
import io.regraft.format.pytorch.StoragePlan.Target;
import io.regraft.format.zip.ZipEntry;
import io.regraft.format.zip.ZipLayout;
import io.regraft.format.zip.ZipRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The records of the result, in order.
 *
 * <p>Loads of torch 2.7 and newer may compute where storages lie, from {@code .format_version} on: then the records of
 * all storages must follow each other in the order in which the pickle names them, the first being {@code data/0}. Where
 * an edit leaves another first, that record is left out, and torch reads the headers.
 */
final class RecordPlan {

    private final TorchArchive archive;
    private final StoragePlan plan;
    private final Optional<ByteBuffer> pickle;
    private final List<String> before;
    private final List<String> after;
    /** The source's data records. */
    private final List<Data> data;
    /** True if the new pickle names just these, in their order. */
    private final boolean inOrder;

    private record Data(String key, ZipRecord record) {}

    /**
     * A plan.
     *
     * @param pickle the new {@code data.pkl}; empty if it is as it was
     * @param before keys that the source's pickle names
     * @param after keys that the new one names, in order
     */
    RecordPlan(
            TorchArchive archive,
            StoragePlan plan,
            Optional<ByteBuffer> pickle,
            List<String> before,
            List<String> after) {
        this.archive = archive;
        this.plan = plan;
        this.pickle = pickle;
        this.before = before;
        this.after = after;
        this.data = archive.records().stream()
                .filter(archive::isData)
                .map(r -> new Data(archive.relative(r).substring(TorchArchive.DATA.length()), r))
                .toList();
        this.inOrder = data.stream().map(Data::key).toList().equals(after);
    }

    List<ZipEntry> entries() throws IOException {
        boolean computed = archive.computesOffsets();
        boolean ordered = computed && canBeComputed();
        List<ZipEntry> stored = inOrder ? data.stream().map(this::stored).toList() : stored(ordered);
        List<ZipEntry> entries = new ArrayList<>(archive.records().size());
        boolean placed = false;
        for (ZipRecord r : archive.records()) {
            if (archive.isData(r)) {
                if (!placed) {
                    entries.addAll(stored);
                    placed = true;
                }
                continue;
            }
            String name = archive.relative(r);
            if (!(computed && !ordered && name.equalsIgnoreCase(TorchArchive.FORMAT_VERSION))) {
                if (!placed && isAfterData(name)) {
                    entries.addAll(stored);
                    placed = true;
                }
                entries.add(other(r, name));
            }
        }
        if (!placed) {
            entries.addAll(stored);
        }
        return entries;
    }

    /** A file without storages that gets one: it goes where torch writes them. */
    private static boolean isAfterData(String name) {
        return name.equals(TorchArchive.VERSION) || name.startsWith(".data/");
    }

    private ZipEntry stored(Data d) {
        Target t = plan.byKey().get(d.key);
        return t == null ? ZipEntry.copied(archive.zip(), d.record) : computed(d.record.name(), t);
    }

    /** The data records of the result, in order. */
    private List<ZipEntry> stored(boolean ordered) {
        Map<String, ZipEntry> byKey = byKey();
        List<String> order = ordered ? orderOfUse(byKey) : sourceOrder(byKey);
        return order.stream().map(byKey::get).toList();
    }

    /** The data records of the result by key, the source's in its order, then new ones. */
    private Map<String, ZipEntry> byKey() {
        Map<String, ZipEntry> byKey = new LinkedHashMap<>();
        Set<String> named = new HashSet<>(after);
        Set<String> gone = new HashSet<>(before);
        gone.removeAll(named);
        for (Data d : data) {
            if (!gone.contains(d.key)) {
                byKey.put(d.key, stored(d));
            }
        }
        for (Target t : plan.targets()) {
            if (t.fresh() && named.contains(t.key())) {
                byKey.put(t.key(), computed(archive.prefix() + TorchArchive.DATA + t.key(), t));
            }
        }
        return byKey;
    }

    private ZipEntry computed(String name, Target t) {
        DType dtype = t.type().dtype();
        int swap = archive.isBigEndian() ? dtype.swapUnit() : 1;
        long size = t.type().bytes();
        Part slot = new Part.Slot(name, t.content(), size, swap);
        return new ZipEntry(
                name,
                ZipRecord.STORED,
                size,
                archive.hasChecksums() && size > 0 ? new ZipEntry.Computed(slot) : new ZipEntry.Known(slot, 0));
    }

    /** First key 0, and no record that a computing load would misread. */
    private boolean canBeComputed() {
        if (after.isEmpty()) {
            return true;
        }
        return after.get(0).equals("0")
                && (inOrder
                        ? data.stream().allMatch(d -> d.record.isStored())
                        : after.stream()
                                .flatMap(k -> archive.find(TorchArchive.DATA + k).stream())
                                .allMatch(ZipRecord::isStored));
    }

    private List<String> orderOfUse(Map<String, ZipEntry> byKey) {
        Set<String> order = new LinkedHashSet<>(after);
        order.addAll(byKey.keySet());
        return List.copyOf(order);
    }

    /** As in the source; new ones by their key where the source has that order, else last. */
    private List<String> sourceOrder(Map<String, ZipEntry> byKey) {
        List<String> source = data.stream().map(Data::key).toList();
        List<String> order = new ArrayList<>(byKey.keySet());
        if (source.equals(source.stream().sorted().toList())) {
            order.sort(null);
        }
        return order;
    }

    private ZipEntry other(ZipRecord r, String name) throws IOException {
        if (name.equalsIgnoreCase(TorchArchive.PICKLE) && pickle.isPresent()) {
            ByteBuffer bytes = pickle.get();
            long crc = r.hasCrc() ? ZipLayout.crc(bytes) : 0;
            return new ZipEntry(
                    r.name(),
                    ZipRecord.STORED,
                    bytes.remaining(),
                    new ZipEntry.Known(new Part.Literal(r.name(), bytes), crc));
        }
        boolean last = r.equals(archive.records().get(archive.records().size() - 1));
        if (name.equals(TorchArchive.SERIALIZATION_ID) && last && r.size() == SerializationId.LENGTH) {
            ByteBuffer old = archive.zip().content(r);
            return new ZipEntry(
                    r.name(),
                    ZipRecord.STORED,
                    SerializationId.LENGTH,
                    new ZipEntry.FromChecksums(
                            SerializationId.LENGTH,
                            r.hasCrc(),
                            (sizes, crcs) -> SerializationId.with(old, sizes, crcs)));
        }
        return ZipEntry.copied(archive.zip(), r);
    }
}
