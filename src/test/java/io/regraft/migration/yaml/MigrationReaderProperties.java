package io.regraft.migration.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.migration.Migration;
import io.regraft.migration.rule.Rules;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is in a file, a migration comes out or problems do. */
class MigrationReaderProperties {

    private static final String MIGRATION = """
            regraft: 1
            id: fix
            vars: {size: 7, old: {file: old.json, pointer: /spk}, new: [a, '55', no]}
            axes: {spk: [{tensors: 'a.{b,c}', axis: -1}]}
            expect:
              - {tensor: a, shape: ['*', "${size}"], dtype: float32, because: so}
              - {not: {any: [{tensors: '**', finite: true}, {value: p/q, equals: 1e-3}]}}
            steps:
              - remap_rows: {tensors: ['**', '!x'], from: '${old}', to: '${new}', init: {mean: {rows: [0, '1..2']}}}
              - rename: [{from: 'h.*.**', to: 'b.$(1+1).$2'}, {regex: '^a\\.(.*)$', to: '$1'}, {find: x, replace: y}]
              - select_rows: {axes: spk, rows: [0, 5, "10..20"], rows_are: {file: old.txt, trim: true, blank: ignore}}
            ensure: []
            target: {file: spec.json, under: g}
            """;
    private static final String JSON = "{\"spk\": {\"a\": 0, \"b\\u00e9\": 1, \"55\": 2}, \"x\": [1, 2.5e3, null]}";
    private static final String PIECES = "*&!|>{}[]'\"\\$%@`#,:-? \t\n\r~01e.x/\u0000\u00e9\u2028\uFEFF";

    private static String broken(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int n = random.nextInt(4); n >= 0; n--) {
            int at = random.nextInt(out.length());
            switch (random.nextInt(4)) {
                case 0 -> out.setCharAt(at, PIECES.charAt(random.nextInt(PIECES.length())));
                case 1 -> out.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
                case 2 -> out.delete(at, Math.min(out.length(), at + 1 + random.nextInt(5)));
                default -> out.insert(at, out.substring(at, Math.min(out.length(), at + random.nextInt(40))));
            }
        }
        return out.toString();
    }

    @Property(tries = 3_000)
    void aBrokenFileIsReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        boolean yaml = random.nextBoolean();
        String migration = yaml ? broken(MIGRATION, random) : MIGRATION;
        byte[] json = (yaml ? JSON : broken(JSON, random)).getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(20) == 0) {
            json[random.nextInt(json.length)] = (byte) random.nextInt();
        }
        Folder folder =
                new Folder().file("fix.yaml", migration).file("old.json", json).file("old.txt", "a\n\n b\n");
        try {
            Migration read = new MigrationReader(Rules.ALL)
                    .read(folder.path("fix.yaml"), Map.of())
                    .migration();
            assertThat(read.checksum()).hasSize(64);
        } catch (RegraftException e) {
            assertThat(e.problems()).allSatisfy(p -> assertThat(p.line()).doesNotContain("\n"));
            assertThat(e.problems()).extracting(Problem::fix).noneMatch(String::isBlank);
        }
    }
}
