package io.regraft.format.hdf5;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.format.InputBytes;
import io.regraft.format.Part;
import io.regraft.format.zip.Crc32Combination;
import io.regraft.format.zip.ZipArchive;
import io.regraft.format.zip.ZipRecord;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.zip.CRC32;

/**
 * A .keras archive with other weights, or other files beside them. All else stays as it is, but for the directory, and for
 * the headers of what changes. The weights' checksum is known only behind them, where a descriptor has it.
 *
 * <pre>
 * archive = records in their order, directory, end
 * record = header, content; the weights' has a descriptor behind
 * </pre>
 */
final class KerasArchive {

    private static final int LOCAL_LENGTH = 30;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_LENGTH = 46;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int DESCRIPTOR_LENGTH = 16;
    private static final int END_LENGTH = 22;
    private static final int FOLLOWS = 8;
    private static final long WIDE = 0xFFFF_FFFFL;

    private final ZipArchive archive;
    private final Input in;
    private final List<Part> weights;
    private final Map<String, ByteBuffer> files;
    private final List<Part> parts = new ArrayList<>();
    private final Map<Long, Entry> entries = new HashMap<>();
    private final ByteBuffer end;
    private final long directoryAt;
    private final int directoryLength;

    /** A record of the result, where it begins, and its checksum if it has another content. */
    private record Entry(long start, Optional<Content> content) {}

    private record Content(int flags, long length, ToLongFunction<Part.Written> crc) {}

    private KerasArchive(ZipArchive archive, List<Part> weights, Map<String, ByteBuffer> files) throws IOException {
        this.archive = archive;
        this.in = archive.input();
        this.weights = List.copyOf(weights);
        this.files = Map.copyOf(files);
        this.end = InputBytes.read(in, archive.tail().offset() - END_LENGTH, END_LENGTH);
        this.directoryAt = end.getInt(16) & WIDE;
        this.directoryLength = end.getInt(12);
    }

    /**
     * The parts of the archive with other contents.
     *
     * @param weights what they consist of; empty if they stay
     * @param files by the names of their records
     */
    static List<Part> parts(ZipArchive archive, List<Part> weights, Map<String, ByteBuffer> files) throws IOException {
        return new KerasArchive(archive, weights, files).parts();
    }

    private List<Part> parts() throws IOException {
        requireSmall();
        List<ZipRecord> records = archive.records().stream()
                .sorted(Comparator.comparingLong(ZipRecord::headerOffset))
                .toList();
        for (int i = 0; i < records.size(); i++) {
            ZipRecord r = records.get(i);
            // What stands behind an old content is its descriptor.
            long next = i + 1 < records.size() ? records.get(i + 1).headerOffset() : directoryAt;
            if (r.name().equals(KerasFormat.WEIGHTS) && !weights.isEmpty()) {
                weights(r);
            } else if (files.containsKey(r.name())) {
                file(r, files.get(r.name()));
            } else {
                entries.put(r.headerOffset(), new Entry(length(parts), Optional.empty()));
                copy(r.name(), r.headerOffset(), next);
            }
        }
        ByteBuffer directory = InputBytes.read(in, directoryAt, directoryLength);
        checked(directory);
        long start = length(parts);
        parts.add(new Part.Late("zip directory", directoryLength, written -> directory(directory, written)));
        end.putInt(16, (int) start);
        parts.add(new Part.Literal("zip end", end));
        copy("archive comment", archive.tail().offset(), in.size());
        return parts;
    }

    private static long length(List<Part> parts) {
        return parts.stream().mapToLong(Part::length).sum();
    }

    private void weights(ZipRecord r) throws IOException {
        long length = length(weights);
        long start = length(parts);
        ByteBuffer header = header(r);
        header.putShort(6, (short) (header.getShort(6) | FOLLOWS));
        parts.add(new Part.Literal(r.name() + " (header)", header));
        int first = parts.size();
        weights.forEach(p -> parts.add(outer(p)));
        Part.Maker descriptor = written -> descriptor(crc(written, first), length);
        parts.add(new Part.Late(r.name() + " (descriptor)", DESCRIPTOR_LENGTH, descriptor));
        Content content = new Content(FOLLOWS, length, written -> crc(written, first));
        entries.put(r.headerOffset(), new Entry(start, Optional.of(content)));
    }

    private void file(ZipRecord r, ByteBuffer bytes) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes.duplicate());
        long crc = sum.getValue();
        int length = bytes.remaining();
        ByteBuffer header = header(r);
        header.putInt(14, (int) crc).putInt(18, length).putInt(22, length);
        Content content = new Content(0, length, written -> crc);
        entries.put(r.headerOffset(), new Entry(length(parts), Optional.of(content)));
        parts.add(new Part.Literal(r.name() + " (header)", header));
        parts.add(new Part.Literal(r.name(), bytes));
    }

    /** An archive whose places don't fit 32 bits has them in other fields, which Keras writes only then. */
    private void requireSmall() {
        long added = length(weights)
                + files.values().stream().mapToLong(ByteBuffer::remaining).sum();
        if (in.size() + added >= WIDE) {
            throw refused("weights of less than 4 GiB in a .keras file", "more", "Take model.weights.h5 out of it.");
        }
        if (directoryLength < 0
                || directoryAt + directoryLength > archive.tail().offset() - END_LENGTH) {
            throw refused("a zip directory before its end", "none", "Save the model again with Keras.");
        }
    }

    private RegraftException refused(String expected, String found, String fix) {
        return Problem.expected(Kind.CHECKPOINT, new Where.InFile(in.name()), expected, found, fix)
                .asException();
    }

    private void copy(String what, long from, long to) {
        if (to > from) {
            parts.add(new Part.Copied(what, new Extent(in, from, to - from), OptionalLong.empty()));
        }
    }

    /** A record's header for another content, without its sizes and checksum. */
    private ByteBuffer header(ZipRecord r) throws IOException {
        ByteBuffer header = InputBytes.read(in, r.headerOffset(), (int) (r.dataOffset() - r.headerOffset()));
        header.putShort(6, (short) (header.getShort(6) & ~FOLLOWS));
        header.putInt(14, 0).putInt(18, 0).putInt(22, 0);
        // A field for wide sizes would say something else than the new ones.
        if (header.limit() > LOCAL_LENGTH + header.getShort(26)) {
            return withoutFields(header);
        }
        return header;
    }

    private static ByteBuffer withoutFields(ByteBuffer header) {
        header.putShort(28, (short) 0);
        return header.slice(0, LOCAL_LENGTH + header.getShort(26)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Bytes of the file inside are bytes of the archive. */
    private static Part outer(Part part) {
        return part instanceof Part.Copied c && c.extent().input() instanceof SlicedInput sliced
                ? new Part.Copied(c.what(), sliced.outer(c.extent()), c.crc32())
                : part;
    }

    private long crc(Part.Written written, int first) {
        long crc = 0;
        for (int i = 0; i < weights.size(); i++) {
            crc = Crc32Combination.combine(
                    crc, written.crc32(first + i), weights.get(i).length());
        }
        return crc;
    }

    private static byte[] descriptor(long crc, long length) {
        return ByteBuffer.allocate(DESCRIPTOR_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(DESCRIPTOR)
                .putInt((int) crc)
                .putInt((int) length)
                .putInt((int) length)
                .array();
    }

    private void checked(ByteBuffer directory) {
        int at = 0;
        int count = 0;
        while (at <= directory.limit() - CENTRAL_LENGTH
                && directory.getInt(at) == CENTRAL
                && entries.containsKey(directory.getInt(at + 42) & WIDE)) {
            at += entryLength(directory, at);
            count++;
        }
        if (at != directory.limit() || count != archive.records().size()) {
            throw refused("a zip directory of its entries alone", "other bytes", "Save the model again with Keras.");
        }
    }

    private static int entryLength(ByteBuffer directory, int at) {
        return CENTRAL_LENGTH
                + (directory.getShort(at + 28) & 0xFFFF)
                + (directory.getShort(at + 30) & 0xFFFF)
                + (directory.getShort(at + 32) & 0xFFFF);
    }

    private byte[] directory(ByteBuffer before, Part.Written written) {
        ByteBuffer out = ByteBuffer.allocate(directoryLength).order(ByteOrder.LITTLE_ENDIAN);
        out.put(before.duplicate());
        for (int at = 0; at < out.limit(); at += entryLength(out, at)) {
            Entry entry = entries.get(out.getInt(at + 42) & WIDE);
            out.putInt(at + 42, (int) entry.start());
            if (entry.content().isPresent()) {
                Content c = entry.content().get();
                out.putShort(at + 8, (short) ((out.getShort(at + 8) & ~FOLLOWS) | c.flags()));
                out.putInt(at + 16, (int) c.crc().applyAsLong(written));
                out.putInt(at + 20, (int) c.length()).putInt(at + 24, (int) c.length());
            }
        }
        return out.array();
    }
}
