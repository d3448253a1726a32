package io.regraft.format.hdf5;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.format.InputBytes;
import io.regraft.format.Limits;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The file as its addresses see it. What is read is inside of it, and all of it together is no more than a few times
 * the file; no two things may lie on the same bytes, so that one can be changed without the other.
 */
final class Image {

    /** An address that stands for nowhere. */
    static final long UNDEFINED = -1;

    private static final int LENIENCY = 8;

    private final Input input;
    private final long base;
    private final long end;
    private final Limits limits;
    private final NavigableMap<Long, Claim> claims = new TreeMap<>();
    private long budget;
    private int steps;

    private record Claim(long end, String what) {}

    /**
     * The file from {@code base}, to which addresses are relative, up to its logical end.
     *
     * @param end counted from the start of the file; at most its length
     */
    Image(Input input, long base, long end, Limits limits) {
        this.input = input;
        this.base = base;
        this.end = end;
        this.limits = limits;
        this.budget = Math.min(limits.headerBytes(), Math.max(1 << 16, input.size() * LENIENCY));
    }

    Input input() {
        return input;
    }

    String file() {
        return input.name();
    }

    Limits limits() {
        return limits;
    }

    /** Where an address lies, counted from the start of the file. */
    long position(long address) {
        return base + address;
    }

    /** The address of a position. */
    long address(long position) {
        return position - base;
    }

    /** Reads metadata that nothing else may lie on. */
    Block claim(long address, long length, String what) throws IOException {
        Block block = read(address, length, what);
        take(block.position(), length, what);
        return block;
    }

    /** Reads metadata that was claimed before or will be. */
    Block read(long address, long length, String what) throws IOException {
        long position = inside(address, length, what);
        if (length > budget) {
            throw Block.problem(
                    file(),
                    position,
                    String.format(Locale.ROOT, "metadata of at most %,d bytes in all", limits.headerBytes()),
                    String.format(Locale.ROOT, "%,d more of %s", length, what));
        }
        budget -= length;
        step(position);
        return new Block(file(), position, InputBytes.read(input, position, Math.toIntExact(length)));
    }

    /** A range of data that nothing else may lie on. */
    Extent data(long address, long length, String what) {
        long position = inside(address, length, what);
        if (length > 0) {
            take(position, length, what);
        }
        return new Extent(input, position, length);
    }

    /** Counts one more thing that was read; there is an end to it. */
    void step(long position) {
        if (++steps > limits.nodes()) {
            throw Block.problem(
                    file(),
                    position,
                    String.format(Locale.ROOT, "at most %,d pieces of metadata", limits.nodes()),
                    "more");
        }
    }

    private long inside(long address, long length, String what) {
        if (address < 0 || length < 0 || address > end - base - length || length > end - base) {
            throw Block.problem(
                    file(),
                    Math.max(0, Math.min(end, base + Math.max(0, address))),
                    String.format(Locale.ROOT, "%s inside the file's %,d bytes", what, end),
                    String.format(
                            Locale.ROOT,
                            "%s bytes at address %s",
                            Long.toUnsignedString(length),
                            Long.toUnsignedString(address)));
        }
        return base + address;
    }

    private void take(long from, long length, String what) {
        Map.Entry<Long, Claim> before = claims.lowerEntry(from + length);
        if (before != null && before.getValue().end() > from) {
            throw Block.problem(
                    file(),
                    from,
                    what + " on bytes of its own",
                    String.format(
                            Locale.ROOT,
                            "%s from byte %,d to %,d",
                            before.getValue().what(),
                            before.getKey(),
                            before.getValue().end()));
        }
        claims.put(from, new Claim(from + length, what));
    }
}
