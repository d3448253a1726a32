package io.regraft.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import io.regraft.testing.MemoryCheckpoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectorsTest {

    private static final Where.InText AT = new Where.InText("fix.yaml", 7, 18);

    private static final StateDict STATE = StateDict.of(MemoryCheckpoint.builder()
            .counting("gen/dec.0.conv.bias", 2)
            .counting("gen/dec.0.conv.weight", 2)
            .counting("gen/dec.1.bias", 2)
            .counting("ema/dec.1.bias", 2)
            .build());

    /** A list with {@code !pattern}; an entry that ends with a space needs to match nothing. */
    private static Selectors list(String... texts) {
        List<Selectors.Entry> entries = new ArrayList<>();
        for (String text : texts) {
            String pattern = text.strip();
            boolean excludes = pattern.startsWith("!");
            entries.add(new Selectors.Entry(
                    Selector.of(excludes ? pattern.substring(1) : pattern, AT), excludes, text.endsWith(" ")));
        }
        return new Selectors(entries, AT);
    }

    private static Step step(boolean optional) {
        return new Step("fix", 1, "drop", AT, optional, Step.OptimizerChoice.AUTO, (s, state) -> {});
    }

    private static List<String> chosen(String... texts) {
        return list(texts).resolve(step(false), STATE).stream()
                .map(m -> m.name().text())
                .toList();
    }

    @Test
    void namesComeInTheStatesOrderEachOnce() {
        assertThat(chosen("**.bias", "gen/**"))
                .containsExactly("gen/dec.0.conv.bias", "gen/dec.0.conv.weight", "gen/dec.1.bias", "ema/dec.1.bias");
    }

    @Test
    void anExclamationMarkTakesFromWhatStandsBefore() {
        assertThat(chosen("gen/**", "!**.bias", "gen/dec.1.bias"))
                .containsExactly("gen/dec.0.conv.weight", "gen/dec.1.bias");
    }

    @Test
    void aMatchTellsWhetherAPlainNameMadeIt() {
        assertThat(list("**.bias", "gen/dec.1.bias").resolve(step(false), STATE).stream()
                        .map(m -> m.name() + " by " + m.by())
                        .toList())
                .containsExactly(
                        "gen/dec.0.conv.bias by **.bias",
                        "gen/dec.1.bias by gen/dec.1.bias",
                        "ema/dec.1.bias by **.bias");
    }

    @Test
    void everySelectorMustMatchUnlessItOrTheStepIsOptional() {
        assertThat(chosen("**.weight", "**.scale ")).containsExactly("gen/dec.0.conv.weight");
        assertThat(list("**.scale").resolve(step(true), STATE)).isEmpty();
        assertThat(list("**.scale").find(STATE)).isEmpty();
        assertThatThrownBy(() -> chosen("**.scale", "**.gain"))
                .isInstanceOfSatisfying(
                        RegraftException.class,
                        e -> assertThat(e.problems())
                                .extracting(p -> p.what())
                                .containsExactly(
                                        "'**.scale' matches none of 4 tensors in g.pt",
                                        "'**.gain' matches none of 4 tensors in g.pt"));
    }

    @Test
    void aStarThatShouldHaveCrossedADotIsExplained() {
        assertThatThrownBy(() -> chosen("dec.*.weight"))
                .hasMessage("fix.yaml:7:18: 'dec.*.weight' matches none of 4 tensors in g.pt; closest is "
                        + "'gen/dec.0.conv.weight'. '*' stops at a dot, '**' does not.");
    }

    @Test
    void aPathThatIsDeeperIsExplained() {
        assertThatThrownBy(() -> chosen("/dec.1.bias"))
                .hasMessage("fix.yaml:7:18: '/dec.1.bias' matches none of 4 tensors in g.pt; closest is "
                        + "'gen/dec.1.bias'. A selector with a slash begins at the root; one without looks into every "
                        + "container.");
    }

    @Test
    void aMistypedNameIsRecognised() {
        assertThatThrownBy(() -> chosen("dec.0.conf.weight"))
                .hasMessage("fix.yaml:7:18: 'dec.0.conf.weight' matches none of 4 tensors in g.pt; closest is "
                        + "'gen/dec.0.conv.weight'. For the names: regraft inspect g.pt");
        assertThatThrownBy(() -> chosen("speaker_embedding"))
                .hasMessage("fix.yaml:7:18: 'speaker_embedding' matches none of 4 tensors in g.pt. "
                        + "For the names: regraft inspect g.pt");
    }

    @Test
    void anExclusionThatTakesNothingIsAnError() {
        assertThatThrownBy(() -> chosen("gen/**", "!ema/**"))
                .hasMessage("fix.yaml:7:18: '!ema/**' takes nothing from the entries before it. "
                        + "Put it after the entry that it narrows, or leave it out.");
        assertThatThrownBy(() -> chosen("gen/**", "!**"))
                .hasMessage("fix.yaml:7:18: the list chooses no tensor: what it names is taken out again. "
                        + "Narrow the entries that begin with '!', or say optional: true.");
    }
}
