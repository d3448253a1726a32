package io.regraft.format.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Checkpoint.Member;
import io.regraft.checkpoint.Input;
import io.regraft.format.Formats;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links, pipes and hidden folders. */
class FolderLinksTest {

    @TempDir
    Path parent;

    @Test
    void aSnapshotOfHuggingfacesCacheIsTaken() throws IOException {
        Path blobs = Files.createDirectories(parent.resolve("models--a--b/blobs"));
        Path snapshot = Files.createDirectories(parent.resolve("models--a--b/snapshots/0123abcd"));
        for (String path : Folders.contents(Folders.golden("three-shards")).keySet()) {
            Path blob = blobs.resolve("hash-of-" + path);
            Files.copy(Folders.golden("three-shards").resolve(path), blob);
            Files.createSymbolicLink(
                    snapshot.resolve(path), Path.of("../../blobs").resolve(blob.getFileName()));
        }
        try (Checkpoint c = Formats.open(snapshot);
                Checkpoint byIndex = Formats.open(snapshot.resolve("model.safetensors.index.json"))) {
            assertThat(c.tensors()).hasSize(11).isEqualTo(byIndex.tensors());
            assertThat(c.files().stream().map(Member::path))
                    .isEqualTo(Folders.contents(Folders.golden("three-shards")).keySet().stream()
                            .toList());
        }
    }

    @Test
    void aSnapshotIsNotLedToOtherPlacesOfTheCache() throws IOException {
        Path snapshot = Files.createDirectories(parent.resolve("models--a--b/snapshots/0123abcd"));
        Path other = Files.writeString(parent.resolve("models--a--b/secret"), "x");
        Files.createSymbolicLink(snapshot.resolve("model.safetensors"), other);
        refused(snapshot, "model.safetensors: expected a file of the folder, found a link that leads out of it");
    }

    @Test
    void aLinkInsideTheFolderIsTaken() throws IOException {
        Path folder = Folders.copy("one-file", parent);
        Files.createSymbolicLink(folder.resolve("copy.txt"), Path.of("runs/log.txt"));
        try (Checkpoint c = Formats.open(folder)) {
            assertThat(c.files().stream().map(Member::path)).contains("copy.txt");
        }
    }

    @Test
    void aShardThatIsALinkOutOfTheFolderIsRefused() throws IOException {
        Path folder = Folders.copy("three-shards", parent);
        Path shard = folder.resolve("model-00002-of-00003.safetensors");
        Path outside = Files.move(shard, parent.resolve("outside.safetensors"));
        Files.createSymbolicLink(shard, outside);
        refused(folder, "model-00002-of-00003.safetensors: expected a file of the folder, found a link that leads out");
    }

    @Test
    void linksToDevicesAndFoldersAndNothingAreRefused() throws IOException {
        for (String target : List.of("/dev/zero", "/", "nothing")) {
            Path folder = Folders.copy("one-file", Files.createTempDirectory(parent, "p"));
            Files.createSymbolicLink(folder.resolve("link"), Path.of(target));
            refused(folder, folder + "/link: expected a file");
        }
    }

    @Test
    void aLinkInACircleIsRefused() throws IOException {
        Path folder = Folders.copy("one-file", parent);
        Files.createSymbolicLink(folder.resolve("self"), folder);
        refused(folder, "/self: expected a file or a folder, found a link to a folder");
    }

    @Test
    void aPipeIsNeverOpened() throws Exception {
        Path folder = Folders.copy("three-shards", parent);
        Path shard = folder.resolve("model-00002-of-00003.safetensors");
        Files.delete(shard);
        assertThat(new ProcessBuilder("mkfifo", shard.toString()).start().waitFor())
                .isZero();
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> refused(folder, "model-00002-of-00003.safetensors: expected a plain file, found a device, pipe"));
    }

    @Test
    void aFileThatWentAwayMeanwhileIsNamed() throws IOException {
        Path folder = Folders.copy("one-file", parent);
        try (Checkpoint c = Formats.open(folder)) {
            Files.delete(folder.resolve("generation_config.json"));
            Input gone = c.files().stream()
                    .filter(m -> m.path().equals("generation_config.json"))
                    .findFirst()
                    .orElseThrow()
                    .input();
            assertThatThrownBy(() -> gone.read(ByteBuffer.allocate(8), 0))
                    .isInstanceOf(RegraftException.class)
                    .hasMessageContaining("generation_config.json: there is no such file");
        }
    }

    @Test
    void hiddenFoldersArePassedOver() throws IOException {
        Path folder = Folders.copy("one-file", parent);
        Files.createDirectories(folder.resolve(".git/objects"));
        Files.createFile(folder.resolve(".git/HEAD"));
        Files.createDirectory(folder.resolve(".cache"));
        Files.createFile(folder.resolve(".gitattributes"));
        try (Checkpoint c = Formats.open(folder)) {
            assertThat(c.files().stream().map(Member::path))
                    .containsExactly(
                            ".gitattributes",
                            "config.json",
                            "generation_config.json",
                            "model.safetensors",
                            "runs/log.txt",
                            "tokenizer.json");
        }
    }

    @Test
    void foldersInEachOtherHaveAnEnd() throws IOException {
        Path folder = Folders.copy("one-file", parent);
        Files.createDirectories(folder.resolve("a/".repeat(70)));
        refused(folder, "expected folders in each other up to 64, found more");
    }

    private static void refused(Path path, String message) {
        assertThatThrownBy(() -> Formats.open(path).close())
                .isInstanceOf(RegraftException.class)
                .hasMessageContaining(message);
    }
}
