package io.regraft.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.problem.Kind;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileInputTest {

    @TempDir
    private Path folder;

    @Test
    void readsAtPositionsAndHasTheNameAsGiven() throws IOException {
        Path file = Files.write(folder.resolve("a.pt"), new byte[] {1, 2, 3, 4, 5});
        try (FileInput in = FileInput.open(file)) {
            ByteBuffer two = ByteBuffer.allocate(2);
            assertThat(in.read(two, 3)).isEqualTo(2);
            assertThat(two.array()).containsExactly(4, 5);
            assertThat(in.read(ByteBuffer.allocate(1), 5)).isEqualTo(-1);
            assertThat(in.name()).isEqualTo(file.toString());
            assertThat(in.size()).isEqualTo(5);
            assertThat(in.channel()).isPresent();
        }
    }

    @Test
    void aFileThatIsWrittenMeanwhileIsNotUnchanged() throws IOException {
        Path file = Files.write(folder.resolve("a.pt"), new byte[] {1, 2, 3});
        try (FileInput in = FileInput.open(file)) {
            assertThat(in.isUnchanged()).isTrue();
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
            assertThat(in.isUnchanged()).isFalse();
        }
        try (FileInput in = FileInput.open(file)) {
            FileTime before = Files.getLastModifiedTime(file);
            Files.write(file, new byte[] {1, 2, 3, 4});
            Files.setLastModifiedTime(file, before);
            assertThat(in.isUnchanged()).isFalse();
        }
        try (FileInput in = FileInput.open(file)) {
            Path other = Files.write(folder.resolve("b.pt"), new byte[] {5, 6, 7, 8});
            Files.setLastModifiedTime(other, FileTime.fromMillis(1_000));
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(in.isUnchanged()).as("another file has its name").isTrue();
        }
        try (FileInput in = FileInput.open(file)) {
            Files.delete(file);
            assertThat(in.isUnchanged()).as("what was opened is still there").isTrue();
        }
    }

    @Test
    void closingClosesTheChannel() throws IOException {
        FileInput in = FileInput.open(Files.write(folder.resolve("a.pt"), new byte[1]));
        in.close();
        assertThat(in.channel().orElseThrow().isOpen()).isFalse();
    }

    @Test
    void aMissingFileIsAProblemOfTheSystem() {
        assertRefused(folder.resolve("none.pt"), Kind.IO, "there is no such file");
    }

    @Test
    void aFolderIsRefused() {
        assertRefused(folder, Kind.USAGE, "expected a file, found a folder");
    }

    @Test
    void aDeviceIsRefused() {
        assertRefused(Path.of("/dev/null"), Kind.USAGE, "a device, pipe or socket");
    }

    @Test
    void aFileThatShrankIsAProblemOfTheSystem() throws IOException {
        MemoryInput in = new MemoryInput("a.pt", new byte[4]);
        assertThatThrownBy(() -> InputBytes.read(in, 2, 4))
                .isInstanceOf(RegraftException.class)
                .hasMessageContaining("a.pt, byte 4: expected 2 more bytes, found the end");
    }

    private static void assertRefused(Path path, Kind kind, String message) {
        assertThatThrownBy(() -> FileInput.open(path))
                .isInstanceOf(RegraftException.class)
                .hasMessageStartingWith(path.toString())
                .hasMessageContaining(message)
                .satisfies(
                        e -> assertThat(((RegraftException) e).first().kind()).isEqualTo(kind));
    }
}
