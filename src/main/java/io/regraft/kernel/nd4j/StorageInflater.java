package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Storage;
import io.regraft.kernel.Spool;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates storages to spool files, through buffers of a fixed size; checks their length and CRC-32 on the way. */
final class StorageInflater {

    private static final int BUFFER = 64 << 10;

    private final Spool spool;

    StorageInflater(Spool spool) {
        this.spool = spool;
    }

    /** The inflated bytes as a file that is gone when closed. */
    FileChannel inflate(Storage storage) throws IOException {
        FileChannel file = spool.create(storage.bytes());
        Inflater zip = new Inflater(true);
        try {
            new Run(storage, file, zip).all();
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        } finally {
            zip.end();
        }
    }

    private static final class Run {
        private final Storage storage;
        private final FileChannel file;
        private final Inflater zip;
        private final CRC32 crc = new CRC32();
        private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER).limit(0);
        private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
        private long read;
        private long written;

        Run(Storage storage, FileChannel file, Inflater zip) {
            this.storage = storage;
            this.file = file;
            this.zip = zip;
        }

        void all() throws IOException {
            while (!zip.finished()) {
                if (zip.needsInput()) {
                    fill();
                }
                try {
                    zip.inflate(out);
                } catch (DataFormatException e) {
                    throw damaged("a deflate stream", "what is none after " + count(written) + " bytes");
                }
                if (zip.needsDictionary()) {
                    throw damaged("a deflate stream", "one that needs a dictionary");
                }
                drain();
            }
            if (written != storage.bytes()) {
                throw damaged(count(storage.bytes()) + " bytes when inflated", count(written));
            }
            if (storage.crc32().isPresent() && storage.crc32().getAsLong() != crc.getValue()) {
                throw damaged(
                        String.format(
                                Locale.ROOT, "CRC-32 %08x", storage.crc32().getAsLong()),
                        String.format(Locale.ROOT, "%08x", crc.getValue()));
            }
        }

        private void fill() throws IOException {
            Extent extent = storage.extent();
            long left = extent.length() - read;
            if (left == 0) {
                throw damaged(
                        "a deflate stream that ends",
                        "the end of its " + count(extent.length()) + " bytes after " + count(written) + " inflated");
            }
            in.clear().limit((int) Math.min(left, BUFFER));
            new FileBytes(extent).read(read, in);
            in.flip();
            read += in.remaining();
            zip.setInput(in);
        }

        private void drain() throws IOException {
            out.flip();
            written += out.remaining();
            if (written > storage.bytes()) {
                throw damaged(count(storage.bytes()) + " bytes when inflated", "more");
            }
            crc.update(out.duplicate());
            while (out.hasRemaining()) {
                file.write(out);
            }
            out.clear();
        }

        private static String count(long n) {
            return String.format(Locale.ROOT, "%,d", n);
        }

        private RegraftException damaged(String expected, String found) {
            return Problem.expected(
                            Kind.CHECKPOINT,
                            new Where.InPart(storage.extent().input().name(), storage.id(), -1),
                            expected,
                            found,
                            "The file is damaged: copy it again.")
                    .asException();
        }
    }
}
