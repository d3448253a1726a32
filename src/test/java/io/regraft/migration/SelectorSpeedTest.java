package io.regraft.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Where;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Bounds are generous: they hold on a busy machine, and a search that goes back over its steps misses them by far. */
class SelectorSpeedTest {

    private static final Where.InText AT = new Where.InText("fix.yaml", 3, 5);

    @Test
    void hostilePatternsTakeTimeInProportionToTheName() {
        TensorName name = TensorName.of("a".repeat(2_000) + "b");
        List<String> patterns = List.of(
                "*a".repeat(500) + "c",
                "**a".repeat(300) + "c",
                "{a,a}".repeat(300) + "*c",
                "{a*,*a}".repeat(200) + "c",
                "{{a*,*a},{*,**}}".repeat(60) + "c");
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String pattern : patterns) {
                assertThat(Selector.of(pattern, AT).match(name)).isEmpty();
            }
        });
    }

    @Test
    void aHundredThousandNamesAreMatchedAtOnce() {
        List<TensorName> names = IntStream.range(0, 100_000)
                .mapToObj(i ->
                        TensorName.of("model", "layers." + i / 100 + ".mlp.experts." + i % 100 + ".down_proj.weight"))
                .toList();
        List<Selector> selectors = List.of(
                Selector.of("**.experts.*.{up,down}_proj.weight", AT),
                Selector.of("model/layers.[0-9].**", AT),
                Selector.of("**.bias", AT));
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            List<Long> counts = selectors.stream()
                    .map(s -> names.stream().filter(n -> s.match(n).isPresent()).count())
                    .toList();
            assertThat(counts).containsExactly(100_000L, 1_000L, 0L);
        });
    }
}
