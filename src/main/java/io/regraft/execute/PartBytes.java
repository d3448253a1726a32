package io.regraft.execute;

import io.regraft.format.Part;
import io.regraft.format.ReadAhead;
import io.regraft.kernel.Content;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** Gives the bytes of parts, to each thread by a reader of its own. */
final class PartBytes {

    /** Ranges of slots begin and end at multiples of this, the largest element. */
    static final int ELEMENT = 16;

    private final List<Content> contents;

    PartBytes(List<Content> contents) {
        this.contents = List.copyOf(contents);
    }

    /** A reader for one thread. */
    Reader reader() {
        return new Reader();
    }

    /** Reads parts, best one after the other. */
    final class Reader {
        private final ReadAhead ahead = ahead();

        /** Fills {@code dst} with the bytes at {@code offset} of a part that is not late. */
        void read(Part part, long offset, ByteBuffer dst) throws IOException {
            if (part instanceof Part.Copied copied) {
                ahead.read(copied.extent(), offset, dst);
            } else if (part instanceof Part.Slot slot) {
                ByteBuffer whole = dst.duplicate();
                contents.get(slot.content()).read(offset, dst);
                reverse(whole, slot.swapUnit());
            } else if (part instanceof Part.Literal literal) {
                ByteBuffer bytes = literal.bytes();
                dst.put(bytes.slice(bytes.position() + Math.toIntExact(offset), dst.remaining()));
            } else {
                throw new IllegalArgumentException("a late part has no bytes yet: " + part);
            }
        }
    }

    /** A reader of the source. */
    static ReadAhead ahead() {
        return new ReadAhead((in, at) -> {
            throw new Problem(
                            Kind.IO,
                            new Where.InFile(in.name()),
                            String.format(Locale.ROOT, "expected %,d bytes, found the end at byte %,d", in.size(), at),
                            "Another program shortened the file meanwhile; nothing was written. Run again.")
                    .asException();
        });
    }

    private static void reverse(ByteBuffer bytes, int unit) {
        if (unit == 1) {
            return;
        }
        int start = bytes.position();
        for (int at = start; at + unit <= bytes.limit(); at += unit) {
            for (int i = 0, j = unit - 1; i < j; i++, j--) {
                byte b = bytes.get(at + i);
                bytes.put(at + i, bytes.get(at + j));
                bytes.put(at + j, b);
            }
        }
    }
}
