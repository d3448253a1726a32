package io.regraft.format.zip;

import io.regraft.format.InputBytes;
import io.regraft.format.Limits;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads a small record into memory. */
final class RecordReader {

    /** Deflate can't do better than about 1,032 to 1: a larger claim is a lie. */
    private static final long BEST_RATIO = 1040;

    private static final int SLACK = 64;

    private final ZipArchive archive;
    private final Limits limits;

    RecordReader(ZipArchive archive, Limits limits) {
        this.archive = archive;
        this.limits = limits;
    }

    ByteBuffer content(ZipRecord r) throws IOException {
        long ceiling = Math.min(limits.headerBytes(), Integer.MAX_VALUE - 64);
        if (r.size() > ceiling || r.packed() > ceiling) {
            throw problem(r, String.format(Locale.ROOT, "expected at most %,d bytes, found %,d", ceiling, r.size()));
        }
        ByteBuffer packed = InputBytes.read(archive.extent(r));
        ByteBuffer content = r.isStored() ? packed : inflated(r, packed);
        if (r.hasCrc()) {
            CRC32 crc = new CRC32();
            crc.update(content.duplicate());
            if (crc.getValue() != r.crc32()) {
                throw problem(
                        r, String.format(Locale.ROOT, "expected CRC-32 %08x, found %08x", r.crc32(), crc.getValue()));
            }
        }
        return content;
    }

    private ByteBuffer inflated(ZipRecord r, ByteBuffer packed) {
        if (r.size() > SLACK + r.packed() * BEST_RATIO) {
            throw problem(
                    r,
                    String.format(
                            Locale.ROOT,
                            "expected at most %,d bytes from %,d deflated ones, found a claim of %,d",
                            SLACK + r.packed() * BEST_RATIO,
                            r.packed(),
                            r.size()));
        }
        ByteBuffer out = ByteBuffer.allocate((int) r.size()).order(ByteOrder.LITTLE_ENDIAN);
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(packed);
            while (inflater.inflate(out) > 0) {
                // until the room is full or the stream ends
            }
            if (!ended(inflater) || out.hasRemaining()) {
                throw problem(
                        r,
                        String.format(
                                Locale.ROOT,
                                "expected %,d inflated bytes, found %s",
                                r.size(),
                                out.hasRemaining() ? String.format(Locale.ROOT, "%,d", out.position()) : "more"));
            }
        } catch (DataFormatException e) {
            throw problem(r, "expected a deflate stream, found one that breaks off: " + e.getMessage());
        } finally {
            inflater.end();
        }
        return out.flip();
    }

    /** True if the stream is at its end; one that just filled the room may have an end mark to come. */
    private static boolean ended(Inflater inflater) throws DataFormatException {
        return inflater.finished() || (inflater.inflate(new byte[1]) == 0 && inflater.finished());
    }

    private RegraftException problem(ZipRecord r, String what) {
        return new Problem(
                        Kind.CHECKPOINT,
                        new Where.InPart(archive.input().name(), r.name(), -1),
                        what,
                        "The file is damaged: get it again.")
                .asException();
    }
}
