package io.regraft.format.pytorch;

import io.regraft.format.FormatContract.Hostile;
import io.regraft.format.Limits;
import io.regraft.format.MemoryInput;
import io.regraft.format.zip.ZipArchive;
import io.regraft.format.zip.ZipRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Archives that are damaged or made to deceive, each made from a whole one by one change. */
final class HostileArchives {

    /** A dict of one float32 tensor [2, 3] on storage 0, as torch 2.13 writes it. */
    private static final String PICKLE =
            "\u0080\u0002}q\u0000X\u0001\u0000\u0000\u0000wq\u0001ctorch._utils\n_rebuild_tensor_v2\nq\u0002"
                    + "((X\u0007\u0000\u0000\u0000storageq\u0003ctorch\nFloatStorage\nq\u0004X\u0001\u0000\u0000\u00000q\u0005"
                    + "X\u0003\u0000\u0000\u0000cpuq\u0006K\u0006tq\u0007QK\u0000K\u0002K\u0003\u0086q\u0008K\u0003K\u0001\u0086q\u0009\u0089"
                    + "ccollections\nOrderedDict\nq\n)Rq\u000btq\u000cRq\rs.";

    private final List<Hostile> all = new ArrayList<>();

    private HostileArchives() {}

    static List<Hostile> all() throws IOException {
        HostileArchives h = new HostileArchives();
        h.containers();
        h.texts();
        h.pickles();
        return h.all;
    }

    static TorchZip plain() {
        return new TorchZip()
                .with("m/data.pkl", latin1(PICKLE))
                .with("m/byteorder", "little")
                .with("m/data/0", new byte[24])
                .with("m/version", "3\n")
                .with("m/.data/serialization_id", "0".repeat(40));
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void add(String name, byte[] bytes, String message) {
        all.add(new Hostile(name, () -> bytes, message));
    }

    private void pickle(String name, String from, String to, String message) throws IOException {
        String changed = PICKLE.replace(from, to);
        if (changed.equals(PICKLE)) {
            throw new IllegalStateException(name + " changes nothing");
        }
        add(name, plain().with("m/data.pkl", latin1(changed)).bytes(), message);
    }

    private void pickles() throws IOException {
        pickle(
                "numel-above",
                "K\u0006t",
                "K\u0007t",
                "expected storage '0' to have 7 elements of 4 bytes, found 24 bytes");
        pickle(
                "numel-below",
                "K\u0006t",
                "K\u0005t",
                "expected storage '0' to have 5 elements of 4 bytes, found 24 bytes");
        pickle("numel-negative", "K\u0006t", "J\u00ff\u00ff\u00ff\u00fft", "a negative or very large number");
        pickle("numel-no-number", "K\u0006t", "Nt", "storage '0'");
        pickle(
                "extent",
                "K\u0002K\u0003\u0086",
                "K\u0003K\u0003\u0086",
                "it needs 36 bytes of 'm/data/0', which has 24");
        pickle("offset", "QK\u0000", "QK\u0001", "it needs 28 bytes of 'm/data/0', which has 24");
        pickle("offset-negative", "QK\u0000", "QJ\u00ff\u00ff\u00ff\u00ff", "an offset of at least 0");
        pickle(
                "size-negative",
                "K\u0002K\u0003\u0086",
                "J\u00ff\u00ff\u00ff\u00ffK\u0003\u0086",
                "extents of at least 0, found -1");
        pickle(
                "stride-negative",
                "K\u0003K\u0001\u0086",
                "J\u00ff\u00ff\u00ff\u00ffK\u0001\u0086",
                "strides of at least 0, found -1");
        pickle("rank", "K\u0003K\u0001\u0086", "K\u0001\u0085", "expected 2 strides");
        pickle(
                "overflow",
                "K\u0002K\u0003\u0086",
                "\u008a\u0008\u0000\u0000\u0000\u0000\u0000\u0000\u0000@\u008a\u0008\u0000\u0000\u0000\u0000\u0000\u0000\u0000@\u0086",
                "a size below 2^63 bytes");
        pickle(
                "wide-size",
                "K\u0002K\u0003\u0086",
                "\u008a\n\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001K\u0003\u0086",
                "64 bits");
        pickle("no-record", "\u00000q\u0005", "\u00009q\u0005", "a record 'data/9', found none");
        pickle("unknown-class", "FloatStorage", "Float3Storage", "class torch.Float3Storage");
        pickle("no-storage", "storageq\u0003", "storagEq\u0003", "expected a persistent id");
        pickle("no-pid", "tq\u0007Q", "tq\u0007", "expected a persistent id as its storage");
        add("names.pt", plain().with("m/data.pkl", latin1(dag())).bytes(), "expected at most 1,000,000 names");
    }

    /** A list of the same list twice, 64 deep. */
    private static String dag() {
        StringBuilder p = new StringBuilder("\u0080\u0002]q\u0000");
        for (char level = 1; level <= 64; level++) {
            p.append("]q")
                    .append(level)
                    .append("(h")
                    .append((char) (level - 1))
                    .append('h')
                    .append((char) (level - 1));
            p.append('e');
        }
        return p.append('.').toString();
    }

    private void texts() throws IOException {
        add(
                "alignment-0",
                plain().with("m/.storage_alignment", "0").bytes(),
                "expected a number from 1 to 65,536, found '0'");
        add("alignment-text", plain().with("m/.storage_alignment", "big").bytes(), "found 'big'");
        add("version-0", plain().with("m/version", "0").bytes(), "a version from 1 to 10, found '0'");
        add("version-11", plain().with("m/version", "11\n").bytes(), "a version from 1 to 10, found '11'");
        add("version-none", plain().without("m/version").bytes(), "a record that tells the version");
        add("byteorder", plain().with("m/byteorder", "middle").bytes(), "'little' or 'big', found 'middle'");
        add("long-text", plain().with("m/byteorder", "little".repeat(99)).bytes(), "at most 64 bytes, found 594");
        add("outside", plain().with("n/x", "x").bytes(), "in the folder 'm/', found this one outside");
        add("case", plain().with("m/DATA/0", new byte[4]).bytes(), "which torch takes for the same");
    }

    private void containers() throws IOException {
        byte[] whole = plain().bytes();
        ZipArchive zip = ZipArchive.read(new MemoryInput("x", whole), Limits.DEFAULT);
        ZipRecord data = zip.find("m/data/0").orElseThrow();
        int central = central(whole, "m/data/0");
        int local = (int) data.headerOffset();
        add("encrypted", changed(whole, central + 8, 0x09), "the record is encrypted");
        add("patched", changed(whole, central + 8, 0x28), "holds a patch");
        add("masked", changed(whole, central + 9, 0x28), "encrypted");
        add("method", changed(whole, central + 10, 12), "expected method 0 (stored) or 8 (deflated), found 12");
        add("method-local", changed(whole, local + 8, 8), "different methods");
        add("sizes", changed(whole, central + 20, 25), "claims 24 bytes, stored in 25");
        add("name", changed(whole, local + 30, 'n'), "has another name");
        add("header", changed(whole, local, 'X'), "expected its local header at byte");
        add("extra", changed(whole, local + 28, whole[local + 28] + 4), "expected its extra fields to end at byte");
        add("offset", changed(whole, central + 45, 0x7F), "expected its header before byte");
        add(
                "huge",
                changed(changed(whole, central + 23, 0x7F), central + 27, 0x7F),
                "expected its 2,130,706,456 bytes");
        add("crc", changed(whole, (int) zip.find("m/data.pkl").orElseThrow().dataOffset() + 9, 'x'), "expected CRC-32");
        add("zip64", changed(whole, whole.length - 22 - 20 + 8, 0xFF), "a zip64 end record");
        add("tail.pt", Arrays.copyOf(whole, whole.length + 70_000), "a zip directory in the last 65,557 bytes");
        byte[] junk = new byte[whole.length + 3];
        System.arraycopy(whole, 0, junk, 3, whole.length);
        junk[0] = 'P';
        add("junk", junk, "");
        add("overlap", overlap(), "inside 'm/byteorder'");
    }

    /** The version's record is said to stand inside another: with its header in that one's bytes. */
    private static byte[] overlap() throws IOException {
        byte[] fake = new byte[64];
        ByteBuffer b = ByteBuffer.wrap(fake).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, 0x04034b50).putShort(26, (short) 9);
        System.arraycopy(latin1("m/version"), 0, fake, 30, 9);
        byte[] file = plain().with("m/byteorder", fake).bytes();
        ZipArchive zip = ZipArchive.read(new MemoryInput("x", file), Limits.DEFAULT);
        int at = (int) zip.find("m/byteorder").orElseThrow().dataOffset();
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(central(file, "m/version") + 42, at);
        return file;
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    /** Where the directory's entry of a record stands. */
    private static int central(byte[] file, String name) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("PK\1\2");
        while (at >= 0) {
            if (text.startsWith(name, at + 46)) {
                return at;
            }
            at = text.indexOf("PK\1\2", at + 1);
        }
        throw new IllegalStateException(name);
    }
}
