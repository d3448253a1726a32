package io.regraft.execute;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Tensor;
import io.regraft.format.Assembly.OutputFile;
import io.regraft.format.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Cuts what is copied as one range at the borders of the source's storages, so that each gets a digest of its own while
 * it is written, and is not read again for it.
 */
final class StorageCuts {

    private final Map<Input, NavigableMap<Long, Extent>> storages = new HashMap<>();

    StorageCuts(Checkpoint source) {
        for (Tensor t : source.tensors()) {
            t.view().ifPresent(v -> {
                Extent e = v.storage().extent();
                if (e.length() > 0) {
                    storages.computeIfAbsent(e.input(), k -> new TreeMap<>()).put(e.offset(), e);
                }
            });
        }
    }

    /** The same bytes in more parts. Where checksums go by a part's number all stay as they are. */
    OutputFile cut(OutputFile file) {
        if (file.parts().stream().anyMatch(Part.Late.class::isInstance)) {
            return file;
        }
        List<Part> parts = new ArrayList<>();
        for (Part part : file.parts()) {
            if (part instanceof Part.Copied c && c.crc32().isEmpty()) {
                cut(c, parts);
            } else {
                parts.add(part);
            }
        }
        return new OutputFile(file.path(), parts);
    }

    private void cut(Part.Copied whole, List<Part> parts) {
        Extent extent = whole.extent();
        List<Part> cut = new ArrayList<>();
        long at = extent.offset();
        NavigableMap<Long, Extent> here = storages.getOrDefault(extent.input(), new TreeMap<>());
        for (Extent storage : here.tailMap(at, true).values()) {
            if (storage.end() > extent.end()) {
                break;
            }
            if (storage.offset() < at) {
                // Storages that overlap are hashed besides.
                parts.add(whole);
                return;
            }
            if (storage.offset() > at) {
                cut.add(piece(whole, at, storage.offset()));
            }
            cut.add(piece(whole, storage.offset(), storage.end()));
            at = storage.end();
        }
        if (at < extent.end()) {
            cut.add(piece(whole, at, extent.end()));
        }
        parts.addAll(cut);
    }

    private static Part piece(Part.Copied whole, long from, long to) {
        Extent part = whole.extent().slice(from - whole.extent().offset(), to - from);
        return new Part.Copied(whole.what(), part, whole.crc32());
    }
}
