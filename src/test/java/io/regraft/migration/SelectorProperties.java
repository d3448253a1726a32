package io.regraft.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SelectorProperties {

    private static final Where.InText AT = new Where.InText("fix.yaml", 3, 5);

    @Property(tries = 3_000)
    void agreesWithAMatcherThatTriesEverything(@ForAll("globs") String glob, @ForAll("keys") String key) {
        boolean naive = expand(glob).stream().anyMatch(g -> naive(components(g), components(key)));
        assertThat(Selector.of(glob, AT).match(TensorName.of(key)).isPresent())
                .as("%s on %s", glob, key)
                .isEqualTo(naive);
    }

    @Property(tries = 2_000)
    void whatIsBoundPutTogetherIsTheName(@ForAll("globs") String glob, @ForAll("keys") String key) {
        Selector selector = Selector.of(glob, AT);
        Optional<Captures> bound = selector.match(TensorName.of(key));
        // In a name such as "a..b" a '**' that bound nothing is either no component or an empty one.
        if (bound.isPresent() && components(key).stream().noneMatch(String::isEmpty)) {
            Node.Scalar same = new Node.Scalar(
                    new Node.Place(AT, java.nio.file.Path.of("")), glob, Node.Type.TEXT, Node.Style.SINGLE_QUOTED);
            assertThat(CaptureTemplate.forSelector(same, selector.wildcards()).fill(bound.get()))
                    .isEqualTo(key);
        }
    }

    @Property
    void aNameInItsTextFormMatchesItself(@ForAll("strangeParts") List<String> parts) {
        TensorName name = new TensorName(parts);
        assertThat(Selector.of("/" + name.text(), AT).match(name)).contains(Captures.NONE);
        assertThat(TensorName.parse(name.text())).contains(name);
    }

    @Provide
    Arbitrary<String> globs() {
        return Arbitraries.of("a", "b", ".", "*", "**", "?", "[ab]", "[!a]", "{a,b}", "{a,b.a,}", ".", "a")
                .list()
                .ofMinSize(1)
                .ofMaxSize(7)
                .map(pieces -> String.join("", pieces))
                .filter(g -> !g.contains("***") && !g.equals("."));
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.strings().withChars('a', 'b', '.').ofMinLength(1).ofMaxLength(8);
    }

    @Provide
    Arbitrary<List<String>> strangeParts() {
        return Arbitraries.strings()
                .withChars("ab./*?[]{}!\\,-é")
                .ofMinLength(1)
                .ofMaxLength(6)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                // The text of a lone part '.' is that of a file that is one tensor.
                .filter(parts -> !parts.equals(List.of(".")));
    }

    /** Without braces: one glob for each choice of words. */
    private static List<String> expand(String glob) {
        int open = glob.indexOf('{');
        if (open < 0) {
            return List.of(glob);
        }
        int close = glob.indexOf('}');
        List<String> all = new ArrayList<>();
        for (String word : glob.substring(open + 1, close).split(",", -1)) {
            // A word is text of its own: a '**' beside it is no whole component.
            all.addAll(expand(
                    glob.substring(0, open) + "\u0001" + word.replace('.', '\u0002') + glob.substring(close + 1)));
        }
        return all;
    }

    private static List<String> components(String text) {
        return Arrays.asList(text.split("\\.", -1));
    }

    /** Whole components first: '**' alone is any number of them. */
    private static boolean naive(List<String> glob, List<String> key) {
        if (glob.isEmpty()) {
            return key.isEmpty();
        }
        if (glob.get(0).equals("**")) {
            for (int taken = 0; taken <= key.size(); taken++) {
                if (naive(glob.subList(1, glob.size()), key.subList(taken, key.size()))) {
                    return true;
                }
            }
            return false;
        }
        // A component with '**' or a dot of a brace in it may take several components of the key.
        for (int taken = 1; taken <= key.size(); taken++) {
            if (within(glob.get(0), String.join(".", key.subList(0, taken)))
                    && naive(glob.subList(1, glob.size()), key.subList(taken, key.size()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean within(String glob, String text) {
        if (glob.isEmpty()) {
            return text.isEmpty();
        }
        if (glob.charAt(0) == '\u0001') {
            return within(glob.substring(1), text);
        }
        if (glob.startsWith("**")) {
            return within(glob.substring(2), text) || (!text.isEmpty() && within(glob, text.substring(1)));
        }
        if (glob.charAt(0) == '*') {
            return within(glob.substring(1), text)
                    || (!text.isEmpty() && text.charAt(0) != '.' && within(glob, text.substring(1)));
        }
        if (text.isEmpty()) {
            return false;
        }
        char c = text.charAt(0);
        int length = glob.charAt(0) == '[' ? glob.indexOf(']') + 1 : 1;
        boolean takes = switch (glob.substring(0, length)) {
            case "?" -> c != '.';
            case "[ab]" -> c == 'a' || c == 'b';
            case "[!a]" -> c != 'a' && c != '.';
            case "\u0002" -> c == '.';
            default -> c == glob.charAt(0);
        };
        return takes && within(glob.substring(length), text.substring(1));
    }
}
