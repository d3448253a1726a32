package io.regraft.format.zip;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.format.Assembly;
import io.regraft.format.Limits;
import io.regraft.format.Materialised;
import io.regraft.format.MemoryInput;
import io.regraft.format.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that we lay out, read by commons-compress, which knows nothing of torch. */
class ZipLayoutTest {

    private static final long GIB = 1L << 30;

    /** Zeros without end, for records of more than 4 GiB. */
    private record Zeros(long size) implements Input {
        @Override
        public String name() {
            return "zeros";
        }

        @Override
        public int read(ByteBuffer dst, long position) {
            int n = dst.remaining();
            dst.put(new byte[n]);
            return n;
        }

        @Override
        public void close() {}
    }

    private static ZipArchive empty() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new java.util.zip.ZipEntry("a/b"));
        }
        return ZipArchive.read(new MemoryInput("empty", out.toByteArray()), Limits.DEFAULT);
    }

    private static ZipEntry literal(String name, int length) {
        byte[] bytes = new byte[length];
        return new ZipEntry(name, 0, length, new ZipEntry.Known(Part.Literal.of(name, bytes), ZipLayout.crc(bytes)));
    }

    @Test
    void anotherReaderFindsEveryRecordAtItsAlignment() throws IOException {
        List<ZipEntry> entries =
                List.of(literal("m/a", 5), literal("m/empty", 0), literal("m/größe", 64), literal("m/z", 1));
        // Not 65,536: extra fields of more than 32 KiB are too much for commons-compress, in torch's files too.
        for (int alignment : new int[] {1, 64, 4096, 16384}) {
            byte[] file = Materialised.of(ZipLayout.of(entries, alignment, empty()), Map.of());
            try (ZipFile zip = open(new SeekableInMemoryByteChannel(file))) {
                List<ZipArchiveEntry> found = Collections.list(zip.getEntries());
                assertThat(found)
                        .extracting(ZipArchiveEntry::getName)
                        .containsExactly("m/a", "m/empty", "m/größe", "m/z");
                assertThat(found).extracting(ZipArchiveEntry::getSize).containsExactly(5L, 0L, 64L, 1L);
                assertThat(found).allMatch(e -> e.getDataOffset() % alignment == 0);
                for (ZipArchiveEntry e : found) {
                    assertThat(Materialised.crc(zip.getInputStream(e).readAllBytes()))
                            .isEqualTo(e.getCrc());
                }
            }
        }
    }

    @Test
    void recordsOfMoreThanFourGibAndThoseBehindThemAreFound(@TempDir Path folder) throws IOException {
        long size = 4 * GIB + 12;
        Extent zeros = new Extent(new Zeros(size), 0, size);
        Part big = new Part.Copied("big", zeros, OptionalLong.empty());
        List<ZipEntry> entries = List.of(
                literal("m/a", 5), new ZipEntry("m/big", 0, size, new ZipEntry.Known(big, 0)), literal("m/z", 3));
        Path file = folder.resolve("sparse.zip");
        writeSparse(ZipLayout.of(entries, 64, empty()), file);
        try (ZipFile zip = open(Files.newByteChannel(file))) {
            assertThat(Collections.list(zip.getEntries()))
                    .extracting(ZipArchiveEntry::getName, ZipArchiveEntry::getSize)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("m/a", 5L),
                            org.assertj.core.groups.Tuple.tuple("m/big", size),
                            org.assertj.core.groups.Tuple.tuple("m/z", 3L));
            ZipArchiveEntry last = zip.getEntry("m/z");
            assertThat(zip.getInputStream(last).readAllBytes()).containsExactly(0, 0, 0);
            assertThat(last.getDataOffset() % 64).isZero();
        }
    }

    private static ZipFile open(SeekableByteChannel channel) throws IOException {
        return ZipFile.builder().setSeekableByteChannel(channel).get();
    }

    /** Holes for what is copied. */
    private static void writeSparse(Assembly assembly, Path file) throws IOException {
        try (SeekableByteChannel out =
                Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long at = 0;
            for (Part p : assembly.parts()) {
                if (p instanceof Part.Literal literal) {
                    out.position(at).write(literal.bytes());
                }
                at += p.length();
            }
        }
    }
}
