package io.regraft.format.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteCountTest {

    @ParameterizedTest
    @CsvSource({
        "5GB, 5000000000",
        "5gb, 5000000000",
        "5GiB, 5368709120",
        "500MB, 500000000",
        "1.5 GB, 1500000000",
        "4096, 4096",
        "1B, 1",
        "2TiB, 2199023255552",
        "9KB, 9000",
        "0.5KiB, 512",
        "9223372036854775807, 9223372036854775807"
    })
    void unitsMeanWhatTheySay(String text, long bytes) {
        assertThat(ByteCount.parse(text)).isEqualTo(OptionalLong.of(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5G",
                "5M",
                "GB",
                "-5GB",
                "0",
                "0.5",
                "1e9",
                "5 GB GB",
                "5GBit",
                "99999999999999999TB",
                "9223372036854775808",
                "٥GB"
            })
    void otherTextsAreNone(String text) {
        assertThat(ByteCount.parse(text)).isEmpty();
    }

    @Test
    void partsOfAByteAreDropped() {
        assertThat(ByteCount.parse("1.0000000019GB")).isEmpty();
        assertThat(ByteCount.parse("1.0005KB")).isEqualTo(OptionalLong.of(1000));
    }
}
