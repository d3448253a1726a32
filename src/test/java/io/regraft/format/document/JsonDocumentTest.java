package io.regraft.format.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Plain;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Edits of JSON files: what they do not name keeps its bytes. */
class JsonDocumentTest {

    private static final Where AT = new Where.InText("fix.yaml", 5, 9);
    private static final Plain SEVEN = number(7);

    private static Plain number(long n) {
        return new Plain.Int(BigInteger.valueOf(n));
    }

    private static JsonDocument json(String text) {
        return JsonDocument.of("config.json", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Document document) {
        return new String(document.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aValueIsReplacedWhereItStandsAndNothingElseMoves() {
        String before = "\uFEFF{ \"a\" :1e3,\r\n\t\"b\":{\"c\\u0041\":[ 1, -2.50 ,{}]}, \"é\": \"\\/\" }\r\n";
        assertThat(text(json(before).with(List.of("b", "cA", "1"), SEVEN, AT))).isEqualTo(before.replace("-2.50", "7"));
        assertThat(text(json(before).with(List.of("a"), new Plain.None(), AT)))
                .isEqualTo(before.replace("1e3", "null"));
        assertThat(text(json(before).with(List.of("é"), new Plain.Text("ü\"\n"), AT)))
                .isEqualTo(before.replace("\"\\/\"", "\"ü\\\"\\n\""));
    }

    @Test
    void aNewMemberComesLastInTheFilesOwnStyle() {
        assertThat(text(json("{\n    \"a\": 1\n}\n").with(List.of("b"), SEVEN, AT)))
                .isEqualTo("{\n    \"a\": 1,\n    \"b\": 7\n}\n");
        assertThat(text(json("{\"a\":1,\"b\":2}").with(List.of("c"), SEVEN, AT)))
                .isEqualTo("{\"a\":1,\"b\":2,\"c\":7}");
        assertThat(text(json("{\"a\": 1, \"b\": 2}").with(List.of("c"), SEVEN, AT)))
                .isEqualTo("{\"a\": 1, \"b\": 2, \"c\": 7}");
        assertThat(text(json("{}").with(List.of("a"), SEVEN, AT))).isEqualTo("{\"a\": 7}");
        assertThat(text(json("{\n  \"a\": {},\n  \"b\": []\n}")
                        .with(List.of("a", "x"), SEVEN, AT)
                        .with(List.of("b", "-"), SEVEN, AT)
                        .with(List.of("b", "-"), number(8), AT)))
                .isEqualTo("{\n  \"a\": {\n    \"x\": 7\n  },\n  \"b\": [\n    7,\n    8\n  ]\n}");
    }

    @Test
    void nestedValuesAreIndentedAsTheFileIs() {
        Map<String, Plain> labels = new LinkedHashMap<>();
        labels.put("0", new Plain.Text("ä"));
        labels.put("1", new Plain.Items(List.of(new Plain.Bool(true), new Plain.Real(1e-5))));
        assertThat(text(json("{\n  \"id2label\": 0\n}").with(List.of("id2label"), new Plain.Fields(labels), AT)))
                .isEqualTo("{\n  \"id2label\": {\n    \"0\": \"\\u00e4\",\n    \"1\": [\n      true,\n      1e-5\n"
                        + "    ]\n  }\n}");
    }

    @Test
    void aMemberOrItemIsTakenOutWithItsComma() {
        String three = "{\n  \"a\": 1,\n  \"b\": [1, 2, 3],\n  \"c\": 3\n}\n";
        assertThat(text(json(three).without(List.of("a"), AT))).isEqualTo("{\n  \"b\": [1, 2, 3],\n  \"c\": 3\n}\n");
        assertThat(text(json(three).without(List.of("c"), AT))).isEqualTo("{\n  \"a\": 1,\n  \"b\": [1, 2, 3]\n}\n");
        assertThat(text(json(three).without(List.of("b", "2"), AT).without(List.of("b", "0"), AT)))
                .isEqualTo(three.replace("[1, 2, 3]", "[2]"));
        assertThat(text(json("{\"a\": {\"b\": 1}}").without(List.of("a", "b"), AT)))
                .isEqualTo("{\"a\": {}}");
    }

    @Test
    void aPlaceThatIsNotThereIsNamedWithTheNearest() {
        assertThatThrownBy(() -> json("{\"text_config\": {}}").with(List.of("text_confg", "n"), SEVEN, AT))
                .isInstanceOf(RegraftException.class)
                .hasMessageContaining("/text_confg is not in config.json; did you mean 'text_config'?");
        assertThatThrownBy(() -> json("{\"a\": [1]}").with(List.of("a", "1"), SEVEN, AT))
                .hasMessageContaining("/a/1 is not in config.json, whose list there has 1 items");
        assertThatThrownBy(() -> json("{\"a\": 1}").with(List.of("a", "b"), SEVEN, AT))
                .hasMessageContaining("/a of config.json is 1, which holds nothing");
        assertThatThrownBy(() -> json("{\"a\": 1}").without(List.of("b"), AT))
                .hasMessageContaining("/b is not in config.json");
        assertThatThrownBy(() -> json("{}").with(List.of("a"), new Plain.Real(Double.NaN), AT))
                .hasMessageContaining("JSON can't spell NaN");
    }

    @Test
    void whatIsNoJsonOrAmbiguousIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> json("{\"a\": 1,}")).hasMessageContaining("config.json:1:9: this is no JSON");
        assertThatThrownBy(() -> json("{\"a\": 1, \"a\": 2}")).hasMessageContaining("Duplicate field 'a'");
        assertThatThrownBy(() -> json("{} x")).isInstanceOf(RegraftException.class);
        assertThatThrownBy(() -> json("")).hasMessageContaining("the file is empty");
        assertThatThrownBy(() -> json("[".repeat(2_000))).isInstanceOf(RegraftException.class);
    }
}
