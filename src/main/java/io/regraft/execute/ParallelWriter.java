package io.regraft.execute;

import io.regraft.format.Part;
import io.regraft.kernel.Workers;
import io.regraft.manifest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/** Writes parts on several threads, each at its own place of the file; makes no digest of a whole file. */
final class ParallelWriter implements AssemblyWriter {

    /** A part that nobody hashes is cut into pieces of this size. */
    private static final long PIECE = 16L << 20;

    private final int threads;
    private final int bufferBytes;
    private final Progress progress;

    ParallelWriter(int threads, int bufferBytes, Progress progress) {
        this.threads = threads;
        this.bufferBytes = bufferBytes;
        this.progress = progress;
    }

    @Override
    public Written write(List<Part> parts, PartBytes bytes, Set<Integer> hashed, Disk.Writable target)
            throws IOException {
        Run run = new Run(parts, bytes, hashed, target);
        run.plan();
        Workers.each(threads, run.pieces.size(), run::piece);
        run.late();
        run.flusher.finish();
        run.flusher.close();
        return new Written(Optional.empty(), Optional.empty(), run.digests);
    }

    /** Neighbouring small parts, or a piece of a large one. */
    private record Piece(int first, int last, long from, long to, long position) {}

    /** One assembly on its way. */
    private final class Run {
        private final List<Part> parts;
        private final ThreadLocal<PartBytes.Reader> readers;
        private final Set<Integer> hashed;
        private final Disk.Writable target;
        private final Checksums checksums;
        private final Flusher flusher;
        private final List<Piece> pieces = new ArrayList<>();
        private final long[] positions;
        private final Map<Integer, String> digests = new ConcurrentHashMap<>();
        private final Map<Integer, PieceSums> sums = new ConcurrentHashMap<>();
        private final ThreadLocal<ByteBuffer> buffers =
                ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(bufferBytes));

        Run(List<Part> parts, PartBytes bytes, Set<Integer> hashed, Disk.Writable target) {
            this.parts = parts;
            this.readers = ThreadLocal.withInitial(bytes::reader);
            this.hashed = hashed;
            this.target = target;
            this.checksums = new Checksums(parts);
            this.flusher = new Flusher(target);
            this.positions = new long[parts.size()];
        }

        void plan() {
            long at = 0;
            int open = -1;
            for (int i = 0; i < parts.size(); i++) {
                Part part = parts.get(i);
                positions[i] = at;
                boolean small = !(part instanceof Part.Late) && part.length() <= bufferBytes / 4;
                boolean fits = open >= 0 && at + part.length() - positions[open] <= bufferBytes;
                if (open >= 0 && !(small && fits)) {
                    pieces.add(new Piece(open, i - 1, 0, 0, positions[open]));
                    open = -1;
                }
                if (small && open < 0) {
                    open = i;
                } else if (!small && !(part instanceof Part.Late)) {
                    cut(i, part, at);
                }
                at += part.length();
            }
            if (open >= 0) {
                pieces.add(new Piece(open, parts.size() - 1, 0, 0, positions[open]));
            }
        }

        private void cut(int index, Part part, long position) {
            if (hashed.contains(index)) {
                pieces.add(new Piece(index, index, 0, part.length(), position));
                return;
            }
            int count = (int) ((part.length() + PIECE - 1) / PIECE);
            sums.put(index, new PieceSums(part.length(), PIECE, count));
            for (int p = 0; p < count; p++) {
                long from = p * PIECE;
                pieces.add(new Piece(index, index, from, Math.min(part.length(), from + PIECE), position));
            }
        }

        void piece(int number) throws IOException {
            Piece piece = pieces.get(number);
            if (piece.to() > 0) {
                large(piece);
            } else {
                small(piece);
            }
        }

        private void small(Piece piece) throws IOException {
            ByteBuffer buffer = buffers.get().clear();
            for (int i = piece.first(); i <= piece.last(); i++) {
                Part part = parts.get(i);
                ByteBuffer chunk = buffer.slice(buffer.position(), (int) part.length());
                readers.get().read(part, 0, chunk);
                chunk.flip();
                CRC32 crc = new CRC32();
                crc.update(chunk.duplicate());
                checksums.put(i, crc.getValue());
                if (hashed.contains(i)) {
                    Sha256 sha = new Sha256();
                    sha.update(chunk);
                    digests.put(i, sha.hex());
                }
                buffer.position(buffer.position() + chunk.limit());
            }
            write(buffer.flip(), piece.position());
        }

        private void large(Piece piece) throws IOException {
            int index = piece.first();
            Part part = parts.get(index);
            CRC32 crc = new CRC32();
            Optional<Sha256> sha = hashed.contains(index) ? Optional.of(new Sha256()) : Optional.empty();
            long done = piece.from();
            while (done < piece.to()) {
                ByteBuffer buffer = buffers.get().clear();
                int n = (int) Math.min(bufferBytes - bufferBytes % PartBytes.ELEMENT, piece.to() - done);
                buffer.limit(n);
                readers.get().read(part, done, buffer);
                buffer.flip();
                crc.update(buffer.duplicate());
                sha.ifPresent(s -> s.update(buffer));
                write(buffer, piece.position() + done);
                done += n;
            }
            sha.ifPresent(s -> digests.put(index, s.hex()));
            PieceSums cut = sums.get(index);
            if (cut == null) {
                checksums.put(index, crc.getValue());
            } else if (cut.put((int) (piece.from() / PIECE), crc.getValue())) {
                checksums.put(index, cut.combined());
            }
        }

        private void write(ByteBuffer chunk, long position) throws IOException {
            int n = chunk.remaining();
            target.write(chunk, position);
            flusher.written(n);
            progress.advance(n);
        }

        void late() throws IOException {
            for (int i = 0; i < parts.size(); i++) {
                if (parts.get(i) instanceof Part.Late late) {
                    byte[] made = late.maker().make(checksums);
                    if (made.length != late.bytes()) {
                        throw new IllegalStateException(
                                late.what() + " has " + made.length + " bytes, not " + late.bytes());
                    }
                    CRC32 crc = new CRC32();
                    crc.update(made);
                    checksums.put(i, crc.getValue());
                    write(ByteBuffer.wrap(made), positions[i]);
                }
            }
        }
    }
}
