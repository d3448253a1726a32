package io.regraft.kernel.nd4j;

import io.regraft.kernel.NewRows;
import io.regraft.kernel.SeedKey;

/** New rows as numbers made from their identities. */
final class Identified {

    /** So many are worked out once and kept. */
    private static final int KEPT = 1 << 18;

    private final NewRows.Identities identities;
    private final long[] hashes;
    private final boolean[] known;

    Identified(NewRows.Identities identities) {
        this.identities = identities;
        int kept = (int) Math.min(KEPT, identities.count());
        this.hashes = new long[kept];
        this.known = new boolean[kept];
    }

    /** Depends on the identity of a row and on nothing else. */
    synchronized long hash(long row) {
        if (row >= hashes.length) {
            return SeedKey.ofRow(identities.of(row));
        }
        int i = (int) row;
        if (!known[i]) {
            hashes[i] = SeedKey.ofRow(identities.of(row));
            known[i] = true;
        }
        return hashes[i];
    }
}
