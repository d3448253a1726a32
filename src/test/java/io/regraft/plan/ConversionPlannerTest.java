package io.regraft.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Abilities;
import io.regraft.format.Assembly;
import io.regraft.format.Composer;
import io.regraft.format.Format;
import io.regraft.format.Formats;
import io.regraft.format.Head;
import io.regraft.format.Limits;
import io.regraft.format.Part;
import io.regraft.format.Recognition;
import io.regraft.format.Revision;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.testing.MemoryCheckpoint;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a conversion keeps, asks leave for, and refuses: to a format that can hold little, and to PyTorch. */
class ConversionPlannerTest {

    private static final Format PYTORCH = Formats.named("pytorch").orElseThrow();
    private static final Format FLAT = new Flat();
    private static final String AGREE = ". Nothing was written. Add --lossy to convert without.";

    @Test
    void containersAreJoinedBySlashesWhereThereAreNone() throws IOException {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .counting("gen/enc.0.weight", 2)
                .counting("gen/a\\/b", 2)
                .counting("x", 2)
                .build();
        assertThat(names(plan(source, FLAT, "", false)))
                .containsExactly(TensorName.of("gen/enc.0.weight"), TensorName.of("gen/a/b"), TensorName.of("x"));
        assertThat(names(plan(source, PYTORCH, "", false)))
                .containsExactly(TensorName.of("gen", "enc.0.weight"), TensorName.of("gen", "a/b"), TensorName.of("x"));
    }

    @Test
    void twoSourcesOnOneNameAreRefusedNamingBoth() {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .counting("a/b", 2)
                .counting("a\\/b", 2)
                .build();
        assertThat(refused(source, FLAT, "", true))
                .containsExactly("g.pt: tensor 'a\\/b': it and 'a/b' would both be named 'a/b'."
                        + " Rename one of them first with: regraft migrate");
    }

    @Test
    void aTensorWithoutANameIsRefused() {
        MemoryCheckpoint source = MemoryCheckpoint.builder().counting(".", 2).build();
        assertThat(refused(source, FLAT, "", true))
                .containsExactly("g.pt: tensor '.': it is the whole file and has no name, and the new file needs one."
                        + " Save it in a dict with Python first.");
    }

    @Test
    void aContainerIsTakenWithNamesThatCountFromIt() throws IOException {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .counting("state_dict/enc.weight", 2)
                .counting("optimizer/0/exp_avg", 2)
                .value("epoch", new Value.Int(BigInteger.ONE))
                .build();
        Plan plan = plan(source, FLAT, "state_dict", false);
        assertThat(names(plan)).containsExactly(TensorName.of("enc.weight"));
        assertThat(plan.conversion()).contains(new Conversion("memory", "flat", List.of()));
    }

    @Test
    void otherValuesAreListedAndNeedLeave() throws IOException {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .counting("w", 2)
                .value("epoch", new Value.Int(BigInteger.ONE))
                .build();
        assertThat(refused(source, FLAT, "", false))
                .containsExactly("g.pt: flat would lose 1 value that is no tensor: 'epoch'" + AGREE);
        assertThat(lost(plan(source, FLAT, "", true))).containsExactly("1 value that is no tensor: 'epoch'");
    }

    @Test
    void plainValuesAreKeptWhereTheyCanBe() throws IOException {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .counting("m/w", 2)
                .value("m/epoch", new Value.Int(BigInteger.ONE))
                .value("m/raw", new Value.Bytes(7))
                .build();
        Plan plan = plan(source, PYTORCH, "m", true);
        assertThat(plan.revision().values())
                .extracting(Revision.ValueEdit::path, Revision.ValueEdit::value)
                .containsExactly(tuple(TensorName.of("epoch"), Optional.of(new Plain.Int(BigInteger.ONE))));
        assertThat(lost(plan)).containsExactly("1 value that is no tensor: 'm/raw'");
    }

    @Test
    void tiesAreListedAndNeedLeaveAndBecomeCopies() throws IOException {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .counting("a", 4)
                .tied("b", "a")
                .view("c", "a", Shape.of(2), 1, 1)
                .counting("d", 4)
                .build();
        assertThat(refused(source, FLAT, "", false))
                .containsExactly("g.pt: flat would lose the sharing of 2 tensors, stored as a copy:"
                        + " 'b' of 'a', 'c' of 'a'" + AGREE);
        assertThat(lost(plan(source, FLAT, "", true))).hasSize(1);
        assertThat(lost(plan(source, PYTORCH, "", false))).isEmpty();
    }

    @Test
    void partsOfOneStorageThatDoNotOverlapAreNoTies() throws IOException {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .counting("all/flat", 4)
                .view("parts/a", "all/flat", Shape.of(2), 0, 1)
                .view("parts/b", "all/flat", Shape.of(2), 2, 1)
                .build();
        assertThat(lost(plan(source, FLAT, "parts", false))).isEmpty();
    }

    @Test
    void whatDoesNotLieInCOrderIsComputedAndNoted() throws IOException {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .counting("w", 2, 3)
                .counting("x", 6)
                .view("t", "x", Shape.of(3, 2), 0, 1, 3)
                .view("t.too", "x", Shape.of(3, 2), 0, 1, 3)
                .build();
        Plan kept = plan(source, PYTORCH, "", true);
        assertThat(kept.tensors())
                .extracting(OutputTensor::content)
                .containsExactly(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(0), OptionalInt.of(0));
        assertThat(lost(kept))
                .containsExactly(
                        "the sharing of 1 tensor, stored as a copy: 't' of 'x'",
                        "the strides of 2 tensors, put into C order: 't', 't.too'");
        assertThat(plan(source, FLAT, "", true).tensors())
                .extracting(OutputTensor::content)
                .containsExactly(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(0), OptionalInt.of(1));
    }

    @Test
    void stridesAloneNeedNoLeave() throws IOException {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .counting("p/x", 6)
                .view("q/t", "p/x", Shape.of(3, 2), 0, 1, 3)
                .build();
        assertThat(lost(plan(source, FLAT, "q", false)))
                .containsExactly("the strides of 1 tensor, put into C order: 'q/t'");
    }

    @Test
    void listsAndClassesAreListed() throws IOException {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .counting("nets/0/w", 2)
                .counting("module/w", 2)
                .container("nets", "list")
                .container("module", "acme.Net")
                .build();
        assertThat(refused(source, PYTORCH, "", false))
                .containsExactly(
                        "g.pt: pytorch would lose what 1 object was beside content: 'module' of class acme.Net" + AGREE,
                        "g.pt: pytorch would lose the form of 1 list, whose items are named by number: 'nets'" + AGREE);
    }

    @Test
    void dtypesAndLayoutsWithoutAWayAreRefusedWhateverIsAllowed() {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .tensor("a", DType.INT8, Shape.of(1), 1)
                .tensor("b", DType.INT8, Shape.of(1), 1)
                .quantised("q", DType.QINT8, Shape.of(1), new Quantisation(0.5, 1), 3)
                .opaque("s", DType.FLOAT32, Shape.of(4, 4), "sparse_coo")
                .value("epoch", new Value.Int(BigInteger.ONE))
                .build();
        String cast = "No dtype is changed unasked: cast them, or drop them, first with: regraft migrate";
        assertThat(refused(source, FLAT, "", true))
                .containsExactly(
                        "g.pt: flat has no way for int8: 'a', 'b'. " + cast,
                        "g.pt: flat has no way for qint8: 'q'. " + cast,
                        "g.pt: flat is given strided tensors only, found sparse_coo: 's'."
                                + " Drop them first with: regraft migrate");
        assertThat(refused(source, FLAT, "", false)).hasSize(4);
    }

    @Test
    void expandedTensorsBeyondAnyFileAreRefused() {
        MemoryCheckpoint source = MemoryCheckpoint.builder()
                .counting("x", 1)
                .view("a", "x", Shape.of(1L << 60), 0, 0)
                .view("b", "x", Shape.of(1L << 60), 0, 0)
                .build();
        assertThatThrownBy(() -> plan(source, PYTORCH, "", true))
                .isInstanceOf(RegraftException.class)
                .hasMessageStartingWith("g.pt: expected tensors of less than 4 EiB in all, found more");
    }

    private static Plan plan(Checkpoint source, Format to, String under, boolean lossy) throws IOException {
        TensorName container = under.isEmpty() ? TensorName.ROOT : TensorName.of(under);
        return ConversionPlanner.plan(source, to, container, lossy, OptionalLong.empty());
    }

    private static List<TensorName> names(Plan plan) {
        return plan.tensors().stream().map(OutputTensor::name).toList();
    }

    private static List<String> lost(Plan plan) {
        return plan.conversion().orElseThrow().lost();
    }

    private static List<String> refused(Checkpoint source, Format to, String under, boolean lossy) {
        RegraftException e = catchThrowableOfType(RegraftException.class, () -> plan(source, to, under, lossy));
        assertThat(e.problems()).extracting(Problem::kind).containsOnly(Kind.NO);
        return e.problems().stream().map(Problem::line).toList();
    }

    /** A format that holds float32 and int64 tensors by name, and nothing else. */
    private record Flat() implements Format {
        @Override
        public String id() {
            return "flat";
        }

        @Override
        public Recognition recognise(Head head) {
            return new Recognition.No();
        }

        @Override
        public Checkpoint open(Input in, Limits limits) {
            throw new IllegalStateException("is only written");
        }

        @Override
        public Assembly assemble(Revision revision) {
            throw new IllegalStateException("is only written");
        }

        @Override
        public Optional<Composer> composer() {
            return Optional.of(revision -> Assembly.ofFile(List.of(Part.Literal.of("nothing", new byte[0]))));
        }

        @Override
        public Abilities abilities() {
            return new Abilities(Set.of(DType.FLOAT32, DType.INT64), false, false);
        }
    }
}
