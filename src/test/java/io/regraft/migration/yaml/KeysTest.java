package io.regraft.migration.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.migration.AxisGroup;
import io.regraft.migration.IdMap;
import io.regraft.migration.Key;
import io.regraft.migration.KeyType;
import io.regraft.migration.Keys;
import io.regraft.migration.RowRef;
import io.regraft.migration.TextMap;
import io.regraft.migration.Values;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {

    private static <T> T read(KeyType<T> type, String value) {
        Key<T> key = Key.required("k", type, "A value.");
        return new Folder(key).probe("{k: " + value + "}").get(key);
    }

    /** The only problem, without its place, which is that of the value unless told otherwise. */
    private static String problem(KeyType<?> type, String value) {
        List<String> problems =
                new Folder(Key.required("k", type, "A value.")).stepProblems("probe: {k: " + value + "}");
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0)).startsWith("fix.yaml:4:14: ");
        return problems.get(0).substring("fix.yaml:4:14: ".length());
    }

    @Test
    void extents() {
        assertThat(read(Keys.extent(), "2015")).isEqualTo(2015L);
        assertThat(read(Keys.extent(), "0x10")).isEqualTo(16L);
        assertThat(problem(Keys.extent(), "-1"))
                .isEqualTo("expected a whole number of at least 0, found the number -1. "
                        + "Write a whole number of at least 0.");
        assertThat(problem(Keys.extent(), "1e3"))
                .isEqualTo("expected a whole number of at least 0, found the number 1e3. "
                        + "Write a whole number of at least 0.");
        assertThat(problem(Keys.extent(), "99999999999999999999"))
                .isEqualTo("expected a whole number of at least 0, found the number 99999999999999999999. "
                        + "Write a whole number of at least 0.");
        assertThat(problem(Keys.extent(), "'7'"))
                .isEqualTo("expected a whole number of at least 0, found the text '7'. Take off the quotes.");
        assertThat(problem(Keys.extent(), "~"))
                .isEqualTo("expected a whole number of at least 0, found nothing. Write a whole number of at least 0.");
        assertThat(problem(Keys.extent(), "9".repeat(100_000))).contains("found the number 999");
    }

    @Test
    void axes() {
        assertThat(read(Keys.axis(), "-1")).isEqualTo(-1);
        assertThat(problem(Keys.axis(), "rows"))
                .isEqualTo("expected an axis: a whole number, found the text 'rows'. Write a whole number.");
    }

    @Test
    void dtypesAndShapes() {
        assertThat(read(Keys.dtype(), "bfloat16")).isEqualTo(DType.BFLOAT16);
        assertThat(read(Keys.shape(), "[2, 0, 3]")).isEqualTo(Shape.of(2, 0, 3));
        assertThat(read(Keys.shape(), "[]")).isEqualTo(Shape.of());
        assertThat(problem(Keys.dtype(), "float33"))
                .isEqualTo("there is no dtype 'float33'; did you mean 'float32'? "
                        + "Dtypes are named as torch names them: float32, bfloat16, int64, …");
        assertThat(problem(Keys.shape(), "7"))
                .isEqualTo("expected a list, each a whole number of at least 0, found the number 7. "
                        + "Write [a, b], or a line each with a dash before it.");
    }

    @Test
    void numbersAreExact() {
        assertThat(read(Keys.number(), "3")).isEqualTo(3L);
        assertThat(read(Keys.number(), "18446744073709551615")).isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(read(Keys.number(), "-1.5e-3")).isEqualTo(-0.0015);
        assertThat(read(Keys.number(), ".inf")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(read(Keys.number(), "-.inf")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(read(Keys.number(), ".nan")).isEqualTo(Double.NaN);
        assertThat(problem(Keys.number(), "1e999"))
                .isEqualTo("expected a number, found the number 1e999. "
                        + "Write a number that a double can hold; infinity is .inf.");
    }

    @Test
    void textsTruthsAndChoices() {
        assertThat(read(Keys.text(), "no")).isEqualTo("no");
        assertThat(read(Keys.bool(), "True")).isTrue();
        assertThat(read(Keys.choice(AxisGroup.Unlisted.class), "error")).isEqualTo(AxisGroup.Unlisted.ERROR);
        assertThat(problem(Keys.text(), "007")).isEqualTo("expected a text, found the number 007. Quote it: '007'.");
        assertThat(problem(Keys.bool(), "yes"))
                .isEqualTo("expected true or false, found the text 'yes'. Write true or false.");
        assertThat(problem(Keys.choice(AxisGroup.Unlisted.class), "errors"))
                .isEqualTo("expected one of warn, error, ignore, found the text 'errors'. Write one of them.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            123      | Index 123
            '123'    | Label 123
            anna     | Label anna
            no       | Label no
            1e3      | Label 1e3
            '10..20' | Range 10 20
            10..20   | Range 10 20
            '10..'   | Label 10..
            """)
    void aPlainNumberIsARowAndATextALabel(String written, String expected) {
        RowRef row = read(Keys.rowRef(), written);
        String found = row instanceof RowRef.Index i
                ? "Index " + i.row()
                : row instanceof RowRef.Label l
                        ? "Label " + l.label()
                        : "Range " + ((RowRef.Range) row).first() + " " + ((RowRef.Range) row).last();
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void rowsThatAreNone() {
        assertThat(problem(Keys.rowRef(), "-1"))
                .isEqualTo("expected a row, found the number -1. Rows count from 0, in plain decimal digits; "
                        + "a label that looks like a number stands in quotes: '-1'.");
        assertThat(problem(Keys.rowRef(), "007"))
                .isEqualTo("expected a row, found the number 007. Rows count from 0, in plain decimal digits; "
                        + "a label that looks like a number stands in quotes: '007'.");
        assertThat(problem(Keys.rowRef(), "'20..10'"))
                .isEqualTo("the range '20..10' runs backwards. Both ends are included, the lower one first.");
    }

    @Test
    void names() {
        assertThat(read(Keys.tensorName(), "model/a.w")).isEqualTo(TensorName.of("model", "a.w"));
        assertThat(read(Keys.tensorName(), "/a\\*")).isEqualTo(TensorName.of("a*"));
        assertThat(problem(Keys.tensorName(), "'a.*'"))
                .isEqualTo("expected a tensor's name, found 'a.*' with the wildcard *. "
                        + "A selector is not taken here; for the character itself write '\\*'.");
        assertThat(problem(Keys.tensorName(), "model/"))
                .isEqualTo("expected a tensor's name, found 'model/'. "
                        + "Write containers and key with a slash between: model/emb.weight.");
    }

    @Test
    void selectorsAreOneOrAList() {
        assertThat(read(Keys.selectors(), "['a.**', '!a.b', {match: c, optional: true}]")
                        .entries())
                .extracting(e -> (e.excludes() ? "!" : "") + e.selector() + (e.optional() ? "?" : ""))
                .containsExactly("a.**", "!a.b", "c?");
        assertThat(problem(Keys.selectors(), "'!a'"))
                .isEqualTo("'!a' has nothing before it to take from. "
                        + "Begin with what it takes from: ['**', '!optimizer/**'].");
        assertThat(problem(Keys.selectors(), "[]"))
                .isEqualTo("expected a selector, or a list of them, found an empty list. "
                        + "Begin with what it takes from: ['**', '!optimizer/**'].");
        assertThat(problem(Keys.selectors(), "7"))
                .isEqualTo("expected a selector, found the number 7. Write it in single quotes.");
        assertThat(problem(Keys.selector(), "'!a'"))
                .isEqualTo("'!a' begins with '!', which takes from a list. "
                        + "Here stands one selector; for the character write '\\!'.");
    }

    @Test
    void regularExpressions() {
        assertThat(read(Keys.regex(), "'^a\\.(\\d+)$'").pattern()).isEqualTo("^a\\.(\\d+)$");
        assertThat(problem(Keys.regex(), "'a('"))
                .isEqualTo("'a(' is no regular expression: unclosed group at character 3. "
                        + "A backslash before a character takes its meaning from it.");
    }

    @Test
    void mapsOfTextsAndOfRows() {
        TextMap aliases = read(Keys.textMap(), "{no: 007, x: '~'}");
        assertThat(aliases.pairs())
                .extracting(p -> p.from().value() + "=" + p.to().value())
                .containsExactly("no=007", "x=~");
        IdMap ids = read(Keys.idMap(), "{3: 0, '1': 1}");
        assertThat(ids.pairs())
                .extracting(p -> p.from().value() + "=" + p.to().value())
                .containsExactly("3=0", "1=1");
        assertThat(new Folder(Key.required("k", Keys.idMap(), "A value.")).stepProblems("probe: {k: {a: 0}}"))
                .containsExactly("fix.yaml:4:15: expected a row, found 'a'. "
                        + "This map is old row: new row, both counted from 0.");
        assertThat(new Folder(Key.required("k", Keys.idMap(), "A value.")).stepProblems("probe: {k: {1: 0, 2: 0}}"))
                .containsExactly("fix.yaml:4:24: two old rows go to the new row 0, the other at fix.yaml:4:18. "
                        + "A new row comes from one old row.");
    }

    @Test
    void mapsFromAFile() {
        Key<TextMap> key = Key.required("k", Keys.textMap(), "A value.");
        Folder folder = new Folder(key)
                .file("names.json", "{\"t\": {\"a.w\": \"b.w\"}}")
                .file("a.txt", "x\n");
        Values v = folder.probe("{k: {file: names.json, pointer: /t}}");
        assertThat(v.get(key).get("a.w").orElseThrow().to().value()).isEqualTo("b.w");
        assertThat(folder.stepProblems("probe: {k: {file: a.txt}}"))
                .containsExactly("fix.yaml:4:21: expected a JSON or YAML file with a map, found a.txt. "
                        + "If it is one say format: json or format: yaml.");
    }

    @Test
    void formsAndKindsOfMaps() {
        KeyType<Object> either = Keys.oneOf(List.of(
                Keys.<Object>word("mean", "mean"),
                Keys.<Object>keyed("an initialiser", List.of(Key.required("constant", Keys.number(), "A number.")))));
        assertThat(read(either, "mean")).isEqualTo("mean");
        assertThat(read(either, "{constant: 2}")).isEqualTo(2L);
        assertThat(problem(either, "median"))
                .isEqualTo("expected mean, or an initialiser: a map with one key, found the text 'median'. "
                        + "Write one of them.");
        assertThat(new Folder(Key.required("k", either, "A value.")).stepProblems("probe: {k: {konstant: 2}}"))
                .containsExactly("fix.yaml:4:15: 'konstant' is not an initialiser; did you mean 'constant'? "
                        + "It takes one of constant.");
        assertThat(read(Keys.oneOrList(Keys.text()), "a")).containsExactly("a");
        assertThat(read(Keys.oneOrList(Keys.text()), "[a, b]")).containsExactly("a", "b");
    }
}
