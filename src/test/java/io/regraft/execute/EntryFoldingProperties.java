package io.regraft.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Formats;
import io.regraft.format.TensorBytes;
import io.regraft.manifest.DigestMode;
import io.regraft.manifest.Manifest;
import io.regraft.migration.Migration;
import io.regraft.migration.rule.Rules;
import io.regraft.migration.yaml.MigrationReader;
import io.regraft.plan.Planner;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Copies, drops, renames and cuts in one migration give the tensors, in the order, that they give one by one. */
class EntryFoldingProperties {

    private static final Path GOLDENS = Path.of("src/test/resources/golden/pytorch/torch-2.13.0");
    private static final List<String> KEYS = List.of("t", "u.v", "u.w", "x", "y", "z", "encoder.weight", "head.weight");

    private static Path folder;

    /** What a step is to do, to the tensor of a number among those that are there, with a key of a number. */
    record Wish(String rule, int tensor, int key) {}

    /** A tensor as it stands in a file. */
    private record Seen(TensorName name, String type, List<Byte> bytes) {}

    @BeforeContainer
    static void begin() throws IOException {
        folder = Files.createTempDirectory("entries");
    }

    @AfterContainer
    static void clean() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 100)
    void foldedEqualsStepByStep(@ForAll("files") String file, @ForAll("wishes") List<Wish> wishes) throws IOException {
        Path source = GOLDENS.resolve(file);
        List<String> steps = steps(source, wishes);
        Optional<Path> folded = run(source, String.join("", steps), "folded.pt");
        Optional<Path> now = Optional.of(source);
        for (int i = 0; i < steps.size() && now.isPresent(); i++) {
            now = run(now.get(), steps.get(i), "step" + i % 2 + ".pt");
        }
        assertThat(folded.isPresent()).isEqualTo(now.isPresent());
        if (folded.isPresent()) {
            assertThat(seen(folded.get())).isEqualTo(seen(now.get()));
        }
    }

    @Provide
    Arbitrary<String> files() {
        return Arbitraries.of(
                "01-state-dict-metadata.pt",
                "03-twelve-storages.pt",
                "09-tied.pt",
                "09-views.pt",
                "11-model-and-ema.pt");
    }

    @Provide
    Arbitrary<List<Wish>> wishes() {
        Arbitrary<Integer> number = Arbitraries.integers().between(0, 1_000);
        return Combinators.combine(Arbitraries.of("copy", "drop", "rename", "rename", "truncate"), number, number)
                .as(Wish::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    /** Steps whose names are there when it is their turn; keys are free in their container, and soon used again. */
    private static List<String> steps(Path source, List<Wish> wishes) throws IOException {
        List<TensorName> names = new ArrayList<>();
        try (Checkpoint c = Formats.open(source)) {
            c.tensors().forEach(t -> names.add(t.name()));
        }
        List<TensorName> used = new ArrayList<>(names);
        List<String> steps = new ArrayList<>();
        for (Wish w : wishes) {
            TensorName name = names.get(w.tensor % names.size());
            List<TensorName> free = Stream.concat(
                            used.stream(),
                            KEYS.stream().map(k -> name.container().child(k)))
                    .filter(n -> n.container().equals(name.container()) && !names.contains(n))
                    .distinct()
                    .toList();
            TensorName to = free.get(w.key % free.size());
            if (w.rule.equals("drop") && names.size() > 1) {
                names.remove(name);
                steps.add("- drop: {tensors: '%s'}\n".formatted(name));
            } else if (w.rule.equals("copy")) {
                names.add(to);
                steps.add("- copy: {from: '%s', to: '%s'}\n".formatted(name, to));
            } else if (w.rule.equals("rename")) {
                names.set(names.indexOf(name), to);
                steps.add("- rename: {from: '%s', to: '%s', scope: path}\n".formatted(name, to));
            } else {
                steps.add("- truncate: {tensors: '%s', size: 1}\n".formatted(name));
            }
        }
        return steps;
    }

    private static List<Seen> seen(Path file) throws IOException {
        List<Seen> seen = new ArrayList<>();
        try (Checkpoint c = Formats.open(file)) {
            for (Tensor t : c.tensors()) {
                List<Byte> bytes = new ArrayList<>();
                for (byte b : TensorBytes.of(t)) {
                    bytes.add(b);
                }
                seen.add(new Seen(t.name(), t.type() + (t.parameter() ? " parameter" : ""), bytes));
            }
        }
        return seen;
    }

    /** The result; empty if it is refused, as a cut may be: of one of several tensors that share bytes, or of a scalar. */
    private static Optional<Path> run(Path from, String steps, String to) throws IOException {
        Path yaml = Files.writeString(folder.resolve("m.yaml"), "regraft: 1\nid: m\nsteps:\n" + steps);
        Migration migration =
                new MigrationReader(Rules.ALL).read(yaml, Map.of()).migration();
        Path output = folder.resolve(to);
        Request request =
                new Request(from, output, Manifest.besides(output), true, DigestMode.NONE, false, false, 1, 1 << 20);
        try (Checkpoint checkpoint = Formats.open(from)) {
            new Executor(new FileDisk(), Progress.SILENT, "test")
                    .run(Planner.plan(checkpoint, List.of(migration)), request);
        } catch (RegraftException e) {
            assertThat(steps).as(e.getMessage()).contains("truncate");
            return Optional.empty();
        }
        return Optional.of(output);
    }
}
