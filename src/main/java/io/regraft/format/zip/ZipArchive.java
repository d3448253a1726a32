package io.regraft.format.zip;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.format.InputBytes;
import io.regraft.format.Limits;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The directory of a zip archive, checked against its local headers. */
public final class ZipArchive {

    static final int LOCAL = 0x04034b50;
    static final int LOCAL_LENGTH = 30;
    static final int CENTRAL = 0x02014b50;
    static final int CENTRAL_LENGTH = 46;

    private final Input in;
    private final Limits limits;
    private final List<ZipRecord> records;
    private final Map<String, ZipRecord> byLowerName;
    private final EndOfDirectory end;

    private ZipArchive(Input in, Limits limits, List<ZipRecord> records, EndOfDirectory end) {
        this.in = in;
        this.limits = limits;
        this.records = records;
        this.end = end;
        this.byLowerName = new HashMap<>(records.size() * 2);
        for (ZipRecord r : records) {
            ZipRecord other = byLowerName.put(lower(r.name()), r);
            if (other != null) {
                throw refused(
                        r,
                        r.name().equals(other.name())
                                ? "two records have this name"
                                : "another record has the name '" + other.name() + "', which torch takes for the same");
            }
        }
    }

    /**
     * Reads the directory and every local header; no record's bytes.
     *
     * @throws RegraftException if the archive is cut short, damaged, or of a kind that torch does not read
     */
    public static ZipArchive read(Input in, Limits limits) throws IOException {
        if (in.size() < 4 || InputBytes.read(in, 0, 4).getInt(0) != LOCAL) {
            throw Problem.expected(
                            Kind.CHECKPOINT,
                            new Where.InPart(in.name(), "", 0),
                            "a zip archive, beginning with PK\\3\\4",
                            "other bytes",
                            "Something stands before the archive, or it is none: get the file again.")
                    .asException();
        }
        EndOfDirectory end = EndOfDirectory.find(in);
        return new ZipArchive(in, limits, List.copyOf(new DirectoryReader(in, limits, end).read()), end);
    }

    public Input input() {
        return in;
    }

    /** The records in the order of the directory. */
    public List<ZipRecord> records() {
        return records;
    }

    /** The record of this whole name; upper and lower case of ASCII letters are the same, as in torch. */
    public Optional<ZipRecord> find(String name) {
        return Optional.ofNullable(byLowerName.get(lower(name)));
    }

    /** Where a record's bytes lie. */
    public Extent extent(ZipRecord r) {
        return new Extent(in, r.dataOffset(), r.packed());
    }

    /** Length of the archive's comment, as the end record states it. */
    public int commentLength() {
        return end.commentLength();
    }

    /** The bytes after the end record: the comment, and what else somebody put there. */
    public Extent tail() {
        return new Extent(in, end.tail(), in.size() - end.tail());
    }

    /**
     * The content of a record, inflated and checked against its CRC where it records one.
     *
     * @throws RegraftException if it is larger than a header may be, or damaged
     */
    public ByteBuffer content(ZipRecord r) throws IOException {
        return new RecordReader(this, limits).content(r);
    }

    RegraftException refused(ZipRecord r, String what) {
        return new Problem(
                        Kind.CHECKPOINT,
                        new Where.InPart(in.name(), r.name(), -1),
                        what,
                        "The archive is damaged or made to deceive; get it again from where it came.")
                .asException();
    }

    private static String lower(String name) {
        // torch folds ASCII letters only; Locale.ROOT folds more, which only refuses more.
        return name.toLowerCase(Locale.ROOT);
    }
}
