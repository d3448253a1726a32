package io.regraft.kernel;

import io.regraft.checkpoint.DType;
import java.nio.ByteBuffer;

/**
 * From dtypes of one or two bytes: every code has its result in a table. So does float32 on its way to one byte: its upper
 * half, with the last bit set if there is more below, rounds to at most six bits as the whole does.
 */
final class TableCaster extends Caster {

    private static final int PART = 4096;

    private final int sourceBytes;
    private final int targetBytes;
    private final byte[] events;
    private final int[] codes;
    /** Upper halves of eight-byte results; empty for the rest. */
    private final int[] upper;

    TableCaster(DType from, DType to, Overflow overflow) {
        this.sourceBytes = from.bytes();
        this.targetBytes = to.bytes();
        int n = 1 << (8 * Math.min(2, sourceBytes));
        this.events = new byte[n];
        this.codes = new int[n];
        this.upper = new int[targetBytes == 8 ? n : 0];
        ScalarCast scalar = new ScalarCast(from == DType.FLOAT32 ? DType.BFLOAT16 : from, to, overflow);
        for (int code = 0; code < n; code++) {
            long result = scalar.cast(code);
            codes[code] = (int) result;
            events[code] = (byte) scalar.event();
            if (targetBytes == 8) {
                upper[code] = (int) (result >>> 32);
            }
        }
    }

    @Override
    public Outcome cast(ByteBuffer src, ByteBuffer dst, int count) {
        Tally tally = new Tally();
        char[] part = new char[Math.min(PART, count)];
        boolean exact = true;
        for (int done = 0; done < count; done += part.length) {
            int n = Math.min(part.length, count - done);
            if (load(src, part, n) != 0) {
                exact = false;
                count(part, n, done, tally);
            }
            store(part, n, dst);
        }
        return exact ? Outcome.EXACT : tally.outcome();
    }

    /** Fetches codes; the result is 0 if nothing happens to any of them. */
    private int load(ByteBuffer src, char[] part, int n) {
        if (sourceBytes == 4) {
            int[] whole = new int[n];
            src.asIntBuffer().get(whole);
            src.position(src.position() + 4 * n);
            for (int i = 0; i < n; i++) {
                part[i] = (char) ((whole[i] >>> 16) | ((whole[i] & 0xFFFF) == 0 ? 0 : 1));
            }
        } else if (sourceBytes == 2) {
            src.asCharBuffer().get(part, 0, n);
            src.position(src.position() + 2 * n);
        } else {
            for (int i = 0; i < n; i++) {
                part[i] = (char) (src.get() & 0xFF);
            }
        }
        int seen = 0;
        for (int i = 0; i < n; i++) {
            seen |= events[part[i]];
        }
        return seen;
    }

    private void count(char[] part, int n, int done, Tally tally) {
        for (int i = 0; i < n; i++) {
            int event = events[part[i]];
            if (event != 0) {
                tally.add(done + i, event);
            }
        }
    }

    private void store(char[] part, int n, ByteBuffer dst) {
        switch (targetBytes) {
            case 1 -> {
                byte[] out = new byte[n];
                for (int i = 0; i < n; i++) {
                    out[i] = (byte) codes[part[i]];
                }
                dst.put(out);
            }
            case 2 -> {
                short[] out = new short[n];
                for (int i = 0; i < n; i++) {
                    out[i] = (short) codes[part[i]];
                }
                dst.asShortBuffer().put(out);
                dst.position(dst.position() + 2 * n);
            }
            case 4 -> {
                int[] out = new int[n];
                for (int i = 0; i < n; i++) {
                    out[i] = codes[part[i]];
                }
                dst.asIntBuffer().put(out);
                dst.position(dst.position() + 4 * n);
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    dst.putLong(((long) upper[part[i]] << 32) | (codes[part[i]] & 0xFFFF_FFFFL));
                }
            }
        }
    }
}
