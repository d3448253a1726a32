package io.regraft.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Part;
import io.regraft.kernel.Content;
import io.regraft.kernel.Counts;
import io.regraft.problem.RegraftException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What every writer of assemblies does. */
abstract class AssemblyWriterContract {

    static final Path FILE = Path.of("/out.pt");

    /** A writer with buffers of a size; {@code source} is hashed by those that hash. */
    abstract AssemblyWriter writer(HeapInput source, int bufferBytes);

    @Test
    void writesEveryPartInItsPlaceAtAnyBufferSize() throws Exception {
        byte[] source = random(1, 900_000);
        byte[] computed = random(2, 300_016);
        HeapInput input = new HeapInput(source);
        List<Part> parts = parts(input, computed.length);
        byte[] expected = expected(source, computed, parts);
        for (int bufferBytes : new int[] {4_096, 5_001, 65_536, 1 << 20}) {
            HeapDisk disk = new HeapDisk();
            Written written = writer(input, bufferBytes)
                    .write(parts, new PartBytes(List.of(content(computed))), Set.of(3), disk.create(FILE));
            assertThat(disk.files.get(FILE)).isEqualTo(expected);
            assertThat(written.parts()).containsOnlyKeys(3).containsEntry(3, sha(computed));
            written.output().ifPresent(o -> assertThat(o).isEqualTo(sha(expected)));
            written.source().ifPresent(s -> assertThat(s).isEqualTo(sha(source)));
        }
    }

    @Test
    void refusesACopiedPartWhoseChecksumIsNotTheRecordedOne() {
        HeapInput input = new HeapInput(random(1, 50_000));
        Part part = new Part.Copied("archive/data/0", new Extent(input, 100, 40_000), OptionalLong.of(1));
        assertThatThrownBy(() -> writer(input, 4_096)
                        .write(List.of(part), new PartBytes(List.of()), Set.of(), new HeapDisk().create(FILE)))
                .isInstanceOf(RegraftException.class)
                .hasMessageStartingWith(
                        "memory.pt!archive/data/0: expected CRC-32 00000001, as the archive records it,")
                .hasMessageEndingWith("nothing was written. Copy the file again from where it came.");
    }

    @Test
    void aFailingDiskEndsTheRunWithItsError() {
        HeapInput input = new HeapInput(random(1, 200_000));
        Part part = new Part.Copied("all", new Extent(input, 0, 200_000), OptionalLong.empty());
        for (int n = 2; n < 12; n++) {
            HeapDisk disk = HeapDisk.failingAt(n);
            assertThatThrownBy(() -> writer(input, 4_096)
                            .write(List.of(part), new PartBytes(List.of()), Set.of(), disk.create(FILE)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("no more");
        }
    }

    @Test
    void reversesElementsOfABigEndianSlot() throws Exception {
        byte[] computed = random(3, 4_000);
        HeapDisk disk = new HeapDisk();
        writer(new HeapInput(new byte[0]), 4_096)
                .write(
                        List.of(new Part.Slot("s", 0, computed.length, 4)),
                        new PartBytes(List.of(content(computed))),
                        Set.of(),
                        disk.create(FILE));
        byte[] reversed = new byte[computed.length];
        for (int i = 0; i < computed.length; i++) {
            reversed[i] = computed[i / 4 * 4 + 3 - i % 4];
        }
        assertThat(disk.files.get(FILE)).isEqualTo(reversed);
    }

    static List<Part> parts(HeapInput input, int computed) {
        List<Part> parts = new ArrayList<>();
        parts.add(Part.Literal.of("head", new byte[] {1, 2, 3}));
        parts.add(new Part.Copied("a", new Extent(input, 10, 100_001), OptionalLong.empty()));
        parts.add(Part.Literal.of("between", new byte[30]));
        parts.add(new Part.Slot("computed", 0, computed, 1));
        parts.add(new Part.Late(
                "crc",
                8,
                w -> ByteBuffer.allocate(8)
                        .putInt((int) w.crc32(1))
                        .putInt((int) w.crc32(3))
                        .array()));
        for (int i = 0; i < 50; i++) {
            parts.add(new Part.Copied("small " + i, new Extent(input, 200_000 + 97L * i, 97), OptionalLong.empty()));
            parts.add(Part.Literal.of("gap", new byte[] {9}));
        }
        parts.add(new Part.Copied("big", new Extent(input, 300_000, 600_000), OptionalLong.empty()));
        parts.add(new Part.Late(
                "end",
                4,
                w -> ByteBuffer.allocate(4)
                        .putInt((int) w.crc32(parts.size() - 2))
                        .array()));
        return parts;
    }

    private static byte[] expected(byte[] source, byte[] computed, List<Part> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Long> crcs = new ArrayList<>();
        for (Part p : parts) {
            byte[] bytes;
            if (p instanceof Part.Copied c) {
                bytes = java.util.Arrays.copyOfRange(
                        source, (int) c.extent().offset(), (int) c.extent().end());
            } else if (p instanceof Part.Slot) {
                bytes = computed;
            } else if (p instanceof Part.Late l) {
                bytes = l.maker().make(crcs::get);
            } else {
                bytes = new byte[(int) p.length()];
                ((Part.Literal) p).bytes().get(bytes);
            }
            CRC32 crc = new CRC32();
            crc.update(bytes);
            crcs.add(crc.getValue());
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    static Content content(byte[] bytes) {
        return new Content() {
            @Override
            public TensorType type() {
                return new TensorType(DType.COMPLEX128, Shape.of(bytes.length / 16));
            }

            @Override
            public void read(long offset, ByteBuffer dst) {
                assertThat(offset % 16).isZero();
                dst.put(bytes, (int) offset, dst.remaining());
            }

            @Override
            public Counts counts() {
                return Counts.NONE;
            }
        };
    }

    static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static String sha(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
