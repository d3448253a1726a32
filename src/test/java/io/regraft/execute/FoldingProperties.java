package io.regraft.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.format.Formats;
import io.regraft.manifest.DigestMode;
import io.regraft.manifest.Manifest;
import io.regraft.migration.Migration;
import io.regraft.migration.rule.Rules;
import io.regraft.migration.yaml.MigrationReader;
import io.regraft.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Steps folded into one pass give the file that they give one by one, at any block size and number of threads. */
class FoldingProperties {

    private static final Path SMALL =
            Path.of("src/test/resources/golden/pytorch/torch-2.13.0/01-state-dict-metadata.pt");
    private static final String CREATES = """
            - create: {name: emb, dtype: float32, shape: [7, 5], init: {normal: {mean: 0, std: 1, seed: 1}}}
            - create: {name: half, dtype: float16, shape: [6, 3], init: {uniform: {low: -2, high: 2, seed: 2}}}
            - create: {name: brain, dtype: bfloat16, shape: [4, 2, 3], init: {normal: {mean: 0, std: 9, seed: 3}}}
            - create: {name: whole, dtype: int64, shape: [9], init: arange}
            """;

    private static Path folder;
    private static Path source;

    @BeforeContainer
    static void grow() throws IOException {
        folder = Files.createTempDirectory("folding");
        source = run(SMALL, List.of(CREATES), "source.pt", 1, 1 << 20);
    }

    @AfterContainer
    static void clean() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 60)
    void foldedEqualsStepByStep(@ForAll("stepLists") List<String> steps) throws IOException {
        Path folded = run(source, List.of(String.join("", steps)), "folded.pt", 2, 1 << 20);
        Path composed = run(source, steps, "composed.pt", 1, 4_096);
        Path now = source;
        for (int i = 0; i < steps.size(); i++) {
            now = run(now, List.of(steps.get(i)), "step" + i % 2 + ".pt", 1, 5_001);
        }
        assertThat(Files.mismatch(folded, composed)).as("several migrations").isEqualTo(-1);
        assertThat(Files.mismatch(folded, now)).as("one by one").isEqualTo(-1);
    }

    @Provide
    Arbitrary<List<String>> stepLists() {
        return steps().list().ofMinSize(1).ofMaxSize(6);
    }

    private static Arbitrary<String> steps() {
        Arbitrary<String> names = Arbitraries.of("emb", "half", "brain");
        Arbitrary<String> inits = Arbitraries.of(
                "zeros",
                "{constant: 0.3}",
                "mean",
                "{copy_row: 0}",
                "{normal: {mean: 0, std: 2, seed: 5}}",
                "{like_rows: {scale: 0.5, seed: 6}}");
        Arbitrary<String> resize = Combinators.combine(
                        names, Arbitraries.integers().between(1, 9), inits)
                .as((n, size, init) -> "- resize: {tensors: %s, size: %d, init: %s}\n".formatted(n, size, init));
        Arbitrary<String> insert = Combinators.combine(
                        names, Arbitraries.integers().between(1, 3), inits)
                .as((n, count, init) ->
                        "- insert_rows: {tensors: %s, at: 1, count: %d, init: %s}\n".formatted(n, count, init));
        Arbitrary<String> select = names.map(n -> "- select_rows: {tensors: %s, rows: [0, 0]}\n".formatted(n));
        Arbitrary<String> columns = Combinators.combine(
                        names, Arbitraries.integers().between(1, 6), inits)
                .as((n, size, init) ->
                        "- resize: {tensors: %s, size: %d, axis: -1, init: %s}\n".formatted(n, size, init));
        Arbitrary<String> cast = Combinators.combine(names, Arbitraries.of("float32", "float16", "bfloat16", "float64"))
                .as((n, dtype) -> "- cast: {tensors: %s, dtype: %s, overflow: inf}\n".formatted(n, dtype));
        Arbitrary<String> map = Arbitraries.of("- resize: {tensors: whole, size: 4}\n");
        return Arbitraries.oneOf(resize, insert, select, columns, cast, map);
    }

    private static Path run(Path from, List<String> steps, String to, int threads, int blockBytes) throws IOException {
        List<Migration> migrations = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Path yaml = Files.writeString(
                    folder.resolve("m.yaml"), "regraft: 1\nid: m%d\nsteps:\n%s".formatted(i, steps.get(i)));
            migrations.add(new MigrationReader(Rules.ALL).read(yaml, Map.of()).migration());
        }
        Path output = folder.resolve(to);
        Request request = new Request(
                from, output, Manifest.besides(output), true, DigestMode.NONE, false, false, threads, blockBytes);
        try (Checkpoint checkpoint = Formats.open(from)) {
            new Executor(new FileDisk(), Progress.SILENT, "test").run(Planner.plan(checkpoint, migrations), request);
        }
        return output;
    }
}
