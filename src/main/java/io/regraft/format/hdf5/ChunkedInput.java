package io.regraft.format.hdf5;

import io.regraft.checkpoint.Input;
import io.regraft.format.InputBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The elements of a chunked dataset in C order, unpacked as they are read. A few unpacked chunks are kept. */
final class ChunkedInput implements Input {

    private static final long MOST_KEPT = 48L << 20;

    private final Image image;
    private final String name;
    private final ChunkGrid grid;
    private final Chunks chunks;
    private final boolean isPacked;
    private final ChunkDecoder decoder;
    private final Fill fill;
    private final int elementSize;
    private final long size;
    private final Map<Long, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long keptBytes;

    ChunkedInput(
            Image image, String name, ChunkGrid grid, Chunks chunks, List<Filter> filters, Fill fill, int elementSize) {
        this.image = image;
        this.name = name;
        this.grid = grid;
        this.chunks = chunks;
        this.isPacked = !filters.isEmpty();
        this.decoder = new ChunkDecoder(filters, elementSize, isPacked ? Math.toIntExact(chunks.plainSize()) : 0);
        this.fill = fill;
        this.elementSize = elementSize;
        long elements = 1;
        for (int axis = 0; axis < grid.rank(); axis++) {
            elements *= grid.extent(axis);
        }
        this.size = elements * elementSize;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
        if (position >= size) {
            return -1;
        }
        int before = dst.position();
        long at = position;
        while (dst.hasRemaining() && at < size) {
            at += run(dst, at);
        }
        return dst.position() - before;
    }

    /** Reads what lies in one chunk along the last axis. */
    private int run(ByteBuffer dst, long position) throws IOException {
        int rank = grid.rank();
        long[] place = new long[rank];
        long inChunk = 0;
        long element = position / elementSize;
        long left = element;
        long step = 1;
        long run = 0;
        for (int axis = rank - 1; axis >= 0; axis--) {
            long index = left % grid.extent(axis);
            left /= grid.extent(axis);
            place[axis] = index / grid.chunkExtent(axis);
            long within = index % grid.chunkExtent(axis);
            inChunk += within * step;
            step *= grid.chunkExtent(axis);
            if (axis == rank - 1) {
                run = Math.min(grid.chunkExtent(axis) - within, grid.extent(axis) - index);
            }
        }
        int inElement = (int) (position % elementSize);
        int n = (int) Math.min(dst.remaining(), run * elementSize - inElement);
        bytes(grid.number(place), inChunk * elementSize + inElement, dst, n);
        return n;
    }

    private void bytes(long number, long from, ByteBuffer dst, int n) throws IOException {
        Chunks.Stored chunk = chunks.found().get(number);
        if (chunk == null) {
            fill.put(dst, from, n);
        } else if (isPacked) {
            dst.put(unpacked(number, chunk), Math.toIntExact(from), n);
        } else {
            ByteBuffer part = dst.slice(dst.position(), n);
            InputBytes.fill(image.input(), image.position(chunk.address()) + from, part);
            dst.position(dst.position() + n);
        }
    }

    private byte[] unpacked(long number, Chunks.Stored chunk) throws IOException {
        synchronized (kept) {
            byte[] there = kept.get(number);
            if (there != null) {
                return there;
            }
        }
        long position = image.position(chunk.address());
        ByteBuffer packed = InputBytes.read(image.input(), position, Math.toIntExact(chunk.size()));
        byte[] bytes = decoder.decode(new Block(image.file(), position, packed), chunk.mask());
        synchronized (kept) {
            if (kept.put(number, bytes) == null) {
                keptBytes += bytes.length;
            }
            Iterator<byte[]> oldest = kept.values().iterator();
            while (keptBytes > MOST_KEPT && kept.size() > 1) {
                keptBytes -= oldest.next().length;
                oldest.remove();
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        // The file is the checkpoint's.
    }

    /** What elements are that nobody wrote. */
    record Fill(Optional<ByteBuffer> element) {
        void put(ByteBuffer dst, long from, int n) {
            if (element.isEmpty()) {
                dst.put(new byte[n]);
                return;
            }
            ByteBuffer one = element.get();
            int size = one.remaining();
            for (long i = from; i < from + n; i++) {
                dst.put(one.get(one.position() + (int) (i % size)));
            }
        }
    }
}
