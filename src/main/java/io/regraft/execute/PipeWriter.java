package io.regraft.execute;

import io.regraft.format.Part;
import io.regraft.manifest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Writes the parts in order, and makes SHA-256 digests of the whole source and the whole output on the way. This thread
 * reads; the {@link Pipe}'s hash and write.
 */
final class PipeWriter implements AssemblyWriter {

    private static final long LARGE = 512L << 20;
    private static final long LARGE_PART = 256 << 10;

    private final Optional<InOrderDigest> source;
    private final int bufferBytes;
    private final int threads;
    private final Progress progress;

    /**
     * A writer with a few buffers of a size.
     *
     * @param source the digest of the source that is wanted, as far as it was made
     */
    PipeWriter(Optional<InOrderDigest> source, int bufferBytes, int threads, Progress progress) {
        this.source = source;
        this.bufferBytes = bufferBytes;
        this.threads = threads;
        this.progress = progress;
    }

    @Override
    public Written write(List<Part> parts, PartBytes bytes, Set<Integer> hashed, Disk.Writable target)
            throws IOException {
        if (isLarge(parts)) {
            target.passCache();
        }
        try (Pipe pipe = new Pipe(target, bufferBytes, source, threads, progress)) {
            Run run = new Run(parts, bytes, hashed, pipe);
            run.all();
            String output = pipe.finish();
            Optional<String> digest =
                    source.isPresent() ? Optional.of(source.get().finish()) : Optional.empty();
            return new Written(Optional.of(output), digest, run.digests);
        }
    }

    /** Far larger than the memory that it should take, and of few parts: those are looked at again when it is written. */
    private static boolean isLarge(List<Part> parts) {
        long bytes = parts.stream().mapToLong(Part::length).sum();
        return bytes >= LARGE && bytes / parts.size() >= LARGE_PART;
    }

    /** One assembly on its way through. */
    private static final class Run {
        private final List<Part> parts;
        private final PartBytes.Reader bytes;
        private final Set<Integer> hashed;
        private final Pipe pipe;
        private final Checksums checksums;
        private final Map<Integer, String> digests = new HashMap<>();

        Run(List<Part> parts, PartBytes bytes, Set<Integer> hashed, Pipe pipe) {
            this.parts = parts;
            this.bytes = bytes.reader();
            this.hashed = hashed;
            this.pipe = pipe;
            this.checksums = new Checksums(parts);
        }

        void all() throws IOException {
            for (int i = 0; i < parts.size(); i++) {
                Part part = parts.get(i);
                if (part instanceof Part.Late late) {
                    part = Part.Literal.of(late.what(), made(late));
                }
                one(i, part);
            }
        }

        private byte[] made(Part.Late late) {
            byte[] made = late.maker().make(checksums);
            if (made.length != late.bytes()) {
                throw new IllegalStateException(late.what() + " has " + made.length + " bytes, not " + late.bytes());
            }
            return made;
        }

        private void one(int index, Part part) throws IOException {
            CRC32 crc = new CRC32();
            Optional<Sha256> sha = hashed.contains(index) ? Optional.of(new Sha256()) : Optional.empty();
            long done = 0;
            while (done < part.length()) {
                long left = part.length() - done;
                ByteBuffer room = pipe.room((int) Math.min(left, PartBytes.ELEMENT));
                int n = (int) Math.min(room.remaining(), left);
                n -= n < left ? n % PartBytes.ELEMENT : 0;
                ByteBuffer chunk = room.slice(room.position(), n);
                bytes.read(part, done, chunk);
                chunk.flip();
                crc.update(chunk.duplicate());
                sha.ifPresent(s -> s.update(chunk));
                if (part instanceof Part.Copied copied) {
                    pipe.copied(copied.extent(), done, chunk);
                }
                room.position(room.position() + n);
                done += n;
            }
            checksums.put(index, crc.getValue());
            sha.ifPresent(s -> digests.put(index, s.hex()));
        }
    }
}
