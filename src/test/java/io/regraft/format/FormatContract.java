package io.regraft.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Revision.Revised;
import io.regraft.problem.Kind;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every format must hold; a bug that it missed goes here, not into the format's own test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FormatContract {

    /** Enough for an error text and a stack; nowhere near a claim of gigabytes. */
    private static final long MOST_ALLOCATED = 64L << 20;

    private static final int MOST_POSITIONS = 1_500;

    /** A file that must be refused, and a piece of the message. */
    public record Hostile(String name, Supplier<byte[]> bytes, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    protected abstract Format format();

    /** Files that the original library wrote, and reads. */
    protected abstract List<Path> fixtures();

    /** The one that is cut and flipped at every place: small, with at least two tensors. */
    protected abstract Path small();

    protected abstract List<Hostile> hostileFiles() throws IOException;

    @ParameterizedTest
    @MethodSource("fixtures")
    void untouchedFileComesBackByteForByte(Path file) throws IOException {
        byte[] source = Files.readAllBytes(file);
        try (Checkpoint checkpoint = open(source)) {
            Assembly assembly = format().assemble(Revision.unchanged(checkpoint));
            assertThat(assembly.parts()).allMatch(p -> p instanceof Part.Copied);
            assertThat(Materialised.of(assembly, Map.of())).isEqualTo(source);
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void isRecognised(Path file) throws IOException {
        MemoryInput in = new MemoryInput(file.getFileName().toString(), Files.readAllBytes(file));
        assertThat(format().recognise(Head.of(in))).isEqualTo(new Recognition.Yes());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void changingOneTensorLeavesAllOtherBytes(Path file) throws IOException {
        byte[] source = Files.readAllBytes(file);
        try (Checkpoint before = open(source)) {
            Optional<Tensor> chosen = before.tensors().stream()
                    .filter(t -> t.isWholeStorage() && t.type().bytes() > 0 && isAlone(before, t))
                    .filter(t -> changeable(before, t))
                    .reduce((a, b) -> b);
            if (chosen.isEmpty()) {
                return;
            }
            byte[] content = new byte[Math.toIntExact(chosen.get().type().bytes())];
            new Random(7).nextBytes(content);
            Revision revision = replacing(before, chosen.get());
            byte[] result = Materialised.of(format().assemble(revision), Map.of(0, content));
            try (Checkpoint after = open(result)) {
                Map<TensorName, byte[]> expected = contents(before);
                expected.put(chosen.get().name(), content);
                assertThat(contents(after)).usingRecursiveComparison().isEqualTo(expected);
                assertThat(after.values()).isEqualTo(before.values());
                assertThat(after.containers()).isEqualTo(before.containers());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void openingReadsNoTensorByte(Path file) throws IOException {
        MemoryInput in = new MemoryInput("x", Files.readAllBytes(file));
        try (Checkpoint checkpoint = format().open(in, Limits.DEFAULT)) {
            for (Tensor t : checkpoint.tensors()) {
                t.view().ifPresent(v -> {
                    Extent e = v.storage().extent();
                    if (e.input() != in || liesInHeader(checkpoint, t)) {
                        return;
                    }
                    assertThat(in.reads()).noneMatch(r -> r.from() < e.end() && r.to() > e.offset());
                });
            }
        }
    }

    @Test
    void everyTruncationIsRefusedWithItsPlace() throws IOException {
        byte[] source = Files.readAllBytes(small());
        for (int length : positions(source.length)) {
            assertThatThrownBy(() ->
                            Formats.open(new MemoryInput("cut.bin", Arrays.copyOf(source, length)), Limits.DEFAULT))
                    .as("cut at %d of %d", length, source.length)
                    .isInstanceOf(RegraftException.class)
                    .hasMessageStartingWith("cut.bin")
                    .satisfies(e ->
                            assertThat(((RegraftException) e).first().kind()).isEqualTo(Kind.CHECKPOINT));
        }
    }

    @Test
    void flippedBytesNeverCrash() throws IOException {
        byte[] source = Files.readAllBytes(small());
        for (int at : positions(source.length)) {
            for (int mask : new int[] {0x01, 0x80, 0xFF}) {
                byte[] flipped = source.clone();
                flipped[at] ^= (byte) mask;
                assertOnlyProblems(() -> openAndAssemble(flipped), at);
            }
        }
    }

    @Test
    void claimedSizesAreNotAllocated() throws IOException {
        byte[] source = Files.readAllBytes(small());
        for (int at : positions(source.length - 8)) {
            for (int length : new int[] {4, 8}) {
                byte[] claim = source.clone();
                Arrays.fill(claim, at, at + length, (byte) 0xFF);
                claim[at + length - 1] = 0x7F;
                long before = allocated();
                assertOnlyProblems(() -> openAndAssemble(claim), at);
                assertThat(allocated() - before).as("claim at %d", at).isLessThan(MOST_ALLOCATED);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("hostileFiles")
    void errorsNameThePartInside(Hostile hostile) {
        assertThatThrownBy(() -> Formats.open(
                        new MemoryInput(hostile.name(), hostile.bytes().get()), Limits.DEFAULT))
                .isInstanceOf(RegraftException.class)
                .hasMessageStartingWith(hostile.name())
                .hasMessageContaining(hostile.message());
    }

    @ParameterizedTest
    @MethodSource("hostileFiles")
    void closesEveryHandleWhenItRefuses(Hostile hostile) {
        MemoryInput in = new MemoryInput("x", hostile.bytes().get());
        assertThatThrownBy(() -> Formats.open(in, Limits.DEFAULT)).isInstanceOf(RegraftException.class);
        assertThat(in.isClosed()).isTrue();
    }

    @Test
    void closesEveryHandle() throws IOException {
        MemoryInput in = new MemoryInput("x", Files.readAllBytes(small()));
        format().open(in, Limits.DEFAULT).close();
        assertThat(in.isClosed()).isTrue();
    }

    /** Whether the tensor's bytes stand in the header itself, so that they are read with it. */
    protected boolean liesInHeader(Checkpoint checkpoint, Tensor t) {
        return false;
    }

    /** Whether the format can compute on the tensor at all. */
    protected boolean changeable(Checkpoint checkpoint, Tensor t) {
        return true;
    }

    protected Checkpoint open(byte[] bytes) throws IOException {
        return format().open(new MemoryInput("x", bytes), Limits.DEFAULT);
    }

    /** A revision in which one tensor gets content 0 and all else stays. */
    protected static Revision replacing(Checkpoint source, Tensor chosen) {
        List<Revised> all = new ArrayList<>();
        for (Tensor t : source.tensors()) {
            all.add(
                    t.equals(chosen)
                            ? new Revised(t.name(), Optional.of(t), t.type(), OptionalInt.of(0))
                            : Revised.untouched(t));
        }
        return new Revision(source, all);
    }

    protected static Map<TensorName, byte[]> contents(Checkpoint checkpoint) {
        Map<TensorName, byte[]> contents = new LinkedHashMap<>();
        for (Tensor t : checkpoint.tensors()) {
            contents.put(t.name(), t.view().isPresent() ? TensorBytes.of(t) : new byte[0]);
        }
        return contents;
    }

    private static boolean isAlone(Checkpoint checkpoint, Tensor t) {
        Map<String, Integer> uses = new HashMap<>();
        checkpoint
                .tensors()
                .forEach(o -> o.view().ifPresent(v -> uses.merge(v.storage().id(), 1, Integer::sum)));
        return uses.get(t.view().orElseThrow().storage().id()) == 1;
    }

    private void openAndAssemble(byte[] bytes) throws IOException {
        try (Checkpoint checkpoint = open(bytes)) {
            Optional<Tensor> first = checkpoint.tensors().stream()
                    .filter(t -> t.view().isPresent() && t.type().bytes() < 1 << 20)
                    .findFirst();
            if (first.isPresent()) {
                format().assemble(replacing(checkpoint, first.get()));
            }
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void assertOnlyProblems(Action action, int at) {
        Throwable thrown = catchThrowable(action::run);
        if (thrown != null) {
            assertThat(thrown).as("byte %d", at).isInstanceOf(RegraftException.class);
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** Every position of a small file, an even choice from a larger one. */
    private static int[] positions(int length) {
        int step = Math.max(1, length / MOST_POSITIONS);
        return IntStream.iterate(0, i -> i < length, i -> i + step).toArray();
    }
}
