package io.regraft.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.format.Limits;
import io.regraft.format.MemoryInput;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Headers of very many names cost as much as they are long. */
class LargeHeaderTest {

    private static final int MANY = 100_000;

    @Test
    void aHundredThousandTensorsTakeSomeHundredBytesEach() throws IOException {
        byte[] file = Raw.file("{" + members(MANY) + "}", 0);
        long before = allocated();
        try (SafetensorsCheckpoint checkpoint =
                SafetensorsCheckpoint.open(new MemoryInput("x", file), Limits.DEFAULT)) {
            assertThat(checkpoint.tensors()).hasSize(MANY);
            assertThat((allocated() - before) / MANY).isLessThan(2_500);
        }
    }

    @Test
    @Timeout(30)
    void aRenameInManyIsLinear() {
        byte[] file = Raw.file("{" + members(MANY) + "}", 0);
        assertThat(Edited.of(file).rename("layer.5.weight", "x").parts()).hasSize(1);
    }

    @Test
    @Timeout(30)
    void namesWithOneHashCodeAreReadInReasonableTime() {
        StringBuilder header = new StringBuilder("{");
        for (int i = 0; i < 50_000; i++) {
            // 'Aa' and 'BB' have one hash code, and so have all of these.
            for (int bit = 0; bit < 20; bit++) {
                header.append(bit == 0 ? "\"" : "").append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            header.append("\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},");
        }
        header.append("\"AaAaAaAaAaAaAaAaAaAaAaAaAaAaAaAaAaAaAaAa\":{}}");
        byte[] text = header.toString().getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> HeaderReader.read("x", text, 1_000_000))
                .isInstanceOf(RegraftException.class)
                .hasMessageContaining("the first is at byte 9");
    }

    @Test
    @Timeout(30)
    void theSecondOfAMillionIsFoundAtOnce() {
        byte[] text = ("{" + members(2) + ",\"layer.0.weight\":{}".repeat(1_000_000) + "}")
                .getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> HeaderReader.read("x", text, 1_000_000))
                .hasMessageContaining("expected the name 'layer.0.weight' once, found it a second time");
    }

    @Test
    @Timeout(30)
    void aMillionNamesAreReadInLinearTime() {
        byte[] text = ("{" + members(1_000_000) + "}").getBytes(StandardCharsets.US_ASCII);
        assertThat(HeaderReader.read("x", text, 1_000_000).entries()).hasSize(1_000_000);
    }

    @Test
    void moreNamesThanAreBelievedAreRefused() {
        byte[] text = ("{" + members(11) + "}").getBytes(StandardCharsets.US_ASCII);
        assertThat(HeaderReader.read("x", text, 11).entries()).hasSize(11);
        assertThatThrownBy(() -> HeaderReader.read("x", text, 10))
                .hasMessageContaining("expected at most 10 tensors, found one more than that");
    }

    @Test
    void nestingCostsNothing() {
        assertThatThrownBy(() -> Edited.open(Raw.file("{\"a\":{\"shape\":" + "[".repeat(5_000_000), 0)))
                .isInstanceOf(RegraftException.class);
    }

    private static String members(int n) {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < n; i++) {
            members.append(i == 0 ? "" : ",").append(Raw.tensor("layer." + i + ".weight", "F32", "[0,768]", 0, 0));
        }
        return members.toString();
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
