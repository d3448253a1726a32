package io.regraft.format.hdf5;

import io.regraft.checkpoint.Input;
import io.regraft.format.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A file that is yet to be written, with zeros where a computed content will be. */
final class AssembledInput implements Input {

    private final String name;
    private final NavigableMap<Long, Part> parts = new TreeMap<>();
    private final long size;

    AssembledInput(String name, List<Part> parts) {
        this.name = name;
        long at = 0;
        for (Part p : parts) {
            if (p.length() > 0) {
                this.parts.put(at, p);
                at += p.length();
            }
        }
        this.size = at;
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
        Map.Entry<Long, Part> e = parts.floorEntry(position);
        long within = position - e.getKey();
        int n = (int) Math.min(dst.remaining(), e.getValue().length() - within);
        ByteBuffer part = dst.slice(dst.position(), n);
        if (e.getValue() instanceof Part.Copied copied) {
            n = copied.extent().input().read(part, copied.extent().offset() + within);
        } else if (e.getValue() instanceof Part.Literal literal) {
            ByteBuffer bytes = literal.bytes();
            part.put(bytes.slice(bytes.position() + (int) within, n));
        } else {
            part.put(new byte[n]);
        }
        dst.position(dst.position() + Math.max(0, n));
        return n;
    }

    @Override
    public void close() {
        // The source is the checkpoint's.
    }
}
