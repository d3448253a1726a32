package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import java.nio.ByteBuffer;

/** Numbers of as many bytes as another number says, the low byte first. */
final class LittleEndian {

    private LittleEndian() {}

    /** An unsigned number of up to eight bytes. */
    static long get(ByteBuffer bytes, int at, int width) {
        long value = 0;
        for (int i = width - 1; i >= 0; i--) {
            value = (value << 8) | (bytes.get(at + i) & 0xFF);
        }
        return value;
    }

    /** The same, where the cursor is. */
    static long next(Cursor c, int width, String what) {
        if (width < 0 || width > 8) {
            throw c.damaged(c.position(), what + " of up to 8 bytes", width + " bytes");
        }
        return get(c.slice(width, what), 0, width);
    }

    static void put(ByteBuffer bytes, long value, int width) {
        for (int i = 0; i < width; i++) {
            bytes.put((byte) (value >>> (8 * i)));
        }
    }

    /** How many bytes hold a number from 0 to {@code most}. */
    static int widthFor(long most) {
        int width = 1;
        while (width < 8 && most >>> (8 * width) != 0) {
            width++;
        }
        return width;
    }
}
