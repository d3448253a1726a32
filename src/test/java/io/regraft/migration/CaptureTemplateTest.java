package io.regraft.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.TensorName;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureTemplateTest {

    private static final Where.InText AT = new Where.InText("fix.yaml", 3, 5);

    private static Node.Scalar scalar(String text, Integer... plainDollars) {
        return new Node.Scalar(
                new Node.Place(AT, Path.of("")), text, Node.Type.TEXT, Node.Style.SINGLE_QUOTED, Set.of(plainDollars));
    }

    private static String rename(String from, String to, String name) {
        Selector selector = Selector.of(from, AT);
        TensorName source = TensorName.parse(name).orElseThrow();
        Captures captures = selector.match(source).orElseThrow();
        return CaptureTemplate.forSelector(scalar(to), selector.wildcards())
                .name(new Match(source, captures, selector))
                .text();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            module.**           | **                | module.enc.w        | enc.w
            **                  | module.**         | enc.w               | module.enc.w
            h.*.{q,k}.*         | a.*.b.{q,k}.*     | h.3.k.w             | a.3.b.k.w
            h.*.{q,k}.w         | {q,k}.{q,k}.*     | h.3.k.w             | k.k.3
            h.*.**              | $2.$1             | h.3.a.b             | a.b.3
            *.*                 | $2.$1.$2          | a.b                 | b.a.b
            h.*.w               | h.$(1+1).w        | h.09.w              | h.10.w
            h.*.w               | h.$(1-3).w        | h.3.w               | h.0.w
            h.*.w               | h.$( 1 * 2 + 1 ).w | h.20.w             | h.41.w
            h.*.w               | h.$(1+2*3-1*4).w  | h.10.w              | h.12.w
            h.*.*.w             | $(2-1).$1         | h.7.5.w             | 4.7
            **.x                | **.y              | x                   | y
            x.**                | y.**              | x                   | y
            a.**.b              | c.**.d            | a.b                 | c.d
            a.**.b              | c.**.d            | a.e.f.b             | c.e.f.d
            **.x                | pre**.y           | x                   | pre.y
            w_?                 | v_?               | w_g                 | v_g
            h.[0-9][0-9]        | [0-9].[0-9]       | h.12                | 1.2
            a                   | b\\*c             | a                   | b\\*c
            w                   | /top/v            | model/w             | top/v
            w                   | v                 | model/w             | model/v
            model/*             | ema/*             | model/w             | ema/w
            model/*             | *_copy            | model/w             | model/w_copy
            """)
    void theRightSideUsesWhatTheLeftSideBound(String from, String to, String name, String result) {
        assertThat(rename(from, to, name)).isEqualTo(result);
    }

    @Test
    void aWholePathMayLeaveItsContainer() {
        Selector selector = Selector.of("model_weights/**", AT);
        Captures captures =
                selector.match(TensorName.of("model_weights", "a", "w")).orElseThrow();
        assertThat(CaptureTemplate.forSelector(scalar("**"), selector.wildcards())
                        .path(captures))
                .isEqualTo(TensorName.of("a", "w"));
    }

    @Test
    void aDollarWrittenTwiceIsADollar() {
        assertThat(CaptureTemplate.forSelector(scalar("a.$1", 2), List.of("*"))
                        .fill(new Captures(List.of("*"), List.of("x"))))
                .isEqualTo("a.$1");
    }

    @Test
    void afterARegexOnlyNumbersMeanSomething() {
        Captures groups = new Captures(List.of("$1", "$2"), List.of("4", "x\\*"));
        assertThat(CaptureTemplate.forRegex(scalar("l*.$(1+1).{a}.$2"), 2).fill(groups))
                .isEqualTo("l\\*.5.\\{a}.x\\*");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a.*     | b.\\1     | 'b.\\1' refers to the left side by \\1. Write $1.
            a.*     | b.*.*     | 'b.*.*' uses * more often than the left side, which has 1. To use one twice, write it by number: $1, $2.
            a.*.*   | b.*       | 'b.*' uses 1 of the 2 * of the left side. Which is meant? Write it by number: $1, $2.
            a.*     | b.**      | 'b.**' uses **, which the left side does not have. The right side takes wildcards of the left, in the same order, or $1, $2.
            {q,k}.w | {x,y}.w   | '{x,y}.w' uses {x,y}, which the left side does not have. A brace repeats its word if it is written alike: {q,k}. For other words write an entry each.
            a.*     | b.$2      | 'b.$2' uses $2, and the left side has 1 wildcard. They count from 1, in the order written.
            a.*     | b.$0      | 'b.$0' uses $0, and the left side has 1 wildcard. They count from 1.
            a.*     | b.$x      | 'b.$x' has a $ that begins nothing. Write $1, $(1+1) or ${name}; $$ is a dollar sign.
            a.*     | b.$(1/2)  | 'b.$(1/2)' has arithmetic that can't be read at character 6. Write a number of a wildcard, then + - * and whole numbers: $(1+1), $(2-3), $(1*2+1).
            a.*     | b.$(1+)   | 'b.$(1+)' has arithmetic that can't be read at character 7. Write a number of a wildcard, then + - * and whole numbers: $(1+1), $(2-3), $(1*2+1).
            a.*     | b.$(1     | 'b.$(1' has arithmetic that can't be read at character 6. Write a number of a wildcard, then + - * and whole numbers: $(1+1), $(2-3), $(1*2+1).
            a.*     | b.[x      | 'b.[x' opens '[' and never closes it. Close it, or write '\\[' for the character.
            """)
    void aWrongRightSideSaysWhatIsWrong(String from, String to, String message) {
        List<String> wildcards = Selector.of(from, AT).wildcards();
        assertThatThrownBy(() -> CaptureTemplate.forSelector(scalar(to), wildcards))
                .isInstanceOf(RegraftException.class)
                .hasMessage("fix.yaml:3:5: " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            h.*.w    | h.$(1+1).w | h.x.w     | expected digits for '$(1+1)', found 'x'. Arithmetic takes a wildcard that stands for digits only, such as the '*' of 'layers.*.**'.
            h.*.w    | h.$(1-4).w | h.3.w     | '$(1-4)' makes -1 of 3, which is below 0. Names count from 0.
            module.** | **        | module    | '**' makes '', which names nothing. Every tensor needs a name.
            model/** | **         | model/a/w | '**' makes 'a/w' of model/a/w, with a slash that is not in '**' itself. For a path from the root begin it with '/'.
            """)
    void aNameThatCannotBeMadeSaysWhy(String from, String to, String name, String message) {
        assertThatThrownBy(() -> rename(from, to, name))
                .isInstanceOf(RegraftException.class)
                .hasMessage("fix.yaml:3:5: " + message);
    }
}
