package io.regraft.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.TensorName;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {

    private static final Where.InText AT = new Where.InText("fix.yaml", 3, 5);

    private static Table selector(String text) {
        return new Table(Selector.of(text, AT));
    }

    /** Names are in their text form. */
    private record Table(Selector selector) {

        Table matches(String... names) {
            for (String name : names) {
                assertThat(selector.match(name(name)))
                        .as("%s on %s", selector, name)
                        .isPresent();
            }
            return this;
        }

        Table doesNotMatch(String... names) {
            for (String name : names) {
                assertThat(selector.match(name(name)))
                        .as("%s on %s", selector, name)
                        .isEmpty();
            }
            return this;
        }

        Table binds(String name, String... texts) {
            assertThat(selector.match(name(name)).map(Captures::texts))
                    .as("%s on %s", selector, name)
                    .isEqualTo(Optional.of(List.of(texts)));
            return this;
        }

        private static TensorName name(String text) {
            return TensorName.parse(text).orElseThrow();
        }
    }

    @Test
    void aPlainSelectorIsAnchoredAtBothEnds() {
        selector("emb.weight").matches("emb.weight").doesNotMatch("emb.weigh", "emb.weights", "x.emb.weight", "emb");
    }

    @Test
    void aStarStaysWithinAComponentAndMayMatchNothing() {
        selector("enc.*.bias")
                .matches("enc.0.bias", "enc.conv1.bias", "enc..bias")
                .doesNotMatch("enc.0.conv.bias", "enc.bias", "dec.0.bias");
        selector("enc*").matches("enc", "encoder").doesNotMatch("enc.0");
        selector("m/*").matches("m/w", "m/").doesNotMatch("m/enc.w", "m/n/w");
    }

    @Test
    void twoStarsCrossDotsAndSlashes() {
        selector("enc.**.bias")
                .matches("enc.0.bias", "enc.0.conv.bias", "enc.bias")
                .doesNotMatch("encbias", "enc.0.w");
        selector("**weight").matches("weight", "a.b.weight", "a.b.xweight", "m/a.weight");
        selector("model/**").matches("model/a.b", "model/n/a", "model/n/m/a.b").doesNotMatch("modela", "ema/model/a");
    }

    @Test
    void twoStarsAloneBetweenBordersTakeOneBorderAlong() {
        selector("**.x").matches("x", "a.x", "a.b.x").doesNotMatch("ax");
        selector("x.**").matches("x", "x.a", "x.a.b").doesNotMatch("xa");
        selector("a.**.b").matches("a.b", "a.c.b", "a.c.d.b").doesNotMatch("ab", "a.cb");
        selector("**/x").matches("x", "m/x", "m/n/x").doesNotMatch("mx", "m/a.x");
        selector("a.**.**").matches("a", "a.b", "a.b.c").doesNotMatch("ab");
        selector("**.**").matches("a", "a.b");
        selector("**.a.**.b.**").matches("a.b", "x.a.b.y", "x.a.y.b").doesNotMatch("ab", "a.xb");
    }

    @Test
    void aQuestionMarkIsOneCharacterThatEndsNoComponent() {
        selector("h.?.w").matches("h.0.w", "h.é.w", "h.😀.w").doesNotMatch("h.10.w", "h..w", "h...w");
    }

    @Test
    void aClassIsOneCharacterOfSome() {
        selector("h.[0-9].w").matches("h.0.w", "h.9.w").doesNotMatch("h.10.w", "h.x.w");
        selector("h.[!0-9].w").matches("h.x.w").doesNotMatch("h.0.w", "h...w");
        selector("[]a-]").matches("]", "a", "-").doesNotMatch("b");
        selector("a[.]b").matches("a.b").doesNotMatch("axb");
        selector("[\\!x]").matches("\\!", "x").doesNotMatch("y");
    }

    @Test
    void aBraceIsOneOfTheAlternatives() {
        selector("{enc,dec}.w").matches("enc.w", "dec.w").doesNotMatch("mid.w", "encdec.w");
        selector("w{,_v}").matches("w", "w_v").doesNotMatch("w_");
        selector("{a,b{c,d}}.w").matches("a.w", "bc.w", "bd.w").doesNotMatch("b.w", "acd.w");
        selector("{h*,[0-9]}.w").matches("h.w", "hx.w", "3.w").doesNotMatch("hx.y.w");
        selector("{model,ema}/w").matches("model/w", "ema/w").doesNotMatch("w", "x/model/w");
    }

    @Test
    void aBackslashTakesTheMeaningFromACharacter() {
        selector("a\\*").matches("a\\*").doesNotMatch("ab");
        selector("\\[a\\]").matches("\\[a]").doesNotMatch("a");
        selector("a\\/b").matches("a\\/b").doesNotMatch("a/b");
        assertThat(Selector.of("a\\/b", AT).isPath()).isFalse();
    }

    @Test
    void aSelectorWithoutASlashLooksIntoEveryContainer() {
        selector("w").matches("w", "model/w", "a/b/w").doesNotMatch("w/x", "model/a.w");
        selector("**").matches("w", "model/w", "a/b/c.w", ".");
    }

    @Test
    void aSelectorWithASlashBeginsAtTheRoot() {
        selector("model/w").matches("model/w").doesNotMatch("w", "ema/model/w");
        selector("/w").matches("w").doesNotMatch("model/w");
        selector("/**").matches("w", "model/w");
    }

    @Test
    void aLoneTensorIsADot() {
        selector(".").matches(".").doesNotMatch("a", "\\.");
        selector("*").matches(".");
        selector("a").doesNotMatch(".");
    }

    @Test
    void wildcardsBindInTheOrderWritten() {
        selector("enc.*.{q,k}.**").binds("enc.3.k.lin.w", "3", "k", "lin.w");
        selector("h.[0-9]?.w").binds("h.12.w", "1", "2");
        selector("**.x").binds("x", "").binds("a.b.x", "a.b");
        selector("x.**").binds("x", "").binds("x.a", "a");
        assertThat(Selector.of("a.*.{b,c}.[0-9].**.?", AT).wildcards())
                .containsExactly("*", "{b,c}", "[0-9]", "**", "?");
    }

    @Test
    void ofSeveralWaysEarlierWildcardsTakeMost() {
        selector("**.layers.*.**").binds("enc.layers.0.layers.1.w", "enc.layers.0", "1", "w");
        selector("*_*").binds("a_b_c", "a_b", "c");
        selector("{a,ab}*").binds("abc", "a", "bc");
    }

    @Test
    void whatIsBoundIsInTheTextFormOfNames() {
        selector("m/**").binds("m/a\\*/b", "a\\*/b");
        selector("*").binds("x\\/y", "x\\/y");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ""      | the selector is empty. For all tensors write '**'.
            a***    | the selector 'a***' has 3 stars in a row. '*' stops at a dot, '**' does not.
            a[b     | the selector 'a[b' opens '[' at character 2 and never closes it. Close it, or write '\\[' for the character.
            a[]     | the selector 'a[]' opens '[' at character 2 and never closes it. Close it, or write '\\[' for the character.
            [^a]    | the selector '[^a]' has [^…]. For all characters but some write [!…]; for the character itself '\\^'.
            [9-0]   | the selector '[9-0]' has a range from '9' down to '0'. Write the lower end first.
            {a,b    | the selector '{a,b' opens '{' at character 1 and never closes it. Close it, or write '\\{' for the character.
            {a}     | the selector '{a}' has one alternative in {a}. Write two or more with commas, or '\\{' for the character.
            h.{0..3} | the selector 'h.{0..3}' has one alternative in {0..3}. A brace is no range: write [0-9], or the words with commas.
            "{a, b}" | the selector '{a, b}' has a space beside a comma or brace, in ' b'. Take it out; if a name has one there, write it as [ ].
            a\\     | the selector 'a\\' ends with a backslash. A backslash stands before the character that it takes the meaning from.
            model/  | the selector 'model/' ends with a slash, and no tensor's name does. For all tensors under it write 'model/**'.
            """)
    void aMalformedSelectorSaysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> Selector.of(text, AT))
                .isInstanceOf(RegraftException.class)
                .hasMessage("fix.yaml:3:5: " + message);
    }

    @Test
    void nestingIsBounded() {
        assertThatThrownBy(() -> Selector.of("{a,".repeat(500) + "}".repeat(500), AT))
                .isInstanceOf(RegraftException.class)
                .hasMessageContaining("nests more than 8 braces");
        assertThatThrownBy(() -> Selector.of("a".repeat(2_001), AT))
                .isInstanceOf(RegraftException.class)
                .hasMessage("fix.yaml:3:5: the selector has 2,001 characters, more than 2,000. Split it into a list.");
    }
}
