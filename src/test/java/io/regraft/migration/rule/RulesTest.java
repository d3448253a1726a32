package io.regraft.migration.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.migration.Key;
import io.regraft.migration.RuleType;
import io.regraft.testing.MemoryCheckpoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every rule. */
class RulesTest {

    /** Keys that every step has beside those of its rule. */
    private static final Set<String> COMMON = Set.of("optional", "optimizer");

    /** Keys whose value is of another type in another rule, as the language has it. */
    private static final Set<String> OF_SEVERAL_TYPES = Set.of("from", "to");

    static List<RuleType> rules() {
        return Rules.ALL;
    }

    @Test
    void namesAreDistinct() {
        assertThat(Rules.ALL.stream().map(RuleType::name)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aNameIsInSnakeCase(RuleType rule) {
        assertThat(rule.name()).matches("[a-z]+(_[a-z]+)*");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aSummaryAndADescriptionAreOneSentence(RuleType rule) {
        assertThat(rule.summary()).matches("[A-Z][^.]*\\.");
        assertThat(rule.keys())
                .allSatisfy(k -> assertThat(k.description()).matches("(true|false|[A-Z])\\P{Cntrl}*[^.]\\."));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void keysAreDistinctAndNotThoseOfEveryStep(RuleType rule) {
        assertThat(rule.keys().stream().map(Key::name)).doesNotHaveDuplicates().doesNotContainAnyElementsOf(COMMON);
    }

    @Test
    void aKeyHasOneTypeInAllRules() {
        Map<String, String> types = new HashMap<>();
        for (RuleType rule : Rules.ALL) {
            for (Key<?> key : rule.keys()) {
                if (!OF_SEVERAL_TYPES.contains(key.name())) {
                    assertThat(types.merge(key.name(), key.type().expected(), (a, b) -> a))
                            .as("%s of %s", key.name(), rule.name())
                            .isEqualTo(key.type().expected());
                }
            }
        }
    }

    /** An example names tensors that are not there, so that all of them are optional here: it must be read and planned. */
    @ParameterizedTest
    @MethodSource("rules")
    void anExampleIsReadAndPlanned(RuleType rule) {
        assertThat(rule.example()).startsWith(rule.name() + ": {").endsWith("}");
        String step = rule.example().substring(0, rule.example().length() - 1) + ", optional: true}";
        RuleHarness.given(MemoryCheckpoint.builder().counting("decoder.w", 2))
                .labels("old.txt", "a", "b")
                .labels("new.txt", "a", "b")
                .when("regraft: 1\nid: fix\naxes: {speakers: [{tensors: spk.weight}]}\nsteps:\n  - " + step + "\n")
                .names();
    }
}
