package io.regraft.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.regraft.kernel.GoldenNumbers;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhiloxTest {

    /** The vectors that its authors publish with Random123, words of a pair the lower first. */
    @Test
    void blocksAreThePublishedOnes() {
        assertThat(new Philox(0, 0).block(0)).containsExactly(0xe169c58d_6627e8d5L, 0x9b00dbd8_bc57ac4cL);
        assertThat(new Philox(-1, -1).block(-1)).containsExactly(0x41c83b0e_408f276dL, 0x6d5451fd_a20bc7c6L);
        assertThat(new Philox(0x299f31d0_a4093822L, 0x03707344_13198a2eL).block(0x85a308d3_243f6a88L))
                .containsExactly(0x94fdcceb_d16cfe09L, 0x24126ea1_5001e420L);
    }

    @Test
    void aPositionHasTheSameBitsWhateverWasAskedBefore() {
        Philox forward = new Philox(5, 6);
        List<Long> inOrder = List.of(forward.bits(0), forward.bits(1), forward.bits(2), forward.bits(3));
        Philox backward = new Philox(5, 6);
        long third = backward.bits(3);
        long second = backward.bits(2);
        long first = backward.bits(1);
        assertThat(List.of(backward.bits(0), first, second, third)).isEqualTo(inOrder);
        assertThat(inOrder).doesNotHaveDuplicates();
    }

    @Test
    void quantilesAreThoseOfPython() {
        for (List<String> line : GoldenNumbers.lines("quantiles.csv")) {
            double expected = Double.parseDouble(line.get(1));
            assertThat(NormalQuantile.of(Double.parseDouble(line.get(0))))
                    .isCloseTo(expected, within(Math.abs(expected) * 4e-16));
        }
    }
}
