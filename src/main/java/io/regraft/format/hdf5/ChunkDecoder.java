package io.regraft.format.hdf5;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Unpacks a chunk: the filters in reverse. */
final class ChunkDecoder {

    private static final int CHECKSUM = 4;

    private final List<Filter> filters;
    private final int elementSize;
    private final int plainSize;

    ChunkDecoder(List<Filter> filters, int elementSize, int plainSize) {
        this.filters = List.copyOf(filters);
        this.elementSize = elementSize;
        this.plainSize = plainSize;
    }

    /** The chunk's elements. */
    byte[] decode(Block packed, int mask) {
        byte[] bytes = new byte[packed.length()];
        packed.bytes().get(bytes);
        for (int i = filters.size() - 1; i >= 0; i--) {
            if ((mask & (1 << i)) == 0) {
                bytes = undo(filters.get(i), bytes, packed);
            }
        }
        if (bytes.length != plainSize) {
            throw packed.damaged(0, "a chunk of " + plainSize + " bytes", String.valueOf(bytes.length));
        }
        return bytes;
    }

    private byte[] undo(Filter filter, byte[] bytes, Block packed) {
        return switch (filter.id()) {
            case Filter.DEFLATE -> inflated(bytes, packed);
            case Filter.SHUFFLE -> unshuffled(bytes, filter);
            case Filter.FLETCHER32 -> checked(bytes, packed);
            default -> OtherFilters.decode(filter, bytes, plainSize + (long) CHECKSUM * filters.size(), packed);
        };
    }

    private byte[] inflated(byte[] bytes, Block packed) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            byte[] out = new byte[plainSize + CHECKSUM * filters.size() + 1];
            int n = 0;
            while (n < out.length && !inflater.finished()) {
                int more = inflater.inflate(out, n, out.length - n);
                if (more == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw packed.damaged(0, "a chunk packed by gzip", "one that ends after " + n + " bytes");
                }
                n += more;
            }
            return Arrays.copyOf(out, n);
        } catch (DataFormatException e) {
            throw packed.damaged(0, "a chunk packed by gzip", String.valueOf(e.getMessage()));
        } finally {
            inflater.end();
        }
    }

    /** Byte 0 of all elements, then byte 1 …, becomes elements; what is no whole element stays at the end. */
    private byte[] unshuffled(byte[] bytes, Filter filter) {
        int size = filter.parameters().isEmpty()
                ? elementSize
                : filter.parameters().get(0);
        if (size <= 1) {
            return bytes;
        }
        byte[] out = bytes.clone();
        int count = bytes.length / size;
        for (int b = 0; b < size && count > 0; b++) {
            for (int e = 0; e < count; e++) {
                out[e * size + b] = bytes[b * count + e];
            }
        }
        return out;
    }

    private static byte[] checked(byte[] bytes, Block packed) {
        if (bytes.length < CHECKSUM) {
            throw packed.damaged(0, "a chunk with a checksum", bytes.length + " bytes");
        }
        int length = bytes.length - CHECKSUM;
        int expected = fletcher32(bytes, length);
        int found = (int) LittleEndian.get(ByteBuffer.wrap(bytes), length, CHECKSUM);
        if (expected != found) {
            throw packed.damaged(
                    0, "checksum " + Integer.toHexString(expected) + " of the chunk", Integer.toHexString(found));
        }
        return Arrays.copyOf(bytes, length);
    }

    /** Over 16-bit words whose high byte comes first. */
    private static int fletcher32(byte[] bytes, int length) {
        long low = 0;
        long high = 0;
        for (int i = 0; i < length; i += 2) {
            int word = ((bytes[i] & 0xFF) << 8) | (i + 1 < length ? bytes[i + 1] & 0xFF : 0);
            low = folded(low + word);
            high = folded(high + low);
        }
        return (int) ((high << 16) | low);
    }

    private static long folded(long sum) {
        return (sum & 0xFFFF) + (sum >>> 16);
    }
}
