package io.regraft.kernel.nd4j;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Derived rows, worked out in tiles of some rows and some columns. At most 16 MB of tiles are kept: what is read in order
 * is worked out once, a new row of more than 16 MB that several rows share once for each of them.
 */
final class TiledFill implements Fill {

    private static final int TILE = 1 << 18;
    private static final long KEPT = 16L << 20;

    private final Derived derived;
    private final ValueEncoder encoder;
    private final long rows;
    private final long columns;
    private final int tileRows;
    private final int tileColumns;
    private final int size;
    private final Map<Place, byte[]> tiles;

    private record Place(long row, long column) {}

    /**
     * Rows seen as outer × inner elements.
     *
     * @param rows how many differ: 1 if all are the same
     */
    TiledFill(Derived derived, ValueEncoder encoder, long rows, long outer, long inner) {
        this.derived = derived;
        this.encoder = encoder;
        this.rows = rows;
        this.columns = outer * inner;
        this.size = encoder.elementBytes();
        long together = inner > 0 && rows > KEPT / 2 / size / inner ? Long.MAX_VALUE : rows * inner * size;
        if (outer == 1 || together > KEPT / 2) {
            this.tileColumns = (int) Math.max(1, Math.min(TILE, columns));
            this.tileRows = (int) Math.max(1, Math.min(rows, TILE / tileColumns));
        } else {
            this.tileRows = (int) Math.max(1, Math.min(TILE, rows));
            this.tileColumns = (int) Math.max(1, Math.min(columns, TILE / tileRows));
        }
        int most = (int) Math.max(1, KEPT / ((long) tileRows * tileColumns * size));
        this.tiles = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Place, byte[]> eldest) {
                return size() > most;
            }
        };
    }

    @Override
    public void fill(long row, long column, ByteBuffer dst) throws IOException {
        long distinct = rows == 1 ? 0 : row;
        long c = column;
        while (dst.hasRemaining()) {
            Place place = new Place(distinct / tileRows, c / tileColumns);
            byte[] tile = tile(place);
            long first = place.column * tileColumns;
            int width = width(place);
            int n = (int) Math.min(first + width - c, dst.remaining() / size);
            dst.put(tile, (int) ((distinct % tileRows) * width + c - first) * size, n * size);
            c += n;
        }
    }

    private int width(Place place) {
        return (int) Math.min(tileColumns, columns - place.column * tileColumns);
    }

    private synchronized byte[] tile(Place place) throws IOException {
        byte[] known = tiles.get(place);
        if (known != null) {
            return known;
        }
        long row = place.row * tileRows;
        int height = (int) Math.min(tileRows, rows - row);
        double[] numbers = derived.rows(row, height, place.column * tileColumns, width(place));
        ByteBuffer out = ByteBuffer.allocate(height * width(place) * size).order(ByteOrder.LITTLE_ENDIAN);
        for (double v : numbers) {
            encoder.putDerived(derived.name(), v, out);
        }
        tiles.put(place, out.array());
        return out.array();
    }
}
