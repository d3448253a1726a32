package io.regraft.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.regraft.checkpoint.Tensor;
import io.regraft.format.Formats;
import io.regraft.format.Limits;
import io.regraft.format.MemoryInput;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.TensorBytes;
import io.regraft.format.hdf5.Goldens.Golden;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of which some bytes were changed are read, changed, or refused with a problem; nothing else comes out. */
class MutantsTest {

    private static final int MUTANTS = 1_000;
    private static final int[] LIES = {0, 1, 0x7F, 0x80, 0xFF};

    static List<Golden> all() {
        return Goldens.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void onlyProblemsComeOut(Golden golden) throws IOException {
        byte[] source = Files.readAllBytes(golden.file());
        int[] places = metadata(source);
        List<Block> sealed = sealed(source);
        Random random = new Random(golden.name().hashCode());
        long started = System.nanoTime();
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = source.clone();
            int at = places[random.nextInt(places.length)];
            int length = 1 << random.nextInt(4);
            byte lie = (byte) LIES[random.nextInt(LIES.length)];
            for (int b = at; b < Math.min(source.length, at + length); b++) {
                mutant[b] = random.nextInt(4) == 0 ? (byte) random.nextInt() : lie;
            }
            if (i % 4 != 0) {
                seal(mutant, sealed);
            }
            Throwable thrown = catchThrowable(() -> through(mutant));
            if (thrown != null) {
                assertThat(thrown).as("mutant %d of %s, byte %d", i, golden, at).isInstanceOf(RegraftException.class);
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMinutes(2));
    }

    /** The pieces of the file that end with a checksum. */
    private static List<Block> sealed(byte[] source) throws IOException {
        List<Block> blocks = new ArrayList<>();
        try (Hdf5Checkpoint checkpoint = Edited.open(source)) {
            Superblock superblock = checkpoint.objects().superblock();
            if (superblock.version() > 1) {
                blocks.add(
                        new Block("", superblock.position(), ByteBuffer.wrap(source, (int) superblock.position(), 48)));
            }
            checkpoint.objects().byAddress().values().stream()
                    .map(HdfObject::header)
                    .filter(h -> h.version() == 2)
                    .flatMap(h -> h.chunks().stream())
                    .forEach(c -> blocks.add(c.block()));
        }
        return blocks;
    }

    /** Makes checksums true again, as someone would who means harm. */
    private static void seal(byte[] mutant, List<Block> sealed) {
        for (Block b : sealed) {
            ByteBuffer bytes =
                    ByteBuffer.wrap(mutant, (int) b.position(), b.length() - 4).slice();
            ByteBuffer.wrap(mutant)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) b.position() + b.length() - 4, Lookup3.of(bytes));
        }
    }

    /** Bytes that say something: not the zeros between, which most of a file is. */
    private static int[] metadata(byte[] source) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < source.length; i++) {
            boolean near = false;
            for (int k = Math.max(0, i - 8); k < Math.min(source.length, i + 8); k++) {
                near |= source[k] != 0;
            }
            if (near) {
                places.add(i);
            }
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void through(byte[] mutant) throws IOException {
        try (Hdf5Checkpoint checkpoint = Hdf5Checkpoint.open(new MemoryInput("x.h5", mutant), Limits.DEFAULT)) {
            List<Revised> revised = new ArrayList<>();
            int content = 0;
            for (Tensor t : checkpoint.tensors()) {
                if (t.view().isPresent() && t.type().bytes() < 1 << 16) {
                    assertThat(TensorBytes.of(t)).hasSize((int) t.type().bytes());
                    revised.add(new Revised(
                            t.name().container().child("x" + t.name().key()),
                            Optional.of(t),
                            t.type(),
                            OptionalInt.of(content++)));
                }
            }
            Formats.of(checkpoint)
                    .assemble(new Revision(checkpoint, revised))
                    .proof()
                    .prove();
        }
    }
}
