package io.regraft.migration.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Labels;
import io.regraft.migration.Node;
import io.regraft.migration.RowRef;
import io.regraft.migration.Values;
import io.regraft.problem.Where;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class VariablesTest {

    private static final Key<Labels> FROM = Key.optional("from", Keys.labels(), "Labels.");
    private static final Key<Long> SIZE = Key.optional("size", Keys.extent(), "Size.");
    private static final Key<Node.Scalar> TO = Key.optional("to", Keys.template(), "Name.");
    private static final Key<List<RowRef>> ROWS = Key.optional("rows", Keys.list(Keys.rowRef()), "Rows.");

    private final Folder folder = new Folder(FROM, SIZE, TO, ROWS);

    private Values probe(String vars, String body, Map<String, String> given) {
        folder.file("fix.yaml", "regraft: 1\nid: fix\nvars:\n" + vars.indent(2) + "steps:\n- probe: " + body + "\n");
        return Folder.values(folder.result("fix.yaml", given).migration());
    }

    private List<String> problems(String vars, String body, Map<String, String> given) {
        folder.file("fix.yaml", "regraft: 1\nid: fix\nvars:\n" + vars.indent(2) + "steps:\n- probe: " + body + "\n");
        return folder.problemsOf("fix.yaml", given);
    }

    @Test
    void aVariableStandsForAWholeValueOrAPartOfAText() {
        Values v = probe(
                "n: 7\nstem: enc\nall: [a, '7', no]",
                "{size: '${n}', to: 'x.${stem}${n}.w', from: '${all}', rows: ['${n}', 'r${n}', '1${n}..20']}",
                Map.of());
        assertThat(v.get(SIZE)).isEqualTo(7L);
        assertThat(v.get(TO).text()).isEqualTo("x.enc7.w");
        assertThat(v.get(FROM).list()).containsExactly("a", "7", "no");
        assertThat(v.get(ROWS))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("at")
                .containsExactly(
                        new RowRef.Index(7, v.at()), new RowRef.Label("r7", v.at()), new RowRef.Range(17, 20, v.at()));
    }

    /** Each variable uses the one above it three times: a text of 3^20 kB, a list of as many items. */
    private static String bomb(String first, String open, String between, String close) {
        StringBuilder vars = new StringBuilder("a0: " + first + "\n");
        for (int i = 0; i < 20; i++) {
            String use = "${a" + i + "}";
            vars.append("a" + (i + 1) + ": " + open + use + between + use + between + use + close + "\n");
        }
        return vars.toString();
    }

    @Test
    @Timeout(20)
    void variablesThatGrowWithoutBoundAreRefusedWithTheNameOfTheOneThatIsTooMuch() {
        assertThat(problems(bomb("'" + "x".repeat(1000) + "'", "'", "", "'"), "{to: '${a20}'}", Map.of()))
                .containsExactly("fix.yaml:14:8: with '${a9}', which is 20,302,999 characters long, variables put in"
                        + " more than 33,554,432. Use it less often; a long list of labels goes to a file:"
                        + " {file: labels.txt}.");
        assertThat(problems(bomb("[x, x]", "['", "', '", "']"), "{size: 1}", Map.of()))
                .singleElement()
                .asString()
                .contains("variables put in more than 33,554,432");
    }

    @Test
    void aLongListMayBeUsedMoreThanOnce() {
        String labels = IntStream.range(0, 100_000)
                .mapToObj(i -> "speaker-" + i)
                .collect(Collectors.joining(", ", "all: [", "]"));
        Values v = probe(labels + "\nsame: '${all}'", "{from: '${same}'}", Map.of());
        assertThat(v.get(FROM).size()).isEqualTo(100_000);
    }

    @Test
    @Timeout(20)
    void aLongTextInDoubleQuotesIsReadInTimeThatGrowsWithItsLength() {
        String text = "x".repeat(7 << 20);
        assertThat(probe("a: \"" + text + "\"", "{to: '${a}'}", Map.of())
                        .get(TO)
                        .text())
                .isEqualTo(text);
    }

    @Test
    void aVariableMayUseThoseAboveIt() {
        Values v = probe("a: enc\nb: '${a}.w'\nc: '${b}'", "{to: '${c}'}", Map.of());
        assertThat(v.get(TO).text()).isEqualTo("enc.w");
        assertThat(problems("a: '${b}'\nb: 1", "{size: '${a}'}", Map.of()))
                .containsExactly("fix.yaml:4:6: there is no variable 'b'. "
                        + "Declared at fix.yaml:4:3: none; a variable may use those above it.");
    }

    @Test
    void dollarsOfCapturesAreLeftAndTwoAreOne() {
        Node.Scalar to =
                probe("x: $2", "{to: 'a.$1.$(1+1).$$1.${x}$'}", Map.of()).get(TO);
        assertThat(to.text()).isEqualTo("a.$1.$(1+1).$1.$2$");
        assertThat(to.plainDollars()).containsExactly("a.$1.$(1+1).".length());
    }

    @Test
    void keysMayHoldVariablesToo() {
        Key<io.regraft.migration.TextMap> aliases = Key.optional("aliases", Keys.textMap(), "Aliases.");
        Folder other = new Folder(aliases);
        other.file("fix.yaml", "regraft: 1\nid: a\nvars: {x: bo}\nsteps:\n- probe: {aliases: {'${x}2': '${x}'}}\n");
        assertThat(Folder.values(other.result("fix.yaml", Map.of()).migration())
                        .get(aliases)
                        .get("bo2")
                        .orElseThrow()
                        .to()
                        .value())
                .isEqualTo("bo");
    }

    @Test
    void anUndefinedVariableNamesTheNearest() {
        assertThat(problems("size: 7\nold: [a]", "{size: '${sise}'}", Map.of()))
                .containsExactly("fix.yaml:7:17: there is no variable 'sise'; did you mean 'size'? "
                        + "Declared at fix.yaml:4:3: size, old; a variable may use those above it.");
        assertThat(folder.stepProblems("probe: {to: 'a${x}'}"))
                .containsExactly("fix.yaml:4:15: there is no variable 'x'. "
                        + "The file has no vars; for the text itself write $${x}.");
        assertThat(folder.stepProblems("probe: {to: 'a${x'}"))
                .containsExactly("fix.yaml:4:15: 'a${x' opens ${ and never closes it. For a dollar sign write $$.");
        assertThat(folder.stepProblems("probe: {to: '${1}'}"))
                .containsExactly("fix.yaml:4:15: '${1}' names no variable. Write ${name}; for a dollar sign write $$.");
    }

    @Test
    void aWrongValueIsShownWhereItIsUsedAndWhereItIsDefined() {
        assertThat(problems("size: abc", "{size: '${size}'}", Map.of()))
                .containsExactly("fix.yaml:6:17: expected a whole number of at least 0, found the text 'abc' "
                        + "(${size} of fix.yaml:4:3). Write a whole number of at least 0.");
        assertThat(problems("all: [a, b]", "{to: 'x${all}'}", Map.of()))
                .containsExactly(
                        "fix.yaml:6:15: ${all} stands in the middle of a text and is a list of 2 (fix.yaml:4:3). "
                                + "Only a single value can be a part of a text.");
        assertThat(problems("size: 7", "{size: '${size}'}", Map.of("size", "-3")))
                .containsExactly("fix.yaml:6:17: expected a whole number of at least 0, found the number -3 "
                        + "(${size} of --var size=-3). Write a whole number of at least 0.");
    }

    @Test
    void theCommandLineOverridesAndTellsWhatWasUsed() {
        folder.file("dir/old.txt", "a\nb\n")
                .file("mine.txt", "c\nd\n")
                .file("mine.json", "{\"spk\": {\"e\": 0}}")
                .file("dir/fix.yaml", """
                        regraft: 1
                        id: fix
                        vars: {size: 7, old: {file: old.txt}}
                        steps:
                        - probe: {size: '${size}', from: '${old}'}
                        """);
        MigrationReader.Result none = folder.result("dir/fix.yaml", Map.of("siza", "1"));
        assertThat(none.usedVars()).isEmpty();
        assertThat(Folder.values(none.migration()).get(FROM).list()).containsExactly("a", "b");

        MigrationReader.Result bare = folder.result("dir/fix.yaml", Map.of("size", "9", "old", "mine.txt"));
        assertThat(bare.usedVars()).isEqualTo(Set.of("size", "old"));
        assertThat(Folder.values(bare.migration()).get(SIZE)).isEqualTo(9L);
        assertThat(Folder.values(bare.migration()).get(FROM).list()).containsExactly("c", "d");
        assertThat(Folder.values(bare.migration()).get(FROM).place(1)).isEqualTo(new Where.InText("mine.txt", 2, 0));
        assertThat(bare.migration().vars()).isEqualTo(Map.of("size", "9", "old", "{file: mine.txt}"));

        MigrationReader.Result map = folder.result("dir/fix.yaml", Map.of("old", "{file: mine.json, pointer: /spk}"));
        assertThat(Folder.values(map.migration()).get(FROM).list()).containsExactly("e");

        MigrationReader.Result list = folder.result("dir/fix.yaml", Map.of("old", "[x, y]"));
        assertThat(Folder.values(list.migration()).get(FROM).list()).containsExactly("x", "y");
        assertThat(folder.problemsOf("dir/fix.yaml", Map.of("old", "none.txt")))
                .containsExactly("--var old=none.txt: there is no file none.txt. "
                        + "Look at the name and the folder you are in.");
    }

    @Test
    void aBareFileKeepsTheDefaultsPointer() {
        folder.file("mine.json", "{\"spk\": {\"e\": 0}}");
        Values v = probe("old: {file: old.json, pointer: /spk}", "{from: '${old}'}", Map.of("old", "mine.json"));
        assertThat(v.get(FROM).list()).containsExactly("e");
    }

    @Test
    void theListsOfLabelsAmongTheVariablesAreKnown() {
        folder.file("old.txt", "a\nb\n");
        folder.file("two.txt", "a\na\n");
        folder.file(
                "fix.yaml",
                "regraft: 1\nid: a\nvars: {n: 1, l: [x], f: {file: old.txt}, bad: {file: two.txt}, s: x}\nsteps: []\n");
        assertThat(folder.result("fix.yaml", Map.of()).migration().labelLists().keySet())
                .containsExactly("l", "f");
    }
}
