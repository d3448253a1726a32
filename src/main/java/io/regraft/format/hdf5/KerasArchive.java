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
import java.util.List;
import java.util.OptionalLong;

/**
 * A .keras archive with other weights. All else stays as it is, but for the directory, and for the weights' own header:
 * their checksum is known only behind them, where a descriptor has it.
 *
 * <pre>
 * archive = records before, header of the weights, weights, descriptor, records behind, directory, end
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
    private final ZipRecord weights;
    private final List<Part> changed;
    private final List<Part> parts = new ArrayList<>();
    private final ByteBuffer end;
    private final long directoryAt;
    private final int directoryLength;

    private KerasArchive(ZipArchive archive, List<Part> changed) throws IOException {
        this.archive = archive;
        this.in = archive.input();
        this.weights = archive.find(KerasFormat.WEIGHTS).orElseThrow();
        this.changed = List.copyOf(changed);
        this.end = InputBytes.read(in, archive.tail().offset() - END_LENGTH, END_LENGTH);
        this.directoryAt = end.getInt(16) & WIDE;
        this.directoryLength = end.getInt(12);
    }

    /** The parts of the archive with these weights. */
    static List<Part> parts(ZipArchive archive, List<Part> weights) throws IOException {
        return new KerasArchive(archive, weights).parts();
    }

    private List<Part> parts() throws IOException {
        requireSmall();
        long length = changed.stream().mapToLong(Part::length).sum();
        copy("records", 0, weights.headerOffset());
        parts.add(new Part.Literal(weights.name() + " (header)", header()));
        int first = parts.size();
        changed.forEach(p -> parts.add(outer(p)));
        Part.Maker descriptor = written -> descriptor(crc(written, first), length);
        parts.add(new Part.Late(weights.name() + " (descriptor)", DESCRIPTOR_LENGTH, descriptor));
        long behind = behind();
        copy("records", behind, directoryAt);
        long start = parts.stream().mapToLong(Part::length).sum();
        long moved = start - directoryAt;
        ByteBuffer directory = InputBytes.read(in, directoryAt, directoryLength);
        checked(directory);
        parts.add(new Part.Late(
                "zip directory", directoryLength, written -> directory(directory, crc(written, first), length, moved)));
        end.putInt(16, (int) start);
        parts.add(new Part.Literal("zip end", end));
        copy("archive comment", archive.tail().offset(), in.size());
        return parts;
    }

    /** An archive whose places don't fit 32 bits has them in other fields, which Keras writes only then. */
    private void requireSmall() {
        long length = changed.stream().mapToLong(Part::length).sum();
        if (in.size() + length >= WIDE) {
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

    /** Where the next record begins, or the directory: what stands between is the old descriptor. */
    private long behind() {
        return archive.records().stream()
                .mapToLong(ZipRecord::headerOffset)
                .filter(o -> o > weights.headerOffset())
                .min()
                .orElse(directoryAt);
    }

    private ByteBuffer header() throws IOException {
        ByteBuffer header =
                InputBytes.read(in, weights.headerOffset(), (int) (weights.dataOffset() - weights.headerOffset()));
        header.putShort(6, (short) (header.getShort(6) | FOLLOWS));
        header.putInt(14, 0).putInt(18, 0).putInt(22, 0);
        // A field for wide sizes would say something else than the descriptor.
        if (header.limit() > LOCAL_LENGTH + header.getShort(26)) {
            return withoutFields(header);
        }
        return header;
    }

    private static ByteBuffer withoutFields(ByteBuffer header) {
        header.putShort(28, (short) 0);
        return header.slice(0, LOCAL_LENGTH + header.getShort(26));
    }

    /** Bytes of the file inside are bytes of the archive. */
    private static Part outer(Part part) {
        return part instanceof Part.Copied c && c.extent().input() instanceof SlicedInput sliced
                ? new Part.Copied(c.what(), sliced.outer(c.extent()), c.crc32())
                : part;
    }

    private long crc(Part.Written written, int first) {
        long crc = 0;
        for (int i = 0; i < changed.size(); i++) {
            crc = Crc32Combination.combine(
                    crc, written.crc32(first + i), changed.get(i).length());
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
        while (at <= directory.limit() - CENTRAL_LENGTH && directory.getInt(at) == CENTRAL) {
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

    private byte[] directory(ByteBuffer before, long crc, long length, long moved) {
        ByteBuffer out = ByteBuffer.allocate(directoryLength).order(ByteOrder.LITTLE_ENDIAN);
        out.put(before.duplicate());
        for (int at = 0; at < out.limit(); at += entryLength(out, at)) {
            long offset = out.getInt(at + 42) & WIDE;
            if (offset == weights.headerOffset()) {
                out.putShort(at + 8, (short) (out.getShort(at + 8) | FOLLOWS));
                out.putInt(at + 16, (int) crc).putInt(at + 20, (int) length).putInt(at + 24, (int) length);
            } else if (offset > weights.headerOffset()) {
                out.putInt(at + 42, (int) (offset + moved));
            }
        }
        return out.array();
    }
}
