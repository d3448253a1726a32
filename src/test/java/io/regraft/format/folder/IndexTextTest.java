package io.regraft.format.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.format.Limits;
import io.regraft.format.MemoryInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An index changes only where it must, in its own style. */
class IndexTextTest {

    @Test
    void aNewIndexIsAsTransformersWritesIt() {
        assertThat(text(IndexText.fresh(map("b.weight", "m-2.bin", "é", "m-1.bin", "a\"", "m-1.bin"), 12)))
                .isEqualTo("""
                        {
                          "metadata": {
                            "total_size": 12
                          },
                          "weight_map": {
                            "a\\"": "m-1.bin",
                            "b.weight": "m-2.bin",
                            "\\u00e9": "m-1.bin"
                          }
                        }
                        """);
    }

    @Test
    void onlyTheMapAndTheTotalsChange() throws IOException {
        String source = """
                {
                  "metadata": {"total_size": 10,  "mine": [1, 2]},
                  "weight_map": {
                    "a": "1.bin",
                    "b": "2.bin"
                  },
                  "last": null
                }
                """;
        assertThat(changed(source, map("b", "2.bin", "c", "1.bin"), 14, 0)).isEqualTo("""
                {
                  "metadata": {"total_size": 14,  "mine": [1, 2]},
                  "weight_map": {
                    "b": "2.bin",
                    "c": "1.bin"
                  },
                  "last": null
                }
                """);
    }

    @Test
    void linesIndentAndEscapesStayAsTheyWere() throws IOException {
        assertThat(changed("{\"weight_map\":{\"a\":\"1\",\"\\u00e9\":\"2\"}}", map("ü", "1", "é", "2"), 1, 0))
                .isEqualTo("{\"weight_map\":{\"\\u00fc\":\"1\",\"\\u00e9\":\"2\"}}");
        assertThat(changed("{\"weight_map\" : { \"é\" : \"1\" } }", map("ü", "1", "é", "2"), 1, 0))
                .isEqualTo("{\"weight_map\" : { \"ü\" : \"1\", \"é\" : \"2\" } }");
        assertThat(changed("{\r\n\t\"weight_map\": {\r\n\t\t\"a\": \"1\"\r\n\t}\r\n}", map("a", "1", "b", "1"), 1, 0))
                .isEqualTo("{\r\n\t\"weight_map\": {\r\n\t\t\"a\": \"1\",\r\n\t\t\"b\": \"1\"\r\n\t}\r\n}");
    }

    @Test
    void halfOfASurrogatePairIsEscapedInAnyStyle() throws IOException {
        assertThat(changed("{\"weight_map\":{\"é\":\"1\"}}", map("\uD83D😀\uDE00", "1"), 1, 0))
                .isEqualTo("{\"weight_map\":{\"\\ud83d😀\\ude00\":\"1\"}}");
    }

    @Test
    void totalsKeepTheirType() throws IOException {
        String tail = ", \"weight_map\": {\"a\": \"1\"}}";
        assertThat(changed(
                        "{\"metadata\": {\"total_size\": 10.0, \"total_parameters\": 7}" + tail, map("a", "1"), 20, 3))
                .isEqualTo("{\"metadata\": {\"total_size\": 20.0, \"total_parameters\": 10}" + tail);
        assertThat(changed("{\"metadata\": {\"total_size\": 1e3}" + tail, map("a", "1"), 20, 3))
                .isEqualTo("{\"metadata\": {\"total_size\": 20.0}" + tail);
    }

    @Test
    void totalsThatAreAbsentOrNoNumbersStayAsTheyAre() throws IOException {
        String tail = ", \"weight_map\": {\"a\": \"1\"}}";
        for (String metadata : List.of(
                "{}",
                "null",
                "{\"total_size\": \"10\"}",
                "{\"total_size\": {\"total_size\": 3}}",
                "{\"total_size\": NaN}",
                "{\"total_size\": -1}",
                "{\"x\": {\"total_size\": 3}}")) {
            String source = "{\"metadata\": " + metadata + tail;
            assertThat(changed(source, map("a", "1"), 20, 3)).isEqualTo(source);
        }
    }

    @Test
    void namesSortByCodePoints() throws IOException {
        assertThat(IndexText.BY_CODE_POINT.compare("\uE000", "\uD83D\uDE00")).isNegative();
        assertThat(IndexText.BY_CODE_POINT.compare("\uD83D\uDE00", "\uD83D\uDE01"))
                .isNegative();
        assertThat(IndexText.BY_CODE_POINT.compare("a", "a.b")).isNegative();
        assertThat(IndexText.BY_CODE_POINT.compare("a.b", "aB")).isNegative();
        assertThat(IndexText.BY_CODE_POINT.compare("ab", "ab")).isZero();
        assertThat(IndexText.isSorted(read("{\"weight_map\":{\"a.10\":\"1\",\"a.9\":\"1\"}}")))
                .isTrue();
        assertThat(IndexText.isSorted(read("{\"weight_map\":{\"a.9\":\"1\",\"a.10\":\"1\"}}")))
                .isFalse();
    }

    private static String changed(String source, Map<String, String> map, long size, long more) throws IOException {
        return text(IndexText.changed(read(source), map, size, more));
    }

    private static IndexFile read(String text) throws IOException {
        return IndexReader.read(new MemoryInput("i", text.getBytes(StandardCharsets.UTF_8)), Limits.DEFAULT);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Map<String, String> map(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
