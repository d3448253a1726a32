package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import java.util.ArrayList;
import java.util.List;

/**
 * A step in which chunks are packed.
 *
 * @param id its registered number
 * @param parameters as they stand in the file
 */
record Filter(int id, List<Integer> parameters) {

    static final int DEFLATE = 1;
    static final int SHUFFLE = 2;
    static final int FLETCHER32 = 3;

    Filter {
        parameters = List.copyOf(parameters);
    }

    /** What people call it. */
    String text() {
        return switch (id) {
            case DEFLATE -> "gzip";
            case SHUFFLE -> "shuffle";
            case FLETCHER32 -> "fletcher32";
            case 4 -> "szip";
            case 5 -> "nbit";
            case 6 -> "scaleoffset";
            case 32000 -> "lzf";
            case 32001 -> "blosc";
            case 32004 -> "lz4";
            case 32008 -> "bitshuffle";
            case 32015 -> "zstd";
            default -> "filter " + id;
        };
    }

    boolean isKnown() {
        return id == DEFLATE || id == SHUFFLE || id == FLETCHER32 || OtherFilters.isKnown(id);
    }

    /** Reads a filter pipeline message, of version 1 or 2. */
    static List<Filter> read(Block body) {
        Cursor c = body.cursor();
        int version = c.u8("the filters' version");
        if (version != 1 && version != 2) {
            throw body.damaged(0, "filters of version 1 or 2", String.valueOf(version));
        }
        int count = c.u8("the number of filters");
        if (count > 32) {
            throw body.damaged(1, "at most 32 filters", String.valueOf(count));
        }
        if (version == 1) {
            c.skip(6, "the filters");
        }
        List<Filter> filters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            filters.add(filter(c, version));
        }
        return filters;
    }

    private static Filter filter(Cursor c, int version) {
        int id = c.u16("a filter's number");
        int name = version == 1 || id >= 256 ? c.u16("the length of a filter's name") : 0;
        c.skip(2, "a filter's flags");
        int values = c.u16("the number of a filter's parameters");
        c.skip(version == 1 ? (name + 7) / 8 * 8 : name, "a filter's name");
        List<Integer> parameters = new ArrayList<>();
        c.count(values, 4, "a filter's parameters");
        for (int v = 0; v < values; v++) {
            parameters.add(c.i32("a filter's parameter"));
        }
        if (version == 1 && values % 2 == 1) {
            c.skip(4, "a filter's padding");
        }
        return new Filter(id, parameters);
    }
}
