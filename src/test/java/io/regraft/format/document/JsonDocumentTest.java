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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDocumentTest {

    private static final Where AT = new Where.InText("fix.yaml", 5, 7);

    private static Document json(String text) {
        return Document.open("config.json", StandardCharsets.UTF_8.encode(text)).orElseThrow();
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

    private static Plain some() {
        Map<String, Plain> fields = new LinkedHashMap<>();
        fields.put("a", number(1));
        fields.put("b", new Plain.Items(List.of(new Plain.Bool(true), new Plain.None())));
        fields.put("c", new Plain.Items(List.of()));
        return new Plain.Fields(fields);
    }

    private static void becomes(String before, String pointer, Plain value, String after) {
        assertThat(text(json(before).set(at(pointer), value, AT))).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1, \"b\": 2} | /a | {\"a\": 7, \"b\": 2}",
                "{\"a\":1.0E5,\"b\":[1,2]} | /b/1 | {\"a\":1.0E5,\"b\":[1,7]}",
                "{\"a\":1,\"b\":[1,2]} | /b/- | {\"a\":1,\"b\":[1,2,7]}",
                "{\"a\": 1, \"b\": [1]} | /b/- | {\"a\": 1, \"b\": [1, 7]}",
                "{\"a\":1} | /n | {\"a\":1,\"n\":7}",
                "{\"a\": 1} | /n | {\"a\": 1, \"n\": 7}",
                "{ \"a\" : 1 , \"b\" : 2 } | /n | { \"a\" : 1 , \"b\" : 2 , \"n\" : 7 }",
                "{} | /n | {\"n\": 7}",
                "[] | /- | [7]",
                "{\"a~/b\": {\"\": 1}} | /a~0~1b/ | {\"a~/b\": {\"\": 7}}",
                "{\"\\u0061\": 1} | /a | {\"\\u0061\": 7}",
                "12 | `` | 7",
            })
    void oneValueChangesAndNothingElse(String before, String pointer, String after) {
        becomes(before, pointer, number(7), after);
    }

    @Test
    void aFileOnLinesStaysOnLines() {
        String before = "{\n  \"n\": 1,\n  \"t\": {\n    \"v\": 2\n  },\n  \"l\": [0.0, Infinity],\n  \"e\": {}\n}\n";

        becomes(before, "/t/w", number(7), before.replace("2\n", "2,\n    \"w\": 7\n"));
        becomes(before, "/e/w", number(7), before.replace("{}", "{\n    \"w\": 7\n  }"));
        becomes(before, "/l", new Plain.Items(List.of(number(7), number(8))), before.replace("0.0, Infinity", "7, 8"));
        becomes(before, "/l/1", new Plain.Real(Double.NaN), before.replace("Infinity", "NaN"));
        becomes(
                before,
                "/x",
                some(),
                before.replace(
                        "{}\n",
                        "{},\n  \"x\": {\n    \"a\": 1,\n    \"b\": [\n      true,\n      null\n    ],\n    \"c\": []\n  }\n"));
        becomes(
                before.replace("\n", "\r\n"),
                "/y",
                number(7),
                before.replace("{}", "{},\n  \"y\": 7").replace("\n", "\r\n"));
        becomes("\uFEFF" + before, "/n", number(7), "\uFEFF" + before.replace("1,", "7,"));
    }

    @Test
    void aCompactFileStaysCompact() {
        becomes("{\"a\":1}", "/x", some(), "{\"a\":1,\"x\":{\"a\":1,\"b\":[true,null],\"c\":[]}}");
    }

    @Test
    void textIsWrittenAsTheFileWritesIt() {
        Plain text = new Plain.Text("ü\"\\\n\u0001😀");
        becomes("{\"a\": 1}", "/a", text, "{\"a\": \"ü\\\"\\\\\\n\\u0001😀\"}");
        becomes(
                "{\"b\": \"\\u00e9\", \"a\": 1}",
                "/a",
                text,
                "{\"b\": \"\\u00e9\", \"a\": \"\\u00fc\\\"\\\\\\n\\u0001\\ud83d\\ude00\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "0.001, 0.001",
        "1e-5, 1.0e-05",
        "1e16, 1.0e+16",
        "123456789, 123456789.0",
        "1.5e300, 1.5e+300",
        "-0.0, -0.0",
        "-2.5e-7, -2.5e-07",
        "0.0001, 0.0001"
    })
    void aDoubleIsWrittenSoThatPythonReadsIt(double value, String written) {
        becomes("{\"a\": 1}", "/a", new Plain.Real(value), "{\"a\": " + written + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1, \"b\": 2} | /a | {\"b\": 2}",
                "{\"a\": 1, \"b\": 2} | /b | {\"a\": 1}",
                "{\"a\": {\"b\": 2}} | /a/b | {\"a\": {}}",
                "[1, 2, 3] | /1 | [1, 3]",
                "[1, 2, 3] | /2 | [1, 2]",
            })
    void whatIsRemovedGoesWithItsComma(String before, String pointer, String after) {
        assertThat(text(json(before).remove(at(pointer), AT))).isEqualTo(after);
    }

    private static void refuses(String before, String pointer, String message) {
        assertThatThrownBy(() -> json(before).set(at(pointer), number(7), AT))
                .isInstanceOf(RegraftException.class)
                .hasMessage(message);
    }

    @Test
    void whatDoesNotFitIsRefusedByName() {
        refuses(
                "{\"text_config\": {}}",
                "/text_confg/n",
                "fix.yaml:5:7: config.json has nothing at '/text_confg/n': no 'text_confg' in the file; did you mean"
                        + " 'text_config'? There is text_config.");
        refuses(
                "{\"l\": [1]}",
                "/l/1",
                "fix.yaml:5:7: config.json has nothing at '/l/1': no item '1' in '/l', a list of 1. Items count from 0;"
                        + " '-' stands for a new one at the end.");
        refuses(
                "{\"a\": 1}",
                "/a/b",
                "fix.yaml:5:7: config.json has nothing at '/a/b': '/a' is neither a map nor a list. Set the whole of it,"
                        + " to a map or a list.");
        refuses(
                "{\"a\": 1,\n \"a\": 2}",
                "/a",
                "config.json:2:2: the key 'a' stands twice in one object, first at config.json:1:2. Take one out by"
                        + " hand: loaders differ in which they take.");
        assertThatThrownBy(() -> json("{\"a\": 1}").set(at("/a"), new Plain.Real(Double.NaN), AT))
                .hasMessage("fix.yaml:5:7: JSON has no word for NaN and infinities, and config.json uses none. Give a"
                        + " finite number, null or a text.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | 1:1: expected a JSON value, found nothing",
                "{\"a\": 1,} | 1:9: expected a key in double quotes, found '}'",
                "{\"a\": 01} | 1:7: expected a number without a leading zero, found '01}'",
                "{\"a\": 1} x | 1:10: expected the end of the file after the JSON value, found 'x'",
                "{'a': 1} | 1:2: expected a key in double quotes, found ''a': 1}'",
                "{\"a\": [1 2]} | 1:10: expected a comma or ']', found '2]}'",
                "{\"a | 1:2: expected a text that ends, found none",
                "{\"\\x\": 1} | 1:3: expected an escape of JSON, found '\\x\": 1}'",
                "{\"a\": .5} | 1:7: expected a value, found '.5}'",
                "{\"a\": tru} | 1:7: expected true, found 'tru}'",
            })
    void whatIsNoJsonIsRefusedWithItsPlace(String before, String message) {
        assertThatThrownBy(() -> json(before))
                .isInstanceOf(RegraftException.class)
                .hasMessageStartingWith("config.json:" + message);
    }

    @Test
    void nestingHasALimit() {
        assertThatThrownBy(() -> json("[".repeat(100_000)))
                .hasMessageContaining("expected nesting up to 500, found more");
    }
}
