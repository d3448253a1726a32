package io.regraft.format.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Plain;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlDocumentTest {

    private static final Where AT = new Where.InText("fix.yaml", 5, 7);

    private static final String CONFIG = """
            # The model 😀
            model:   # as trained
              n_speakers: 2014   # keep in step
              name: 'it''s'
              title: "x"
              note: |
                two
                lines
              sizes:
              - 1   # first
              - 2
              flow: {a: 1, b: [x]}
              empty:

            # tail
            lr: 1e-3
            list:
              - a: 1
                b: 2
              - a: 3
            """;

    private static Document yaml(String text) {
        return Document.open("config.yaml", StandardCharsets.UTF_8.encode(text)).orElseThrow();
    }

    private static String text(Document d) {
        return StandardCharsets.UTF_8.decode(d.bytes()).toString();
    }

    private static JsonPointer at(String pointer) {
        return JsonPointer.parse(pointer).orElseThrow();
    }

    private static Plain number(long n) {
        return new Plain.Int(BigInteger.valueOf(n));
    }

    private static void set(String pointer, Plain value, String old, String fresh) {
        assertThat(CONFIG).contains(old);
        assertThat(text(yaml(CONFIG).set(at(pointer), value, AT))).isEqualTo(CONFIG.replace(old, fresh));
        String windows = "\uFEFF" + CONFIG.replace("\n", "\r\n");
        assertThat(text(yaml(windows).set(at(pointer), value, AT)))
                .isEqualTo("\uFEFF" + CONFIG.replace(old, fresh).replace("\n", "\r\n"));
    }

    private static void remove(String pointer, String old, String fresh) {
        assertThat(CONFIG).contains(old);
        assertThat(text(yaml(CONFIG).remove(at(pointer), AT))).isEqualTo(CONFIG.replace(old, fresh));
    }

    @Test
    void aSingleValueChangesAndKeepsItsQuotes() {
        set("/model/n_speakers", number(7), "2014 ", "7 ");
        set("/model/name", new Plain.Text("it's me"), "'it''s'", "'it''s me'");
        set("/model/title", new Plain.Text("y\n"), "\"x\"", "\"y\\n\"");
        set("/model/title", number(7), "\"x\"", "7");
        set("/model/sizes/0", number(7), "- 1 ", "- 7 ");
        set("/model/flow/b/0", new Plain.Text("yes"), "[x]", "['yes']");
        set("/model/note", new Plain.Text("one"), "|\n    two\n    lines\n", "one\n");
        set("/lr", new Plain.Real(1e-5), "1e-3", "1.0e-05");
        set("/list/1/a", new Plain.None(), "a: 3", "a: null");
        set("/model/empty", number(7), "empty:", "empty: 7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "no | 'no'",
                "12 | '12'",
                "1:30 | '1:30'",
                "`` | ''",
                "a b | a b",
                "a: b | 'a: b'",
                "- a | '- a'",
                "ü | 'ü'",
                "don't | 'don''t'",
                "model/x.pt | model/x.pt",
            })
    void aTextIsPlainWhereEveryReaderTakesItForOne(String value, String written) {
        set("/lr", new Plain.Text(value), "1e-3", written);
    }

    @Test
    void aMapOrListIsWrittenInOneLine() {
        Plain list = new Plain.Items(List.of(number(1), new Plain.Text("b")));
        set("/model/n_speakers", list, "2014 ", "[1, b] ");
        set("/model/sizes", list, "sizes:\n  - 1   # first\n  - 2\n", "sizes: [1, b]\n");
        set("/model/flow", new Plain.Fields(Map.of("k", number(1))), "{a: 1, b: [x]}", "{k: 1}");
        set("/list", number(7), "list:\n  - a: 1\n    b: 2\n  - a: 3\n", "list: 7\n");
    }

    @Test
    void aNewKeyStandsAfterTheLastOfItsMap() {
        set("/new", number(7), "  - a: 3\n", "  - a: 3\nnew: 7\n");
        set("/list/0/c", number(7), "    b: 2\n", "    b: 2\n    c: 7\n");
        set("/model/flow/c", number(7), "[x]}", "[x], c: 7}");
        set("/model/more", number(7), "empty:\n", "empty:\n  more: 7\n");
    }

    @Test
    void aNewItemStandsAtTheEnd() {
        set("/model/sizes/-", number(7), "  - 2\n", "  - 2\n  - 7\n");
        set("/list/-", number(7), "  - a: 3\n", "  - a: 3\n  - 7\n");
        set("/model/flow/b/-", number(7), "[x]", "[x, 7]");
        assertThat(text(yaml("a: 1").set(at("/b"), number(7), AT))).isEqualTo("a: 1\nb: 7");
    }

    @Test
    void whatIsRemovedGoesWithItsLine() {
        remove("/model/n_speakers", "  n_speakers: 2014   # keep in step\n", "");
        remove("/model/note", "  note: |\n    two\n    lines\n", "");
        remove("/model/sizes/0", "  - 1   # first\n", "");
        remove("/model/sizes/1", "  - 2\n", "");
        remove("/list/0/a", "- a: 1\n    b", "- b");
        remove("/list/0", "  - a: 1\n    b: 2\n", "");
        remove("/list/1/a", "- a: 3", "- {}");
        remove("/model/flow/a", "{a: 1, b", "{b");
        remove("/model/flow/b", ", b: [x]", "");
        remove("/lr", "lr: 1e-3\n", "");
        assertThat(text(yaml("a: 1\nb: 2").remove(at("/b"), AT))).isEqualTo("a: 1");
    }

    private static void refuses(String before, String pointer, String message) {
        assertThatThrownBy(() -> yaml(before).set(at(pointer), number(7), AT))
                .isInstanceOf(RegraftException.class)
                .hasMessage(message);
    }

    @Test
    void whatAnEditWouldLoseIsRefusedByName() {
        refuses(
                "a: &x {n: 1}\nb: *x\n",
                "/a/n",
                "fix.yaml:5:7: config.yaml:1:4 carries the anchor &x, which an edit does not follow. Edit the file by"
                        + " hand.");
        refuses(
                "a: &x {n: 1}\nb: *x\n",
                "/b",
                "fix.yaml:5:7: '/b' in config.yaml carries the alias *x, which would be lost. Edit the file by hand.");
        refuses(
                "a: !!python/tuple [1]\n",
                "/a/0",
                "fix.yaml:5:7: config.yaml:1:4 carries the tag !!python/tuple, which an edit does not follow. Edit the"
                        + " file by hand.");
        refuses(
                "a: 1\n---\nb: 1\n",
                "/a",
                "config.yaml:2:1: a second document begins, and edits take files of one. Edit it by hand, or with its"
                        + " own program.");
        refuses(
                "a: 1\na: 2\n",
                "/a",
                "config.yaml:2:1: the key 'a' stands twice in one map, first at config.yaml:1:1. Take one out by hand:"
                        + " loaders differ in which they take.");
        refuses(
                "abc: {n: 1}\n",
                "/abd/n",
                "fix.yaml:5:7: config.yaml has nothing at '/abd/n': no 'abd' in the file; did you mean 'abc'? There is"
                        + " abc.");
    }

    @Test
    void whatIsNoYamlIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> yaml("a: 1\nb: [1\n"))
                .isInstanceOf(RegraftException.class)
                .hasMessageStartingWith("config.yaml:3:1: this is no YAML: ");
    }

    @Test
    void anAnchorElsewhereIsKept() {
        assertThat(text(yaml("x: &x 1\ny: *x\nz: 2\n").set(at("/z"), number(7), AT)))
                .isEqualTo("x: &x 1\ny: *x\nz: 7\n");
    }

    @Test
    void theOnlyItemOfAListAsFarLeftAsItsKeyLeavesAnEmptyList() {
        assertThat(text(yaml("a:\n- 1\nb: 1\n").remove(at("/a/0"), AT))).isEqualTo("a: []\nb: 1\n");
        assertThat(text(yaml("a:\n  c:\n  - k: 1\n  d: 2\n").remove(at("/a/c/0"), AT)))
                .isEqualTo("a:\n  c: []\n  d: 2\n");
    }
}
