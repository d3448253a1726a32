package io.regraft.migration.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What YAML would take silently, or take for something else, is an error that says so. */
class YamlStrictnessTest {

    private final Folder folder = new Folder(
            Key.optional("tensors", Keys.selectors(), "Which."), Key.optional("regex", Keys.regex(), "How."));

    @Test
    void aSelectorThatYamlReadsAsAnAlias() {
        assertThat(folder.stepProblems("probe: {tensors: *.weight}"))
                .containsExactly("fix.yaml:4:20: YAML reads '*.weight' as an alias, which this language does not have. "
                        + "If a selector is meant, quote it: '*.weight'.");
        assertThat(folder.stepProblems("probe:\n    tensors: **.weight"))
                .containsExactly(
                        "fix.yaml:5:14: YAML reads '**.weight' as an alias, which this language does not have. "
                                + "If a selector is meant, quote it: '**.weight'.");
        assertThat(folder.stepProblems("probe:\n    tensors: *.{weight,bias}"))
                .containsExactly(
                        "fix.yaml:5:14: YAML reads '*.{weight,bias}' as an alias, which this language does not "
                                + "have. If a selector is meant, quote it: '*.{weight,bias}'.");
    }

    @Test
    void aSelectorThatYamlReadsAsATag() {
        assertThat(folder.stepProblems("probe:\n    tensors:\n    - a\n    - !optimizer/**"))
                .containsExactly(
                        "fix.yaml:7:7: YAML reads '!optimizer/**' as a tag, which this language does not have. "
                                + "If a text is meant, quote it: '!optimizer/**'.");
        assertThat(folder.stepProblems("probe: {tensors: [a, !b]}"))
                .containsExactly("fix.yaml:4:24: YAML reads '!b' as a tag, which this language does not have. "
                        + "If a text is meant, quote it: '!b'.");
        assertThat(folder.stepProblems("probe: {tensors: !!str a}"))
                .containsExactly("fix.yaml:4:20: YAML reads '!!str' as a tag, which this language does not have. "
                        + "If a text is meant, quote it: '!!str'.");
    }

    @Test
    void aSelectorThatYamlReadsAsAMap() {
        assertThat(folder.stepProblems("probe:\n    tensors: {weight,bias}"))
                .containsExactly("fix.yaml:5:14: expected a selector, found a map. "
                        + "YAML reads {…} without quotes as a map: put the whole text in single quotes.");
        assertThat(folder.stepProblems("probe:\n    tensors: {q,k}.weight"))
                .containsExactly("fix.yaml:5:19: this is no YAML: expected <block end>, but found '<scalar>'. "
                        + "Put a selector in single quotes: '{q,k}.weight'.");
        assertThat(folder.stepProblems("probe: {tensors: h.[0-9].w}"))
                .hasSize(1)
                .first()
                .asString()
                .endsWith("Put a selector in single quotes: 'h.[0-9].w'.");
    }

    @Test
    void aVariableThatYamlReadsAsAMap() {
        assertThat(folder.stepProblems("probe: {tensors: ${x}}"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("fix.yaml:4:")
                .endsWith("Put ${…} in single quotes: '${name}'.");
    }

    @Test
    void aBackslashThatYamlSwallows() {
        assertThat(folder.stepProblems("probe: {regex: \"a\\b\"}"))
                .containsExactly("fix.yaml:4:18: expected a regular expression, found the text 'a\\u0008'. "
                        + "In double quotes YAML takes a backslash and what follows it for something else: use single "
                        + "quotes.");
        assertThat(folder.stepProblems("probe: {tensors: \"a\\/b\"}"))
                .containsExactly("fix.yaml:4:20: expected a selector, found the text 'a/b'. "
                        + "In double quotes YAML takes a backslash and what follows it for something else: use single "
                        + "quotes.");
        assertThat(folder.stepProblems("probe: {regex: \"a\\d\"}"))
                .containsExactly("fix.yaml:4:21: this is no YAML: found unknown escape character d(100). "
                        + "In double quotes a backslash begins an escape: use single quotes.");
        assertThat(folder.stepProblems("probe: {regex: \"a\\\\d\", tensors: \"a.b\"}"))
                .isEmpty();
    }

    @Test
    void placesCountCharactersOutsideTheFirstPlaneAsOne() {
        assertThat(folder.problems(
                        "regraft: 1\nid: a\ndescription: 😀😀\nsteps:\n- probe: {tensors: '😀', regex: \"\\b\"}\n"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("fix.yaml:5:32: expected a regular expression, found the text '\\u0008'.");
    }

    @Test
    void anAnchorBombIsRefusedWhereItBegins() {
        StringBuilder bomb = new StringBuilder("regraft: 1\nid: fix\nvars:\n  a: &a [x, x]\n");
        for (char c = 'b'; c < 'k'; c++) {
            char before = (char) (c - 1);
            bomb.append("  %s: &%s [*%s, *%s, *%s]\n".formatted(c, c, before, before, before));
        }
        assertThat(folder.problems(bomb + "steps: []\n"))
                .hasSize(10 + 27)
                .first()
                .isEqualTo("fix.yaml:4:6: YAML reads '&a' as an anchor, which this language does not have. "
                        + "For a value used twice there are vars; if a text is meant, quote it: '&a'.");
    }

    @Test
    void aKeyThatStandsTwice() {
        assertThat(folder.problems("regraft: 1\nid: a\nid: b\nsteps: []\n"))
                .containsExactly("fix.yaml:3:1: the key 'id' stands twice, first at fix.yaml:2:1. Take one out.");
    }

    @Test
    void aKeyThatIsNoText() {
        assertThat(folder.problems("regraft: 1\nid: a\nsteps: []\n? [x]\n: 1\n"))
                .containsExactly("fix.yaml:4:3: expected a key, found a list of 1. A key is a single text.");
    }

    @Test
    void severalDocuments() {
        assertThat(folder.problems("regraft: 1\nid: a\nsteps: []\n---\nregraft: 1\n"))
                .containsExactly("fix.yaml:4:1: a second document begins. One file, one document: split it.");
    }

    @Test
    void anEmptyFile() {
        assertThat(folder.problems(""))
                .containsExactly("fix.yaml:1:1: the file is empty. A migration begins with regraft: 1.");
        assertThat(folder.problems("# later\n"))
                .containsExactly("fix.yaml:1:1: the file is empty. A migration begins with regraft: 1.");
    }

    @Test
    void tabsInTheIndentation() {
        assertThat(folder.problems("regraft: 1\nid: a\nsteps:\n\t- probe: {}\n"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("fix.yaml:4:1: this is no YAML: ")
                .endsWith("Indent with spaces.");
    }

    @Test
    void bytesThatAreNoUtf8() {
        folder.file("fix.yaml", "regraft: 1\nid: a\ndescription: gr\u00FCn\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(folder.problemsOf("fix.yaml", Map.of()))
                .containsExactly("fix.yaml:3:16: expected UTF-8, found the byte 0xFC. Save it as UTF-8.");
        folder.file("fix.yaml", "\uFEFFregraft: 1\n".getBytes(StandardCharsets.UTF_16LE));
        assertThat(folder.problemsOf("fix.yaml", Map.of()))
                .containsExactly(
                        "fix.yaml:1:1: expected UTF-8, found the byte 0xFF. It looks like UTF-16: save it as UTF-8.");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() {
        assertThat(folder.read("\uFEFFregraft: 1\nid: a\nsteps: []\n").id()).isEqualTo("a");
    }

    @Test
    void aControlCharacter() {
        assertThat(folder.problems("regraft: 1\nid: a\u0007\nsteps: []\n"))
                .containsExactly("fix.yaml:2:6: the character U+0007 does not belong in a text. "
                        + "Take it out, or write it as an escape in double quotes.");
    }

    @Test
    void nestingIsBounded() {
        assertThat(folder.problems("regraft: 1\nid: a\nsteps: " + "[".repeat(3_000) + "]".repeat(3_000) + "\n"))
                .containsExactly(
                        "fix.yaml:3:107: expected nesting up to 100, found more. No migration nests that deep.");
    }

    @Test
    void aFileThatIsTooLarge() {
        folder.file("fix.yaml", "#".repeat((int) MigrationReader.LIMIT + 1));
        assertThat(folder.problemsOf("fix.yaml", Map.of()))
                .containsExactly("fix.yaml: fix.yaml has 8,388,609 bytes, more than 8,388,608. "
                        + "Is it the file that was meant?");
    }

    @Test
    void aFileThatIsNotThere() {
        assertThat(folder.problemsOf("none.yaml", Map.of()))
                .containsExactly(
                        "none.yaml: there is no file none.yaml. " + "Look at the name and the folder you are in.");
    }

    @Test
    void aCheckpointInPlaceOfAMigration() {
        folder.file("g.pt", "PK\u0003\u0004archive/data.pkl");
        assertThat(folder.problemsOf("g.pt", Map.of()))
                .containsExactly("g.pt: expected a migration, found a zip archive, as PyTorch and NumPy write "
                        + "checkpoints. The checkpoint is the argument of the command, the migration goes with -m.");
        folder.file("m.safetensors", new byte[] {40, 1, 0, 0, 0, 0, 0, 0, '{', '"', 'a', '"', ':', '{'});
        assertThat(folder.problemsOf("m.safetensors", Map.of()))
                .containsExactly("m.safetensors: expected a migration, found a safetensors file. "
                        + "The checkpoint is the argument of the command, the migration goes with -m.");
    }

    @Test
    void aSpecInPlaceOfAMigration() {
        folder.file("spec.json", "{\"tensors\": {}}");
        assertThat(folder.problemsOf("spec.json", Map.of()))
                .containsExactly("spec.json:1:1: expected a migration, found a map without 'regraft'. It looks like a "
                        + "spec of names and shapes: name it in a migration as target: {file: spec.json}.");
        assertThat(folder.problems("- a\n"))
                .containsExactly("fix.yaml:1:1: expected a migration, found a list of 1. "
                        + "A migration begins with regraft: 1, id: NAME and steps: [].");
    }
}
