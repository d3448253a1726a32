package io.regraft.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written around the page cache and through it is one file. */
class FileDiskTest {

    private static final int PAGE = 4096;

    @TempDir
    Path folder;

    @Test
    void wholePagesAndOtherPiecesAreOneFile() throws IOException {
        byte[] content = new byte[5 * PAGE + 77];
        new Random(3).nextBytes(content);
        Path file = folder.resolve("file");
        try (Disk.Writable target = new FileDisk().create(file)) {
            target.passCache();
            ByteBuffer pages = ByteBuffer.allocateDirect(7 * PAGE).alignedSlice(PAGE);
            pages.put(content);
            target.write(pages.slice(0, 2 * PAGE), 0);
            target.write(pages.slice(2 * PAGE, 100), 2 * PAGE);
            target.write(pages.slice(2 * PAGE + 100, PAGE), 2 * PAGE + 100);
            target.write(pages.slice(3 * PAGE, 2 * PAGE), 3 * PAGE);
            target.write(ByteBuffer.wrap(content, 5 * PAGE, 77), 5 * PAGE);
            target.write(ByteBuffer.wrap(content, 10, 20), 10);
            target.writeBack();
            target.force();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }
}
