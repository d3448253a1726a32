package io.regraft.manifest;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.kernel.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/** The storages of a file against the CRC-32 that the file itself records. */
record StorageChecksums(int checked, List<String> failures) {

    StorageChecksums {
        failures = List.copyOf(failures);
    }

    static StorageChecksums of(Checkpoint checkpoint, int threads, int bufferBytes) throws IOException {
        Map<String, Storage> storages = new LinkedHashMap<>();
        for (Tensor t : checkpoint.tensors()) {
            t.view()
                    .map(v -> v.storage())
                    .filter(s -> s.crc32().isPresent() && s.encoding() == Storage.Encoding.STORED)
                    .ifPresent(s -> storages.put(s.id(), s));
        }
        List<Storage> all = List.copyOf(storages.values());
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        ThreadLocal<RangeBlocks> readers = ThreadLocal.withInitial(() -> new RangeBlocks(bufferBytes));
        Workers.each(threads, all.size(), i -> {
            Storage s = all.get(i);
            long crc = crc(readers.get(), s.extent());
            if (crc != s.crc32().getAsLong()) {
                failures.add(String.format(
                        Locale.ROOT,
                        "%s has CRC-32 %08x, the archive says %08x",
                        s.id(),
                        crc,
                        s.crc32().getAsLong()));
            }
        });
        Collections.sort(failures);
        return new StorageChecksums(all.size(), failures);
    }

    private static long crc(RangeBlocks blocks, Extent storage) throws IOException {
        CRC32 crc = new CRC32();
        blocks.read(storage, crc::update);
        return crc.getValue();
    }
}
