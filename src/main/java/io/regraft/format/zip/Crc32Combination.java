package io.regraft.format.zip;

/**
 * The CRC-32 of two byte sequences in a row, from the CRC-32 of each.
 *
 * <p>Appending a zero byte is a linear map over GF(2) of the register; its powers are had by squaring.
 */
public final class Crc32Combination {

    private static final int POLYNOMIAL = 0xEDB88320;

    private Crc32Combination() {}

    /**
     * The CRC-32 of first and second in a row.
     *
     * @param secondLength length of the second in bytes
     */
    public static long combine(long first, long second, long secondLength) {
        int[] zeros = oneZeroByte();
        long register = first;
        for (long left = secondLength; left > 0; left >>>= 1) {
            if ((left & 1) == 1) {
                register = times(zeros, (int) register) & 0xFFFF_FFFFL;
            }
            zeros = square(zeros);
        }
        return register ^ second;
    }

    private static int[] oneZeroByte() {
        int[] oneBit = new int[32];
        oneBit[0] = POLYNOMIAL;
        for (int bit = 1; bit < 32; bit++) {
            oneBit[bit] = 1 << (bit - 1);
        }
        return square(square(square(oneBit)));
    }

    private static int times(int[] matrix, int vector) {
        int sum = 0;
        for (int bit = 0; bit < 32; bit++) {
            if ((vector >>> bit & 1) == 1) {
                sum ^= matrix[bit];
            }
        }
        return sum;
    }

    private static int[] square(int[] matrix) {
        int[] squared = new int[32];
        for (int bit = 0; bit < 32; bit++) {
            squared[bit] = times(matrix, matrix[bit]);
        }
        return squared;
    }
}
