package io.regraft.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 B",
                "1023 | 1023 B",
                "1024 | 1.00 KiB",
                "10235 | 10.0 KiB",
                "102400 | 100 KiB",
                "1048575 | 1024 KiB",
                "3095040 | 2.95 MiB",
                "9223372036854775807 | 8.00 EiB"
            })
    void sizesHaveThreeDigits(long bytes, String text) {
        assertThat(Text.size(bytes)).isEqualTo(text);
    }

    @Test
    void countsAreInWords() {
        assertThat(Text.count(1, "tensor")).isEqualTo("1 tensor");
        assertThat(Text.count(2015, "tensor")).isEqualTo("2,015 tensors");
        assertThat(Text.exactSize(3_095_040)).isEqualTo("3,095,040 bytes (2.95 MiB)");
        assertThat(Text.exactSize(7)).isEqualTo("7 bytes");
    }

    @Test
    void whatATerminalWouldObeyIsEscaped() {
        assertThat(Text.safe("a\u001b[31mb\nc\u202ed\ud800e")).isEqualTo("a\\u001b[31mb\\u000ac\\u202ed\\ud800e");
        assertThat(Text.safe("日本 ü 😀")).isEqualTo("日本 ü 😀");
    }
}
