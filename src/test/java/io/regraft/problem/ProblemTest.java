package io.regraft.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void namesThatWouldBreakTheLineAreEscaped() {
        Problem problem = new Problem(
                Kind.CHECKPOINT,
                new Where.InTensor("g.pt", "a\nb\u001b[31m\u0085"),
                "two are named 'c\ud800d\u2028\udfff'",
                "Rename 'e\u202e\ue000' or '日本 ü 😀'.");
        assertThat(problem.line())
                .isEqualTo("g.pt: tensor 'a\\u000ab\\u001b[31m\\u0085': two are named 'c\\ud800d\\u2028\\udfff'. Rename"
                        + " 'e\\u202e\\ue000' or '日本 ü 😀'.");
    }

    @Test
    void whatIsBeyondTheFirstPlaneHasEightDigits() {
        assertThat(Printable.of("a\udb40\udc01b")).isEqualTo("a\\U000e0001b");
    }
}
