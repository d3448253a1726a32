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
    private final Optional<byte[]> pickle;
    private final Set<String> before;
    private final List<String> after;

    /**
     * A plan.
     *
     * @param pickle the new {@code data.pkl}; empty if it is as it was
     * @param before keys that the source's pickle names
     * @param after keys that the new one names, in order
     */
    RecordPlan(
            TorchArchive archive, StoragePlan plan, Optional<byte[]> pickle, List<String> before, List<String> after) {
        this.archive = archive;
        this.plan = plan;
        this.pickle = pickle;
        this.before = new HashSet<>(before);
        this.after = after;
    }

    List<ZipEntry> entries() throws IOException {
        Map<String, ZipEntry> data = data();
        boolean computed = archive.computesOffsets();
        boolean ordered = computed && canBeComputed();
        List<String> order = ordered ? orderOfUse(data) : sourceOrder(data);
        List<ZipEntry> entries = new ArrayList<>();
        boolean placed = false;
        for (ZipRecord r : archive.records()) {
            String name = archive.relative(r);
            if (isData(r)) {
                if (!placed) {
                    order.forEach(key -> entries.add(data.get(key)));
                    placed = true;
                }
            } else if (!(computed && !ordered && name.equalsIgnoreCase(TorchArchive.FORMAT_VERSION))) {
                if (!placed && isAfterData(name)) {
                    order.forEach(key -> entries.add(data.get(key)));
                    placed = true;
                }
                entries.add(other(r, name));
            }
        }
        if (!placed) {
            order.forEach(key -> entries.add(data.get(key)));
        }
        return entries;
    }

    /** A file without storages that gets one: it goes where torch writes them. */
    private static boolean isAfterData(String name) {
        return name.equals(TorchArchive.VERSION) || name.startsWith(".data/");
    }

    private boolean isData(ZipRecord r) {
        return archive.relative(r).regionMatches(true, 0, TorchArchive.DATA, 0, TorchArchive.DATA.length())
                && archive.relative(r).length() > TorchArchive.DATA.length();
    }

    private static String key(String relative) {
        return relative.substring(TorchArchive.DATA.length());
    }

    /** The data records of the result by key, the source's in its order, then new ones. */
    private Map<String, ZipEntry> data() {
        Map<String, ZipEntry> data = new LinkedHashMap<>();
        Set<String> named = new HashSet<>(after);
        for (ZipRecord r : archive.records()) {
            String key = isData(r) ? key(archive.relative(r)) : "";
            if (isData(r) && (named.contains(key) || !before.contains(key))) {
                Target t = plan.byKey().get(key);
                data.put(key, t == null ? ZipEntry.copied(archive.zip(), r) : computed(r.name(), t));
            }
        }
        for (Target t : plan.targets()) {
            if (t.fresh() && named.contains(t.key())) {
                data.put(t.key(), computed(archive.prefix() + TorchArchive.DATA + t.key(), t));
            }
        }
        return data;
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
        return after.isEmpty()
                || (after.get(0).equals("0")
                        && after.stream()
                                .flatMap(k -> archive.find(TorchArchive.DATA + k).stream())
                                .allMatch(ZipRecord::isStored));
    }

    private List<String> orderOfUse(Map<String, ZipEntry> data) {
        Set<String> order = new LinkedHashSet<>(after);
        order.addAll(data.keySet());
        return List.copyOf(order);
    }

    /** As in the source; new ones by their key where the source has that order, else last. */
    private List<String> sourceOrder(Map<String, ZipEntry> data) {
        List<String> source = archive.records().stream()
                .filter(this::isData)
                .map(r -> key(archive.relative(r)))
                .toList();
        List<String> order = new ArrayList<>(data.keySet());
        if (source.equals(source.stream().sorted().toList())) {
            order.sort(null);
        }
        return order;
    }

    private ZipEntry other(ZipRecord r, String name) throws IOException {
        if (name.equalsIgnoreCase(TorchArchive.PICKLE) && pickle.isPresent()) {
            byte[] bytes = pickle.get();
            long crc = r.hasCrc() ? ZipLayout.crc(bytes) : 0;
            return new ZipEntry(
                    r.name(),
                    ZipRecord.STORED,
                    bytes.length,
                    new ZipEntry.Known(Part.Literal.of(r.name(), bytes), crc));
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
