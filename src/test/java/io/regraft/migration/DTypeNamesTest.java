package io.regraft.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DTypeNamesTest {

    @ParameterizedTest
    @CsvSource({
        "bf16, bfloat16",
        "BF16, bfloat16",
        "torch.bfloat16, bfloat16",
        "torch.half, float16",
        "fp16, float16",
        "half, float16",
        "float, float32",
        "double, float64",
        "long, int64",
        "int, int32",
        "np.uint8, uint8",
        "F8_E4M3, float8_e4m3fn",
        "flaot32, float32"
    })
    void namesOfElsewhereAreUnderstood(String typed, String meant) {
        assertThat(DTypeNames.meant(typed)).contains(meant);
    }

    @Test
    void whatIsNoDtypeIsNotGuessed() {
        assertThat(DTypeNames.meant("colour")).isEqualTo(Optional.empty());
    }
}
