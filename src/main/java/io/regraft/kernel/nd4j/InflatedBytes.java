package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.Storage;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** The bytes of a compressed storage: inflated, whole and checked, when first asked for. */
final class InflatedBytes implements StorageBytes {

    private final Storage storage;
    private final StorageInflater inflater;
    private Optional<FileChannel> spooled = Optional.empty();

    InflatedBytes(Storage storage, StorageInflater inflater) {
        this.storage = storage;
        this.inflater = inflater;
    }

    @Override
    public void read(long offset, ByteBuffer dst) throws IOException {
        FileChannel file = spooled();
        long at = offset;
        while (dst.hasRemaining()) {
            int n = file.read(dst, at);
            if (n <= 0) {
                throw new Problem(
                                Kind.IO,
                                new Where.InPart(storage.extent().input().name(), storage.id(), -1),
                                "its inflated copy was shortened while it was read",
                                "See what else writes to the folder of temporary files, and run again.")
                        .asException();
            }
            at += n;
        }
    }

    private synchronized FileChannel spooled() throws IOException {
        if (spooled.isEmpty()) {
            spooled = Optional.of(inflater.inflate(storage));
        }
        return spooled.get();
    }

    synchronized void close() throws IOException {
        if (spooled.isPresent()) {
            spooled.get().close();
            spooled = Optional.empty();
        }
    }
}
