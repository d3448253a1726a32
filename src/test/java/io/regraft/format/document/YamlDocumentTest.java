package io.regraft.format.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Plain;
import io.regraft.problem.Where;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Edits of YAML files: comments, order and quotes stay. */
class YamlDocumentTest {

    private static final Where AT = new Where.InText("fix.yaml", 5, 9);
    private static final Plain SEVEN = new Plain.Int(BigInteger.valueOf(7));
    private static final String FILE = """
            # sizes
            model:   # the model
              n_speaker: 2015  # with ours
              "name": 'tts'
              list: [1, {a: 2}]
            other:
            - x: 1
              y: 2
            """;

    private static YamlDocument yaml(String text) {
        return YamlDocument.of("config.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Document document) {
        return new String(document.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aValueIsReplacedWhereItStands() {
        assertThat(text(yaml(FILE)
                        .with(List.of("model", "n_speaker"), SEVEN, AT)
                        .with(List.of("model", "name"), new Plain.Text("no"), AT)
                        .with(List.of("model", "list", "1", "a"), new Plain.Text("b c"), AT)
                        .with(List.of("other", "0", "y"), new Plain.Bool(false), AT)))
                .isEqualTo(FILE.replace("2015", "7")
                        .replace("'tts'", "\"no\"")
                        .replace("{a: 2}", "{a: \"b c\"}")
                        .replace("y: 2", "y: false"));
    }

    @Test
    void aNewKeyComesFirstInItsMap() {
        assertThat(text(yaml(FILE).with(List.of("model", "new"), SEVEN, AT)))
                .isEqualTo(FILE.replace("  n_speaker", "  new: 7\n  n_speaker"));
        assertThat(text(yaml(FILE).with(List.of("other", "0", "new"), SEVEN, AT)))
                .isEqualTo(FILE.replace("- x: 1", "- new: 7\n  x: 1"));
    }

    @Test
    void aKeyIsTakenOut() {
        assertThat(text(yaml(FILE).without(List.of("other", "0", "y"), AT))).isEqualTo(FILE.replace("\n  y: 2", ""));
        assertThat(text(yaml(FILE).without(List.of("other", "0", "x"), AT)))
                .isEqualTo(FILE.replace("x: 1\n  y: 2", "y: 2"));
    }

    @Test
    void whatAnAliasSharesIsRefused() {
        String shared = "a: &x {n: 1}\nb: *x\n";
        assertThatThrownBy(() -> yaml(shared).with(List.of("a", "n"), SEVEN, AT))
                .hasMessageContaining("has an anchor or comes from an alias");
        assertThatThrownBy(() -> yaml(shared).with(List.of("b"), SEVEN, AT))
                .hasMessageContaining("has an anchor or comes from an alias");
        assertThatThrownBy(() -> yaml("a: 1\n---\nb: 1\n")).hasMessageContaining("expected one YAML document, found 2");
        assertThatThrownBy(() -> yaml("a: [1")).hasMessageContaining("this is no YAML");
    }
}
