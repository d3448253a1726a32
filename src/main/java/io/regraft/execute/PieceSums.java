package io.regraft.execute;

import io.regraft.format.zip.Crc32Combination;

/** The CRC-32 of a part that is written in pieces, in any order. */
final class PieceSums {

    private final long length;
    private final long piece;
    private final long[] sums;
    private int missing;

    PieceSums(long length, long piece, int count) {
        this.length = length;
        this.piece = piece;
        this.sums = new long[count];
        this.missing = count;
    }

    /** Takes the checksum of a piece; true if it was the last one missing. */
    synchronized boolean put(int index, long crc) {
        sums[index] = crc;
        return --missing == 0;
    }

    /** The checksum of the whole part. */
    synchronized long combined() {
        long crc = sums[0];
        for (int i = 1; i < sums.length; i++) {
            long bytes = i == sums.length - 1 ? length - i * piece : piece;
            crc = Crc32Combination.combine(crc, sums[i], bytes);
        }
        return crc;
    }
}
