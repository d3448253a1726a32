package io.regraft.format.hdf5;

import io.jhdf.filter.BitShuffleFilter;
import io.jhdf.filter.Filter;
import io.jhdf.filter.Lz4Filter;
import io.jhdf.filter.LzfFilter;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The border to jHDF, which unpacks what HDF5 itself has no filter for. It is made for files that are whole: whatever it
 * throws at a damaged chunk becomes a problem of the chunk.
 */
final class OtherFilters {

    private static final int LZF = 32000;
    private static final int LZ4 = 32004;
    private static final Map<Integer, Supplier<Filter>> KNOWN =
            Map.of(LZF, LzfFilter::new, LZ4, Lz4Filter::new, 32008, BitShuffleFilter::new);

    private OtherFilters() {}

    static boolean isKnown(int id) {
        return KNOWN.containsKey(id);
    }

    /**
     * The bytes before the filter was applied.
     *
     * @param most how many there may be
     */
    static byte[] decode(io.regraft.format.hdf5.Filter filter, byte[] bytes, long most, Block packed) {
        int[] parameters =
                filter.parameters().stream().mapToInt(Integer::intValue).toArray();
        long claimed = claimed(filter.id(), parameters, bytes);
        if (claimed < 0 || claimed > most) {
            throw packed.damaged(0, "a chunk of at most " + most + " bytes", Long.toUnsignedString(claimed));
        }
        try {
            return KNOWN.get(filter.id()).get().decode(bytes, parameters);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
            throw packed.damaged(0, "a chunk packed by " + filter.text(), "one that is not: " + e.getMessage());
        }
    }

    /** How long the result claims to be, which is allocated at once: a parameter of LZF, the first bytes of the others. */
    private static long claimed(int id, int[] parameters, byte[] bytes) {
        if (id == LZF) {
            return parameters.length > 2 ? parameters[2] : -1;
        }
        boolean hasHead = id == LZ4 || (parameters.length > 4 && parameters[4] != 0);
        return hasHead && bytes.length >= 8 ? ByteBuffer.wrap(bytes).getLong(0) : 0;
    }
}
