package io.regraft.format.hdf5;

import io.regraft.format.FormatContract.Hostile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Files that lie. */
final class HostileFiles {

    private static final String EARLIEST = "small-earliest.h5";
    private static final String LATEST = "small-latest.h5";

    private HostileFiles() {}

    static List<Hostile> all() {
        return List.of(
                changed("end-far.h5", EARLIEST, b -> b.putLong(40, 1L << 40), "was cut short"),
                changed("end-negative.h5", EARLIEST, b -> b.putLong(40, -5), "the end of the file"),
                changed("end-early.h5", EARLIEST, b -> b.putLong(40, 200), "inside the file's 200 bytes"),
                changed("offsets-of-4.h5", EARLIEST, b -> b.put(13, (byte) 4), "offsets and lengths of 8 bytes"),
                changed("offsets-of-0.h5", EARLIEST, b -> b.put(13, (byte) 0), "offsets and lengths of 8 bytes"),
                changed("superblock-9.h5", EARLIEST, b -> b.put(8, (byte) 9), "superblock version 0 to 3"),
                changed("superblock-checksum.h5", LATEST, b -> b.put(45, (byte) 9), "checksum"),
                changed("header-checksum.h5", LATEST, b -> b.put(60, (byte) 9), "checksum"),
                changed("root-undefined.h5", EARLIEST, b -> b.putLong(64, -1), "an object header inside"),
                changed("root-is-dataset.h5", EARLIEST, b -> b.putLong(64, 800), "a group at the root"),
                changed("heap-huge.h5", EARLIEST, b -> b.putLong(at(b, "HEAP") + 8, 1L << 40), "a local heap's data"),
                changed("tree-wrong.h5", EARLIEST, b -> b.putInt(at(b, "TREE"), 0), "the signature 'TREE'"),
                changed("tree-in-itself.h5", EARLIEST, HostileFiles::treeInItself, "on bytes of its own"),
                changed("symbols-65535.h5", EARLIEST, b -> b.putShort(at(b, "SNOD") + 6, (short) -1), "symbols"),
                changed("symbol-elsewhere.h5", EARLIEST, b -> b.putLong(at(b, "SNOD") + 16, 1L << 50), "inside"),
                changed("name-elsewhere.h5", EARLIEST, b -> b.putLong(at(b, "SNOD") + 8, 1L << 50), "a name inside"),
                changed("name-empty.h5", EARLIEST, b -> b.putLong(at(b, "SNOD") + 8, 0), "a name without '/'"),
                changed("k-of-0.h5", EARLIEST, b -> b.putShort(16, (short) 0), "nodes with room"),
                cut("cut-in-half.h5", 1000),
                cut("cut-at-the-end.h5", 2107));
    }

    private static void treeInItself(ByteBuffer b) {
        int tree = at(b, "TREE");
        b.put(tree + 5, (byte) 1);
        b.putLong(tree + 32, tree);
    }

    /** Where a signature stands. */
    static int at(ByteBuffer bytes, String signature) {
        return StandardCharsets.ISO_8859_1
                .decode(bytes.duplicate().rewind())
                .toString()
                .indexOf(signature);
    }

    private static Hostile changed(String name, String golden, Consumer<ByteBuffer> change, String message) {
        return new Hostile(
                name,
                () -> {
                    ByteBuffer b = ByteBuffer.wrap(Goldens.bytes(golden)).order(ByteOrder.LITTLE_ENDIAN);
                    change.accept(b);
                    return b.array();
                },
                message);
    }

    private static Hostile cut(String name, int length) {
        return new Hostile(name, () -> Arrays.copyOf(Goldens.bytes(EARLIEST), length), "was cut short");
    }
}
