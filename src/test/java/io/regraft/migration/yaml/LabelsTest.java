package io.regraft.migration.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Labels;
import io.regraft.problem.Where;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelsTest {

    private static final Key<Labels> FROM = Key.required("from", Keys.labels(), "Labels.");

    private final Folder folder = new Folder(FROM);

    private Labels labels(String body) {
        return folder.probe("{from: " + body + "}").get(FROM);
    }

    private List<String> of(String file, String content, String options) {
        folder.file(file, content);
        return labels("{file: " + file + options + "}").list();
    }

    private List<String> problems(String file, String content, String options) {
        folder.file(file, content);
        return folder.stepProblems("probe: {from: {file: " + file + options + "}}");
    }

    @Test
    void inAListEveryScalarIsItsOwnText() {
        Labels l =
                labels("[no, 007, 1e3, ~, '55', \\\"x y\\\", true, 0x1F, 'a,b', null, '-', '']".replace("\\\"", "\""));
        assertThat(l.list())
                .containsExactly("no", "007", "1e3", "~", "55", "x y", "true", "0x1F", "a,b", "null", "-", "");
        assertThat(l.rowOf("007")).isEqualTo(OptionalInt.of(1));
        assertThat(l.rowOf("7")).isEmpty();
        assertThat(l.place(1)).isEqualTo(new Where.InText("fix.yaml", 4, 24));
        assertThat(l.source()).isEqualTo("the list at fix.yaml:4:19");
    }

    @Test
    void aTextHasALabelALine() {
        assertThat(of("a.txt", "anna\nbo\n", "")).containsExactly("anna", "bo");
        assertThat(of("a.txt", "anna\nbo", "")).containsExactly("anna", "bo");
        assertThat(of("a.txt", "\uFEFFanna\r\nbo\r\n", "")).containsExactly("anna", "bo");
        assertThat(of("a.lst", "# no comment\n##ing\n bo \n \n", ""))
                .containsExactly("# no comment", "##ing", " bo ", " ");
        assertThat(of("a.txt", " anna\t\n\u3000bo\n", ", trim: true")).containsExactly("anna", "bo");
        assertThat(of("a.json", "[\n", ", format: text")).containsExactly("[");
    }

    @Test
    void anEmptyLineIsAnErrorUntilItIsSaidWhatItIs() {
        assertThat(problems("a.txt", "anna\n\nbo\n", ""))
                .containsExactly(
                        "a.txt:2: the line is empty. Loaders that read line by line count it as one more label; "
                                + "say blank: label if it is one, blank: ignore if not.");
        assertThat(problems("a.txt", "anna\r\nbo\r\n\r\n", ""))
                .containsExactly("a.txt:3: the line is empty, at the end of the file. Loaders that read line by line "
                        + "count it as one more label; say blank: label if it is one, blank: ignore if not.");
        assertThat(of("a.txt", "anna\n\nbo\n", ", blank: label")).containsExactly("anna", "", "bo");
        assertThat(of("a.txt", "anna\n\nbo\n\n", ", blank: ignore")).containsExactly("anna", "bo");
        assertThat(of("a.txt", "anna\n  \nbo\n", ", blank: ignore, trim: true")).containsExactly("anna", "bo");
        assertThat(problems("a.txt", "anna\n  \nbo\n", ", trim: true")).hasSize(1);
        assertThat(problems("a.txt", "", ""))
                .containsExactly("a.txt:1: the file is empty. A file of labels has one a line.");
    }

    @Test
    void aJsonOrYamlFileIsAListOrAMapFromLabelToId() {
        assertThat(of("a.json", "[\"anna\", 7, 1e3, true, null, \"\"]", ""))
                .containsExactly("anna", "7", "1e3", "true", "null", "");
        assertThat(of("a.json", "{\"bo\": 1, \"anna\": 0}", "")).containsExactly("anna", "bo");
        assertThat(of("a.yaml", "- no\n- 007\n- 'x'\n", "")).containsExactly("no", "007", "x");
        assertThat(of("a.yml", "no: 1\n12: 0\n", "")).containsExactly("12", "no");
        assertThat(of("vocab", "{\"a\": 0}", ", format: json")).containsExactly("a");
        assertThat(labels("{file: a.json}").place(0)).isEqualTo(new Where.InText("a.json", 1, 11));
    }

    @Test
    void aPointerFindsThemInALargerFile() {
        String config = "{\"data\": {\"n\": [1, 2]}, \"spk\": {\"bo\": 1, \"anna\": 0}, \"a/b\": {\"~\": [\"x\"]}}";
        assertThat(of("c.json", config, ", pointer: /spk")).containsExactly("anna", "bo");
        assertThat(of("c.json", config, ", pointer: /data/n")).containsExactly("1", "2");
        assertThat(of("c.json", config, ", pointer: /a~1b/~0")).containsExactly("x");
        assertThat(of("c.yaml", config, ", pointer: /spk")).containsExactly("anna", "bo");
        assertThat(of("c.yaml", "a: [[x], [y, z]]", ", pointer: /a/1")).containsExactly("y", "z");
        assertThat(problems("c.json", config, ", pointer: /spx"))
                .containsExactly("fix.yaml:4:41: c.json has nothing at '/spx'; did you mean 'spk'? "
                        + "There is data, spk, a/b.");
        assertThat(problems("c.yaml", config, ", pointer: /data/m"))
                .containsExactly("fix.yaml:4:41: c.yaml has nothing at '/data/m': no 'm' in '/data'; did you mean 'n'? "
                        + "There is n.");
        assertThat(problems("c.json", config, ", pointer: spk"))
                .containsExactly(
                        "fix.yaml:4:41: expected a pointer that begins with a slash, found 'spk'. Write '/spk'.");
        assertThat(problems("a.txt", "x\n", ", pointer: /spk"))
                .containsExactly("fix.yaml:4:40: a.txt is read as text, in which a pointer points to nothing. "
                        + "If the file is JSON or YAML say format: json or format: yaml.");
        assertThat(problems("c.json", "[]", ", trim: true"))
                .containsExactly("fix.yaml:4:38: c.json is read as json, which takes no 'trim' or 'blank'. "
                        + "They are about the lines of a text.");
    }

    @Test
    void aLabelThatStandsTwice() {
        assertThat(problems("a.txt", "anna\nbo\nanna\n", ""))
                .containsExactly(
                        "a.txt:3: the label 'anna' stands twice, first at a.txt:1. Every row needs a label of its own.");
        assertThat(problems("a.json", "[\"x\",\n \"x\"]", ""))
                .containsExactly("a.json:2:2: the label 'x' stands twice, first at a.json:1:2. "
                        + "Every row needs a label of its own.");
        assertThat(problems("a.json", "{\"x\": 0,\n \"x\": 1}", ""))
                .containsExactly("a.json:2:2: the key 'x' stands twice. Take one out.");
        assertThat(folder.stepProblems("probe: {from: [7, '7']}"))
                .containsExactly("fix.yaml:4:21: the label '7' stands twice, first at fix.yaml:4:18. "
                        + "Every row needs a label of its own.");
        assertThat(problems("a.txt", "a\n".repeat(6), ""))
                .containsExactly(
                        "a.txt:2: the label 'a' stands twice, first at a.txt:1. Every row needs a label of its own.",
                        "a.txt:3: the label 'a' stands twice, first at a.txt:1. Every row needs a label of its own.",
                        "a.txt:4: the label 'a' stands twice, first at a.txt:1. Every row needs a label of its own.",
                        "fix.yaml:4:24: a.txt has 2 more such problems. Mend those above first.");
    }

    @Test
    void twoLabelsOnOneId() {
        assertThat(problems("a.json", "{\"x\": 0,\n \"y\": 1,\n \"z\": 1}", ""))
                .containsExactly("a.json:3:2: two labels have the id 1: 'y' (a.json:2:2) and 'z'. "
                        + "Every row has one label: give one of them another id.");
    }

    @Test
    void aGapInTheIds() {
        assertThat(problems("a.json", "{\"x\": 0,\n \"y\": 3,\n \"z\": 1}", ""))
                .containsExactly("a.json:2:2: no label has the id 2, and 'y' has 3; 3 labels need the ids 0 to 2. "
                        + "Is an entry lost, or do rows without a label need one, such as '<reserved>'?");
    }

    @Test
    void anIdThatIsNone() {
        assertThat(problems("a.json", "{\"x\": 0, \"y\": -1}", ""))
                .containsExactly(
                        "a.json:1:15: expected the id of 'y', a whole number of at least 0, found the number -1. "
                                + "A map of labels is label: id; if it is deeper in the file, point to it: pointer: /speakers.");
        assertThat(problems("a.json", "{\"0\": \"x\"}", ""))
                .containsExactly(
                        "a.json:1:7: expected the id of '0', a whole number of at least 0, found the text 'x'. "
                                + "The map is id: label; it must be label: id, or a list.");
    }

    @Test
    void whatIsNoListOfLabelsSaysWhatIsExpected() {
        assertThat(folder.stepProblems("probe: {from: old.txt}"))
                .containsExactly(
                        "fix.yaml:4:17: expected labels: a list, {file: F} or {tokenizer: F}, found the text 'old.txt'. "
                                + "To name a file write {file: old.txt}.");
        assertThat(folder.stepProblems("probe: {from: [a, [b], ]}"))
                .containsExactly("fix.yaml:4:21: expected a label, found a list of 1. "
                        + "A label is a single value; the empty one is ''.");
        assertThat(problems("a.json", "{\"a\": ", ""))
                .containsExactly("a.json:1:7: expected a value, found the end of the file. "
                        + "It is no JSON: check it with a JSON tool.");
        assertThat(problems("a.json", "[1] 2", ""))
                .containsExactly("a.json:1:5: something follows the JSON value. Take it out.");
        assertThat(problems("a.json", "7", ""))
                .containsExactly("a.json:1:1: expected a list of labels or a map label: id, found the number 7. "
                        + "If they are deeper in the file, point to them: pointer: /model/vocab.");
        assertThat(problems("a.json", "[".repeat(2_000), "")).hasSize(1);
        assertThat(folder.stepProblems("probe: {from: {file: none.txt, trm: true}}"))
                .containsExactly("fix.yaml:4:34: a file of labels has no key 'trm'; did you mean 'trim'? "
                        + "It takes file, format, pointer, trim, blank.");
        assertThat(folder.stepProblems("probe: {from: {file: none.txt}}"))
                .containsExactly("fix.yaml:4:24: there is no file none.txt. "
                        + "Relative names count from the folder of the file that names them.");
        assertThat(folder.stepProblems("probe: {from: {file: .}}"))
                .containsExactly("fix.yaml:4:24: . is no plain file. Name a text file.");
    }

    @Test
    void aTokenizersLabelsAreItsVocabularyAndItsAddedTokens() {
        folder.file("t/tokenizer.json", """
                {"version": "1.0",
                 "added_tokens": [{"id": 3, "content": "<new>", "special": true}, {"id": 0, "content": "<pad>"}],
                 "model": {"type": "BPE", "vocab": {"b": 2, "<pad>": 0, "a": 1}, "merges": [["a", "b"]]}}""");
        assertThat(labels("{tokenizer: t/tokenizer.json}").list()).containsExactly("<pad>", "a", "b", "<new>");
        assertThat(labels("{tokenizer: t}").list()).containsExactly("<pad>", "a", "b", "<new>");
        folder.file("u.json", "{\"model\": {\"vocab\": [[\"<unk>\", 0.0], [\"007\", -1.5]]}}");
        assertThat(labels("{tokenizer: u.json}").list()).containsExactly("<unk>", "007");
    }

    @Test
    void aTokenizerThatLeavesRowsWithoutALabelOrGivesOneTwiceIsRefused() {
        folder.file("gap.json", "{\"model\": {\"vocab\": {\"a\": 0, \"c\": 2}}}");
        assertThat(folder.stepProblems("probe: {from: {tokenizer: gap.json}}"))
                .containsExactly(
                        "gap.json:1:30: no token has the id 1, and 'c' has 2. Rows without a token need one, such as"
                                + " '<reserved>': write the labels to a file of your own.");
        folder.file(
                "two.json",
                "{\"added_tokens\": [{\"id\": 0, \"content\": \"b\"}], \"model\": {\"vocab\": {\"a\": 0}}}");
        assertThat(folder.stepProblems("probe: {from: {tokenizer: two.json}}"))
                .containsExactly(
                        "two.json:1:40: two tokens have the id 0: 'a' (two.json:1:67) and 'b'. Every row has one"
                                + " token: give one of them another id.");
        folder.file("none.json", "{\"vocab\": {\"a\": 0}}");
        assertThat(folder.stepProblems("probe: {from: {tokenizer: none.json}}")).hasSize(1);
        folder.file("odd.json", "{\"model\": {\"vocab\": {\"a\": \"x\"}}}");
        assertThat(folder.stepProblems("probe: {from: {tokenizer: odd.json}}"))
                .containsExactly(
                        "odd.json:1:27: expected the id of 'a', a whole number of at least 0, found the text 'x'. It"
                                + " must be a tokenizer.json of the tokenizers library; other files of labels are {file: F}, with a"
                                + " pointer where they are JSON.");
    }

    @Test
    void filesCountFromTheFolderOfTheMigration() {
        folder.file("a/labels/old.txt", "x\n")
                .file("a/fix.yaml", "regraft: 1\nid: a\nsteps:\n- probe: {from: {file: labels/old.txt}}\n");
        Labels l =
                Folder.values(folder.result("a/fix.yaml", Map.of()).migration()).get(FROM);
        assertThat(l.source()).isEqualTo("a/labels/old.txt");
        assertThat(l.end()).isEqualTo(new Where.InText("a/labels/old.txt", 1, 0));
    }

    @Test
    void manyLabelsAreReadAtOnce() {
        String map = IntStream.range(0, 150_000)
                .mapToObj(i -> "\"tok" + i + "\": " + i)
                .collect(Collectors.joining(",", "{", "}"));
        assertThat(of("vocab.json", map, ""))
                .hasSize(150_000)
                .startsWith("tok0")
                .endsWith("tok149999");
    }
}
