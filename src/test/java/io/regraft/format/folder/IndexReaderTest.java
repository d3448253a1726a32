package io.regraft.format.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.format.Limits;
import io.regraft.format.MemoryInput;
import io.regraft.problem.Kind;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an index may be, and how far a claim is believed. */
class IndexReaderTest {

    @Test
    void namesStandInTheOrderOfTheFile() throws IOException {
        IndexFile index = read("{\"weight_map\": {\"b\": \"2.bin\", \"a\": \"1.bin\"}, \"x\": [{}]}");
        assertThat(index.map().keySet()).containsExactly("b", "a");
        assertThat(index.files()).containsExactly("1.bin", "2.bin");
        assertThat(index.hasMetadata()).isFalse();
    }

    @Test
    void placesAreThoseOfTheText() throws IOException {
        String text = " {\"metadata\":{\"é\":\"\\\"}\",\"total_size\":12.0,\"total_parameters\": 3},"
                + "\"weight_map\":{\"\\u00e9\\\"😀\":\"1.bin\"}}";
        IndexFile index = read(text);
        assertThat(index.mapSpan().of(text)).isEqualTo("{\"\\u00e9\\\"😀\":\"1.bin\"}");
        assertThat(index.map().keySet()).containsExactly("é\"😀");
        assertThat(index.map().get("é\"😀").key().of(text)).isEqualTo("\"\\u00e9\\\"😀\"");
        assertThat(index.map().get("é\"😀").value().of(text)).isEqualTo("\"1.bin\"");
        assertThat(index.totals().totalSize().orElseThrow().of(text)).isEqualTo("12.0");
        assertThat(index.totals().totalParameters().orElseThrow().of(text)).isEqualTo("3");
    }

    @Test
    void placesAreTrueFarIntoALongText() throws IOException {
        StringBuilder text = new StringBuilder("{\"metadata\": {}, \"weight_map\": {");
        for (int i = 0; i < 20_000; i++) {
            text.append(i == 0 ? "" : ", ")
                    .append("\"é.")
                    .append(i)
                    .append(".weight\": \"m-")
                    .append(i % 7)
                    .append(".bin\"");
        }
        text.append("}}");
        IndexFile index = read(text.toString());
        assertThat(index.map()).hasSize(20_000);
        index.map().forEach((name, m) -> {
            assertThat(m.key().of(index.text())).isEqualTo("\"" + name + "\"");
            assertThat(m.value().of(index.text())).isEqualTo("\"" + m.file() + "\"");
        });
    }

    @Test
    void otherTextsAreRefused() {
        refused("[]", "expected an index: a JSON object, found another JSON value");
        refused("{}", "expected an index with a weight_map, found none");
        refused("{\"weight_map\": []}", "expected an object as weight_map, found another value");
        refused("{\"weight_map\": {}}", "expected a weight_map that names tensors, found an empty one");
        refused("{\"weight_map\": {\"a\": 1}}", "expected the name of a file for 'a' in weight_map");
        refused("{\"weight_map\": {\"a\": \"1.bin\"}} {", "expected the end after the index, found more");
        refused("{\"weight_map\": {\"a\": \"1.bin\"}", "i.json:1:30: expected more of an index, found the end");
        refused("{\"weight_map\": {\"a\": }}", "i.json:1:22: expected a value, found '}}'");
        refused(
                "{\"weight_map\": {\"a\": \"1.bin\"}, \"weight_map\": {}}",
                "the name 'weight_map' stands here a second");
        refused(
                "\uFEFF{\"weight_map\": {\"a\": \"1.bin\"}}",
                "i.json:1:1: expected a JSON value, found a byte-order mark before it");
        refused("", "expected an index: a JSON object");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] latin1 = "{\"weight_map\": {\"é\": \"1.bin\"}}".getBytes(StandardCharsets.ISO_8859_1);
        refused(latin1, "expected an index in UTF-8, found other bytes");
    }

    @Test
    void deepTextsAreRefused() {
        refused("{\"metadata\": " + "[".repeat(100_000), "expected nesting up to 500, found more");
        refused("{\"metadata\": " + "{\"a\":".repeat(100_000), "expected nesting up to 500, found more");
    }

    @Test
    void largeTextsAreNotRead() {
        assertThatThrownBy(() -> IndexReader.read(input(new byte[100]), new Limits(10, 10, 10, 50)))
                .hasMessageContaining("expected an index of at most 50 bytes, found 100");
        assertThatThrownBy(() -> IndexReader.read(
                        input("{\"weight_map\": {\"a\": \"1\", \"b\": \"1\"}}".getBytes(StandardCharsets.UTF_8)),
                        new Limits(10, 10, 1, 500)))
                .hasMessageContaining("expected at most 1 names, found more");
    }

    @Test
    void anIndexIsKnownByItsContent() throws IOException {
        assertThat(IndexReader.isIndex(input(" \n{\"a\": [1], \"weight_map\": {}}".getBytes(StandardCharsets.UTF_8))))
                .isTrue();
        for (String other :
                List.of("{\"a\": {\"weight_map\": {}}}", "{\"weight_map\": 1}", "{", "", "weight_map", "[]")) {
            assertThat(IndexReader.isIndex(input(other.getBytes(StandardCharsets.UTF_8))))
                    .as(other)
                    .isFalse();
        }
    }

    private static IndexFile read(String text) throws IOException {
        return IndexReader.read(input(text.getBytes(StandardCharsets.UTF_8)), Limits.DEFAULT);
    }

    private static MemoryInput input(byte[] bytes) {
        return new MemoryInput("i.json", bytes);
    }

    private static void refused(String text, String message) {
        refused(text.getBytes(StandardCharsets.UTF_8), message);
    }

    private static void refused(byte[] bytes, String message) {
        assertThatThrownBy(() -> IndexReader.read(input(bytes), Limits.DEFAULT))
                .isInstanceOf(RegraftException.class)
                .hasMessageStartingWith("i.json")
                .hasMessageContaining(message)
                .satisfies(
                        e -> assertThat(((RegraftException) e).first().kind()).isEqualTo(Kind.CHECKPOINT));
    }
}
