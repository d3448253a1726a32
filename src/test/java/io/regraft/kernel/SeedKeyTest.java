package io.regraft.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.TensorName;
import org.junit.jupiter.api.Test;

class SeedKeyTest {

    @Test
    void aKeyIsTheBeginningOfADigest() {
        // printf 'fix\0model/emb.weight' | sha256sum, and the same without the name
        assertThat(SeedKey.of("fix", TensorName.of("model", "emb.weight"))).isEqualTo(0x43aa6fd0587a6374L);
        assertThat(SeedKey.of("fix")).isEqualTo(0x1c6e6c4c02e55178L);
    }
}
