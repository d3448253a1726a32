package io.regraft.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.testing.FailingInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The digest of a source that is begun before it is read for copying. */
class HeadStartTest {

    private static final int BLOCK = 64;

    private final byte[] bytes = new byte[10_000];
    private final HeapInput input;

    HeadStartTest() {
        new Random(3).nextBytes(bytes);
        input = new HeapInput(bytes);
    }

    private String sha() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** Shows a range as it comes to a writer, which has read it. */
    private void show(InOrderDigest digest, int from, int to) throws IOException {
        ByteBuffer range = ByteBuffer.wrap(bytes, from, to - from).slice();
        digest.saw(new Extent(input, from, to - from), 0, range);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 60, 157})
    void aDigestGoesOnFromWhereItIs(int blocks) throws Exception {
        InOrderDigest digest = new InOrderDigest(input, BLOCK);
        for (int i = 0; i < blocks; i++) {
            digest.readBlock();
        }
        show(digest, 100, 1_300);
        show(digest, 1_300, 4_000);
        show(digest, 3_000, 9_000);
        assertThat(digest.finish()).isEqualTo(sha()).isEqualTo(digest.finish());
    }

    @Test
    void rangesOfOtherFilesAreNone() throws Exception {
        InOrderDigest digest = new InOrderDigest(input, BLOCK);
        digest.saw(new Extent(new HeapInput(new byte[50]), 0, 50), 0, ByteBuffer.allocate(50));
        assertThat(digest.finish()).isEqualTo(sha());
    }

    @Test
    void theThreadHashesAllFilesIfThereIsTime() throws Exception {
        HeapInput other = new HeapInput(new byte[] {1, 2, 3});
        try (HeadStart start = HeadStart.on(List.of(input, other))) {
            assertThat(start.sha256(input)).isEqualTo(sha());
            assertThat(start.sha256(other))
                    .isEqualTo("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
        }
    }

    @Test
    void aFileThatCannotBeReadIsToldOfWhenItsDigestIsWanted() {
        Input broken = new FailingInput("broken", 100, "the disk is broken");
        try (HeadStart start = HeadStart.on(List.of(broken))) {
            assertThatThrownBy(() -> start.sha256(broken))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the disk is broken");
        }
    }
}
