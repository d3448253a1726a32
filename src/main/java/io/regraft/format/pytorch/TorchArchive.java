package io.regraft.format.pytorch;

import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Storage;
import io.regraft.format.Limits;
import io.regraft.format.zip.ZipArchive;
import io.regraft.format.zip.ZipRecord;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The records of an archive that torch wrote, by their names without the prefix. */
final class TorchArchive {

    static final String PICKLE = "data.pkl";
    static final String DATA = "data/";
    static final String VERSION = "version";
    static final String VERSION_IN_DATA = ".data/version";
    static final String BYTE_ORDER = "byteorder";
    static final String FORMAT_VERSION = ".format_version";
    static final String ALIGNMENT = ".storage_alignment";
    static final String SERIALIZATION_ID = ".data/serialization_id";
    static final String CONSTANTS = "constants.pkl";
    static final String ARCHIVE_FORMAT = "archive_format";

    private static final int DEFAULT_ALIGNMENT = 64;
    private static final int LARGEST_ALIGNMENT = 1 << 16;
    private static final int LONGEST_TEXT = 64;
    private static final int NEWEST = 10;

    /** What an archive holds. */
    enum Content {
        CHECKPOINT,
        TORCHSCRIPT,
        EXPORTED_PROGRAM
    }

    private final ZipArchive zip;
    private final String prefix;
    private final Content content;
    private final String version;
    private final boolean bigEndian;
    private final int alignment;

    private TorchArchive(ZipArchive zip) throws IOException {
        this.zip = zip;
        this.prefix = prefixOf(zip);
        this.content = contentOf();
        this.version = readVersion();
        this.bigEndian = readByteOrder();
        this.alignment = readAlignment();
    }

    static TorchArchive open(Input in, Limits limits) throws IOException {
        return new TorchArchive(ZipArchive.read(in, limits));
    }

    private static String prefixOf(ZipArchive zip) {
        String first = zip.records().isEmpty() ? "" : zip.records().get(0).name();
        int slash = first.indexOf('/');
        if (slash < 0) {
            throw refused(
                    zip,
                    first,
                    "expected all records in one folder, found none around the first",
                    "It was zipped again without its folder: put the files into one and zip that.");
        }
        String prefix = first.substring(0, slash + 1);
        for (ZipRecord r : zip.records()) {
            if (!r.name().startsWith(prefix)) {
                throw refused(
                        zip,
                        r.name(),
                        "expected all records in the folder '" + prefix + "', found this one outside",
                        "torch can't load it either: take the record out of the archive (zip -d).");
            }
        }
        return prefix;
    }

    private Content contentOf() {
        if (find(PICKLE).isPresent()) {
            return find(CONSTANTS).isPresent() ? Content.TORCHSCRIPT : Content.CHECKPOINT;
        }
        if (find(ARCHIVE_FORMAT).isPresent()) {
            return Content.EXPORTED_PROGRAM;
        }
        throw new Problem(
                        Kind.CHECKPOINT,
                        new Where.InFile(zip.input().name()),
                        "expected a record '" + prefix + PICKLE + "', found none",
                        "It is a zip archive, but not one of torch.save.")
                .asException();
    }

    private String readVersion() throws IOException {
        ZipRecord r = find(VERSION_IN_DATA)
                .or(() -> find(VERSION))
                .orElseThrow(() -> refused(
                        zip,
                        prefix + VERSION,
                        "expected a record that tells the version, found none",
                        "torch can't load it either: the archive lacks it, get the file again."));
        String text = text(r);
        String digits = text.strip().replaceAll("\\D.*", "");
        int number = digits.isEmpty() || digits.length() > 4 ? -1 : Integer.parseInt(digits);
        if (number < 1 || number > NEWEST) {
            throw refused(
                    zip,
                    r.name(),
                    "expected a version from 1 to " + NEWEST + ", found '" + text.strip() + "'",
                    "It was written by a torch that is newer than this program knows, or is damaged.");
        }
        return digits;
    }

    private boolean readByteOrder() throws IOException {
        Optional<ZipRecord> r = find(BYTE_ORDER);
        if (r.isEmpty()) {
            return false;
        }
        String text = text(r.get());
        if (!text.equals("little") && !text.equals("big")) {
            throw refused(
                    zip,
                    r.get().name(),
                    "expected 'little' or 'big', found '" + text + "'",
                    "torch can't load it either: get the file again.");
        }
        return text.equals("big");
    }

    private int readAlignment() throws IOException {
        Optional<ZipRecord> r = find(ALIGNMENT);
        if (r.isEmpty()) {
            return DEFAULT_ALIGNMENT;
        }
        String text = text(r.get()).strip();
        if (!text.matches("\\d{1,7}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > LARGEST_ALIGNMENT) {
            throw refused(
                    zip,
                    r.get().name(),
                    String.format(Locale.ROOT, "expected a number from 1 to %,d, found '%s'", LARGEST_ALIGNMENT, text),
                    "It makes torch crash on some loads: the file is damaged or hostile, get it again.");
        }
        return Integer.parseInt(text);
    }

    private String text(ZipRecord r) throws IOException {
        if (r.size() > LONGEST_TEXT) {
            throw refused(
                    zip,
                    r.name(),
                    String.format(Locale.ROOT, "expected at most %,d bytes, found %,d", LONGEST_TEXT, r.size()),
                    "The archive is damaged: get it again.");
        }
        return StandardCharsets.ISO_8859_1.decode(zip.content(r)).toString();
    }

    ZipArchive zip() {
        return zip;
    }

    Input input() {
        return zip.input();
    }

    /** The folder around all records, with its slash. */
    String prefix() {
        return prefix;
    }

    Content content() {
        return content;
    }

    String version() {
        return version;
    }

    boolean isBigEndian() {
        return bigEndian;
    }

    int alignment() {
        return alignment;
    }

    /** True if a load may compute where storages lie, so that their order and padding matter. */
    boolean computesOffsets() throws IOException {
        Optional<ZipRecord> r = find(FORMAT_VERSION);
        return r.isPresent() && text(r.get()).compareTo("1") >= 0;
    }

    /** False if the archive was written with checksums switched off. */
    boolean hasChecksums() {
        return zip.records().stream().filter(r -> r.size() > 0).anyMatch(ZipRecord::hasCrc);
    }

    Optional<ZipRecord> find(String name) {
        return zip.find(prefix + name);
    }

    List<ZipRecord> records() {
        return zip.records();
    }

    /** A record's name without the prefix. */
    String relative(ZipRecord r) {
        return r.name().substring(prefix.length());
    }

    /** True for the record of a storage. */
    boolean isData(ZipRecord r) {
        return r.name().length() > prefix.length() + DATA.length()
                && r.name().regionMatches(true, prefix.length(), DATA, 0, DATA.length());
    }

    /** True for the record of a key, named just so. */
    boolean isData(ZipRecord r, String key) {
        String name = r.name();
        return name.length() == prefix.length() + DATA.length() + key.length()
                && name.startsWith(DATA, prefix.length())
                && name.endsWith(key);
    }

    /** The storage of a key. */
    Optional<Storage> storage(String key) {
        return find(DATA + key).map(this::storage);
    }

    /** A record as a storage. */
    Storage storage(ZipRecord r) {
        return new Storage(
                r.name(),
                zip.extent(r),
                r.isStored() ? Storage.Encoding.STORED : Storage.Encoding.DEFLATED,
                r.size(),
                ByteOrder.LITTLE_ENDIAN,
                r.hasCrc() ? OptionalLong.of(r.crc32()) : OptionalLong.empty());
    }

    private static RegraftException refused(ZipArchive zip, String record, String what, String fix) {
        return new Problem(Kind.CHECKPOINT, new Where.InPart(zip.input().name(), record, -1), what, fix).asException();
    }
}
