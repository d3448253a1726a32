package io.regraft.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Input;
import io.regraft.testing.FailingInput;
import io.regraft.testing.MemoryInput;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FileDigestTest {

    @Test
    void isTheDigestOfTheWholeFileAtAnyBufferSize() throws Exception {
        byte[] bytes = new byte[100_000];
        new Random(4).nextBytes(bytes);
        String expected =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        for (int size : new int[] {1_000, 4_096, 1 << 20}) {
            assertThat(FileDigest.of(new MemoryInput("x.pt", bytes), size)).isEqualTo(expected);
        }
    }

    @Test
    void aReadThatFailsEndsItWithThatError() {
        Input failing = new FailingInput("x.pt", 10, "bad sector");
        assertThatThrownBy(() -> FileDigest.of(failing, 4_096))
                .isInstanceOf(IOException.class)
                .hasMessage("bad sector");
    }
}
