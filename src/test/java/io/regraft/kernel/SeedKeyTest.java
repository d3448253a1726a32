package io.regraft.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeedKeyTest {

    @Test
    void aKeyIsTheBeginningOfADigest() {
        // printf '\0\0\0\0\0\0\0\003fixmodel/emb.weight' | sha256sum, and the same without the name
        assertThat(SeedKey.of("fix", Optional.of("model/emb.weight"))).isEqualTo(0xa60106399916a5e1L);
        assertThat(SeedKey.of("fix", Optional.empty())).isEqualTo(0x0ceeb7bf1c807ac4L);
    }
}
