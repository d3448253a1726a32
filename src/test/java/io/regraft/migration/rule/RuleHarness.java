package io.regraft.migration.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Spool;
import io.regraft.kernel.nd4j.Nd4jEvaluator;
import io.regraft.migration.Migration;
import io.regraft.migration.RowEdit;
import io.regraft.migration.StateDict;
import io.regraft.migration.StateDict.Entry;
import io.regraft.migration.Step;
import io.regraft.migration.yaml.MigrationReader;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.testing.Elements;
import io.regraft.testing.MemoryCheckpoint;
import io.regraft.testing.ReferenceEvaluator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs migrations on a checkpoint in memory; the kernel and the naive evaluator must agree on the result. A migration is written {@code fix.yaml}; one without a
 * header gets three lines of it, so that its first step stands on line 4.
 */
public final class RuleHarness {

    private static final String HEADER = "regraft: 1\nid: fix\nsteps:\n";

    private final MemoryCheckpoint checkpoint;
    private final Map<String, String> files = new LinkedHashMap<>();

    private RuleHarness(MemoryCheckpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    public static RuleHarness given(MemoryCheckpoint.Builder tensors) {
        return new RuleHarness(tensors.build());
    }

    /** A file beside the migration. */
    public RuleHarness file(String name, String content) {
        files.put(name, content);
        return this;
    }

    /** Label files by a label a line. */
    public RuleHarness labels(String name, String... labels) {
        return file(name, String.join("\n", labels) + "\n");
    }

    /** Applies the steps; problems are kept for {@link Outcome#fails}. */
    public Outcome when(String yaml) {
        StateDict state = StateDict.of(checkpoint);
        Optional<RegraftException> failure = Optional.empty();
        try {
            for (Step step : read(yaml).steps()) {
                step.rule().apply(step, state);
            }
        } catch (RegraftException e) {
            failure = Optional.of(e);
        }
        return new Outcome(state, failure);
    }

    private Migration read(String yaml) {
        try (FileSystem fs = Jimfs.newFileSystem(Configuration.unix())) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(fs.getPath(file.getKey()), file.getValue());
            }
            Files.writeString(fs.getPath("fix.yaml"), yaml.startsWith("regraft:") ? yaml : HEADER + yaml);
            return new MigrationReader(Rules.ALL)
                    .read(fs.getPath("fix.yaml"), Map.of())
                    .migration();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What became of the checkpoint. */
    public static final class Outcome {

        private final StateDict state;
        private final Optional<RegraftException> failure;

        private Outcome(StateDict state, Optional<RegraftException> failure) {
            this.state = state;
            this.failure = failure;
        }

        /** These tensors in this order, with these bytes and ties, and no warning. */
        public Outcome then(MemoryCheckpoint.Builder expected) {
            return tensors(expected).warns();
        }

        /** These tensors in this order, with these bytes and ties. */
        public Outcome tensors(MemoryCheckpoint.Builder expected) {
            succeeded();
            MemoryCheckpoint wanted = expected.build();
            assertThat(contents(state.entries(), Entry::name, Entry::expression))
                    .isEqualTo(contents(wanted.tensors(), Tensor::name, Expression.Stored::new));
            assertThat(ties(
                            state.entries().stream()
                                    .filter(e ->
                                            e.origin().flatMap(Tensor::view).isPresent()
                                                    || e.origin().isEmpty())
                                    .toList(),
                            Entry::name,
                            e -> e.tie()))
                    .isEqualTo(ties(
                            wanted.tensors().stream()
                                    .filter(t -> t.view().isPresent())
                                    .toList(),
                            Tensor::name,
                            t -> t.view().orElseThrow().storage().id()));
            return this;
        }

        /** The names, types and numbers; a tensor that is not computed on has none. */
        private static <T> List<String> contents(
                Collection<T> tensors, Function<T, TensorName> name, Function<T, Expression> expression) {
            List<String> out = new ArrayList<>();
            for (T t : tensors) {
                Expression e = expression.apply(t);
                boolean opaque =
                        e instanceof Expression.Stored s && s.tensor().view().isEmpty();
                byte[] bytes = opaque ? new byte[0] : evaluated(e);
                out.add(name.apply(t) + " " + e.type() + " "
                        + Elements.decode(e.type().dtype(), bytes));
            }
            return out;
        }

        /** What the kernel makes of it at any block size, and the naive evaluator too. */
        private static byte[] evaluated(Expression e) {
            byte[] bytes = ReferenceEvaluator.evaluate(e);
            assertThat(kernel(e, Nd4jEvaluator.SMALLEST_BLOCK)).isEqualTo(bytes);
            assertThat(kernel(e, Nd4jEvaluator.DEFAULT_BLOCK)).isEqualTo(bytes);
            return bytes;
        }

        private static byte[] kernel(Expression e, int block) {
            Spool none = size -> {
                throw new AssertionError("nothing here is compressed");
            };
            try (Nd4jEvaluator evaluator = new Nd4jEvaluator(none, block)) {
                ByteBuffer out =
                        ByteBuffer.allocateDirect(Math.toIntExact(e.type().bytes()));
                evaluator.open(e, "t").read(0, out);
                byte[] bytes = new byte[out.capacity()];
                out.flip().get(bytes);
                return bytes;
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            }
        }

        /** Names by what they are tied to, each group called by its first. */
        private static <T> Map<TensorName, TensorName> ties(
                Collection<T> tensors, Function<T, TensorName> name, Function<T, Object> tie) {
            Map<Object, TensorName> first = new HashMap<>();
            Map<TensorName, TensorName> out = new LinkedHashMap<>();
            for (T t : tensors) {
                first.putIfAbsent(tie.apply(t), name.apply(t));
                out.put(name.apply(t), first.get(tie.apply(t)));
            }
            return out;
        }

        /** Just these warnings, each with its place. */
        public Outcome warns(String... lines) {
            succeeded();
            assertThat(state.warnings().stream().map(w -> w.at().text() + ": " + w.text()))
                    .containsExactly(lines);
            return this;
        }

        /** Just these problems, as shown. */
        public void fails(String... lines) {
            assertThat(failure.map(f -> f.problems().stream().map(Problem::line).toList()))
                    .contains(List.of(lines));
        }

        public StateDict state() {
            succeeded();
            return state;
        }

        /** What the last step did to the rows of a tensor. */
        public RowEdit rows(String name) {
            List<StateDict.Applied> history =
                    state().get(TensorName.parse(name).orElseThrow()).history();
            return history.get(history.size() - 1).rows().orElseThrow();
        }

        /** The names, in order. */
        public List<String> names() {
            return state().names().stream().map(TensorName::text).toList();
        }

        private void succeeded() {
            failure.ifPresent(f -> {
                throw f;
            });
        }
    }
}
