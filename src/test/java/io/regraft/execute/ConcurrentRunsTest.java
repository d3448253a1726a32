package io.regraft.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.format.Formats;
import io.regraft.manifest.DigestMode;
import io.regraft.manifest.FileDigest;
import io.regraft.manifest.Manifest;
import io.regraft.manifest.ManifestReader;
import io.regraft.migration.Migration;
import io.regraft.migration.rule.Rules;
import io.regraft.migration.yaml.MigrationReader;
import io.regraft.plan.Planner;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of two runs that write to one place at the same time, one wins whole, and the other says so and leaves nothing. */
class ConcurrentRunsTest {

    private static final Path SOURCE =
            Path.of("src/test/resources/golden/pytorch/torch-2.13.0/01-state-dict-metadata.pt");

    @TempDir
    Path folder;

    private Path output;

    @BeforeEach
    void name() {
        output = folder.resolve("out.pt");
    }

    /** The real disk, but before the n-th name is given another run comes and finishes. */
    private static Disk overtaken(int publication, Runnable other) {
        FileDisk real = new FileDisk();
        AtomicInteger published = new AtomicInteger();
        AtomicBoolean done = new AtomicBoolean();
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, arguments) -> {
                    boolean naming = method.getName().equals("publish")
                            || method.getName().equals("rename");
                    if (naming && published.getAndIncrement() == publication && done.compareAndSet(false, true)) {
                        other.run();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (java.lang.reflect.InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Migration truncate(int rows) throws IOException {
        Path file = folder.resolve("rows-" + rows + ".yaml");
        Files.writeString(
                file,
                "regraft: 1\nid: rows-" + rows + "\nsteps:\n  - resize: {tensors: head.weight, size: " + rows
                        + ", init: zeros}\n");
        return new MigrationReader(Rules.ALL).read(file, Map.of()).migration();
    }

    private void run(Disk disk, int rows, Path manifest, boolean overwrite) throws IOException {
        Migration migration = truncate(rows);
        Request request = new Request(SOURCE, output, manifest, overwrite, DigestMode.FILES, false, false, 1, 1 << 16);
        try (Checkpoint source = Formats.open(SOURCE)) {
            Executor.checkTargets(request, false, source, List.of(migration));
            new Executor(disk, Progress.SILENT, "test").run(Planner.plan(source, List.of(migration)), request);
        }
    }

    private Runnable another(int rows, Path manifest) {
        return () -> {
            try {
                run(new FileDisk(), rows, manifest, false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> !f.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private void assertPair(Path manifest, int rows) throws IOException {
        Manifest record = ManifestReader.read(manifest);
        assertThat(record.migrations().get(0).id()).isEqualTo("rows-" + rows);
        try (Checkpoint written = Formats.open(output)) {
            assertThat(record.output().sha256())
                    .isEqualTo(Optional.of(FileDigest.of(written.files().get(0).input(), 1 << 16)));
        }
    }

    @Test
    void theOneThatFindsTheManifestLeavesBoth() throws IOException {
        Path manifest = Manifest.besides(output);

        assertThatThrownBy(() -> run(overtaken(0, another(3, manifest)), 4, manifest, false))
                .isInstanceOf(RegraftException.class)
                .hasMessage("--manifest " + manifest
                        + ": expected no file of this name, found one that appeared meanwhile. Another run was faster;"
                        + " nothing was written. Name another file.");

        assertPair(manifest, 3);
        assertThat(names()).containsExactly("out.pt", "out.pt.regraft.json");
    }

    @Test
    void theOneThatFindsTheOutputTakesItsManifestBack() throws IOException {
        Path mine = folder.resolve("mine.json");
        Path theirs = folder.resolve("theirs.json");

        assertThatThrownBy(() -> run(overtaken(1, another(3, theirs)), 4, mine, false))
                .isInstanceOfSatisfying(
                        RegraftException.class,
                        e -> assertThat(e.first().kind().exitCode()).isEqualTo(2))
                .hasMessageStartingWith("-o " + output + ": expected no file of this name, found one that appeared");

        assertPair(theirs, 3);
        assertThat(names()).containsExactly("out.pt", "theirs.json");
    }

    @Test
    void withOverwriteTheLastOneWins() throws IOException {
        Path manifest = Manifest.besides(output);

        run(overtaken(0, another(3, manifest)), 4, manifest, true);

        assertPair(manifest, 4);
        assertThat(names()).containsExactly("out.pt", "out.pt.regraft.json");
    }

    @Test
    void theManifestOfARunThatWasKilledBeforeItsOutputIsReplaced() throws IOException {
        Path manifest = Manifest.besides(output);
        run(new FileDisk(), 3, manifest, false);
        Files.move(output, folder.resolve(".out.pt.0123456789ab.regraft-part"));

        run(new FileDisk(), 4, manifest, false);

        assertPair(manifest, 4);
        assertThat(names()).containsExactly("out.pt", "out.pt.regraft.json");
    }

    @Test
    void theManifestOfAnotherOutputIsNot() throws IOException {
        Path manifest = folder.resolve("record.json");
        run(new FileDisk(), 3, manifest, false);
        Files.move(output, folder.resolve("moved.pt"));

        assertThatThrownBy(() -> run(new FileDisk(), 4, manifest, false))
                .hasMessage("--manifest " + manifest
                        + ": expected no file of this name, found the manifest of an earlier run. Name another by"
                        + " --manifest, or add --overwrite.");
    }

    @Test
    void ofManyThatGiveOneNameByAClaimOneGetsIt() throws IOException, InterruptedException {
        for (int round = 0; round < 20; round++) {
            Path to = folder.resolve("name-" + round);
            AtomicInteger winners = new AtomicInteger();
            AtomicInteger losers = new AtomicInteger();
            List<Thread> threads = IntStream.range(0, 4)
                    .mapToObj(i -> new Thread(() -> {
                        try {
                            Path from = Files.writeString(folder.resolve("from-" + i), "content " + i);
                            NewName.giveClaimed(from, to);
                            winners.incrementAndGet();
                        } catch (FileAlreadyExistsException e) {
                            losers.incrementAndGet();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }))
                    .toList();
            threads.forEach(Thread::start);
            for (Thread t : threads) {
                t.join();
            }
            assertThat(winners).hasValue(1);
            assertThat(losers).hasValue(3);
            assertThat(Files.readString(to)).startsWith("content ");
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left.filter(f -> f.toString().endsWith("claim"))).isEmpty();
            }
        }
    }
}
