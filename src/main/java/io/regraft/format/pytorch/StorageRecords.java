package io.regraft.format.pytorch;

import io.regraft.checkpoint.Storage;
import io.regraft.format.zip.ZipRecord;
import java.util.List;
import java.util.Optional;

/** Finds the records of storages one after the other; quick where they are asked for in the archive's order. */
final class StorageRecords implements StoragePool.Records {

    private final TorchArchive archive;
    private final List<ZipRecord> records;
    private int next;

    StorageRecords(TorchArchive archive) {
        this.archive = archive;
        this.records = archive.records();
        while (next < records.size() && !archive.isData(records.get(next))) {
            next++;
        }
    }

    @Override
    public Optional<Storage> of(String key) {
        if (next < records.size() && archive.isData(records.get(next), key)) {
            return Optional.of(archive.storage(records.get(next++)));
        }
        return archive.storage(key);
    }
}
