package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On Btrfs and XFS an untouched shard takes no room: its blocks are the source's. Needs root, to mount an image. */
class ClonesRootIT {

    private static final Path MODEL = Path.of("samples/llama/model");
    private static final Path MIGRATION = Path.of("migrations/llama/grow-vocabulary.yaml");
    private static final List<String> SHARDS = List.of(
            "model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"mkfs.xfs -q -m reflink=1", "mkfs.btrfs -q"})
    void anUntouchedShardIsACloneAndAChangedOneIsNot(String maker) throws Exception {
        Path mount = mounted(maker);
        try {
            Path source = copied(MODEL, mount.resolve("model"));
            run("sync", "-f", source.toString());

            Processes.Ended ended = Processes.run(
                    Path.of("").toAbsolutePath(),
                    "migrate",
                    source.toString(),
                    "-m",
                    MIGRATION.toString(),
                    "-o",
                    mount.resolve("grown").toString());

            assertThat(ended.err()).isEmpty();
            assertThat(ended.code()).isZero();
            assertThat(SHARDS)
                    .filteredOn(s -> isShared(mount.resolve("grown").resolve(s)))
                    .containsExactly(SHARDS.get(1));
            assertThat(Files.mismatch(
                            source.resolve(SHARDS.get(1)),
                            mount.resolve("grown").resolve(SHARDS.get(1))))
                    .isEqualTo(-1);
        } finally {
            run("umount", mount.toString());
        }
    }

    private Path mounted(String maker) throws Exception {
        Path image = folder.resolve("image");
        try (var file = new java.io.RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(600L << 20);
        }
        run(Stream.concat(Stream.of(maker.split(" ")), Stream.of(image.toString()))
                .toArray(String[]::new));
        Path mount = Files.createDirectory(folder.resolve("mount"));
        run("mount", "-o", "loop", image.toString(), mount.toString());
        return mount;
    }

    private static Path copied(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    private static boolean isShared(Path file) {
        try {
            return run("filefrag", "-v", file.toString()).contains("shared");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String run(String... command) throws Exception {
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(p.exitValue()).as("%s: %s", List.of(command), out).isZero();
        return out;
    }
}
