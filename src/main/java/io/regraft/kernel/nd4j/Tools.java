package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.DType;
import io.regraft.kernel.Caster;
import io.regraft.kernel.Overflow;
import io.regraft.kernel.Spool;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the contents of one evaluator share. */
final class Tools {

    private static final int CHUNK = 256 << 10;

    private final Blocks chunks;
    private final PieceReader pieces;
    private final Storages storages;
    private final Map<Pair, Caster> casters = new ConcurrentHashMap<>();

    private record Pair(DType from, DType to, Overflow overflow) {}

    Tools(Spool spool, int blockBytes) {
        Blocks blocks = new Blocks(blockBytes);
        this.chunks = new Blocks(Math.min(blockBytes, CHUNK));
        this.pieces = new PieceReader(blocks);
        this.storages = new Storages(blocks, new StorageInflater(spool));
    }

    /** Small buffers, for what goes through arrays. */
    Blocks chunks() {
        return chunks;
    }

    PieceReader pieces() {
        return pieces;
    }

    Storages storages() {
        return storages;
    }

    Caster caster(DType from, DType to, Overflow overflow) {
        return casters.computeIfAbsent(new Pair(from, to, overflow), p -> Caster.of(p.from, p.to, p.overflow));
    }

    void close() throws IOException {
        storages.close();
    }
}
