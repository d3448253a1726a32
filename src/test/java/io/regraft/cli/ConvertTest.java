package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Composer;
import io.regraft.format.Format;
import io.regraft.format.Formats;
import io.regraft.kernel.ContentComparison;
import io.regraft.kernel.Evaluator;
import io.regraft.kernel.Expression.Stored;
import io.regraft.kernel.Spool;
import io.regraft.kernel.nd4j.Nd4jEvaluator;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command, over every fixture: what can be held comes back bit for bit, through every format. */
class ConvertTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/pytorch");
    private static final Path VIEWS = GOLDEN.resolve("torch-2.13.0/09-views.pt");
    private static final Path LIGHTNING = GOLDEN.resolve("torch-2.13.0/16-lightning.ckpt");

    @TempDir
    Path folder;

    /** Fixtures that Regraft reads. */
    static List<Path> fixtures() throws IOException {
        List<Path> opened = new ArrayList<>();
        for (String library : List.of("torch-2.13.0", "torch-1.13")) {
            try (Stream<Path> files = Files.list(GOLDEN.resolve(library))) {
                files.sorted()
                        .filter(f -> Files.isRegularFile(f) && !f.toString().endsWith(".json"))
                        .filter(ConvertTest::opens)
                        .forEach(opened::add);
            }
        }
        assertThat(opened).hasSizeGreaterThan(150);
        return opened;
    }

    /** Fixtures of HDF5 and Keras that Regraft reads. */
    static List<Path> hdf5() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/golden/hdf5"))) {
            List<Path> opened = files.filter(f -> f.toString().matches(".*\\.(h5|keras)"))
                    .filter(ConvertTest::opens)
                    .sorted()
                    .toList();
            assertThat(opened).hasSizeGreaterThan(35);
            return opened;
        }
    }

    private static boolean opens(Path file) {
        try (Checkpoint c = Formats.open(file)) {
            return c.bytes() > 0;
        } catch (RegraftException e) {
            return false;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource({"fixtures", "hdf5"})
    void whatAFormatCanHoldComesBackBitForBit(Path file) throws IOException {
        byte[] before = Files.readAllBytes(file);
        for (Format format : Formats.composing()) {
            Path there = folder.resolve("there-" + format.id());
            Ended to = Ended.run("convert", file.toString(), "--to", format.id(), "--lossy", "-o", there.toString());
            if (to.code() != 0) {
                assertThat(to.code()).as(to.printed()).isEqualTo(1);
                assertThat(to.printed())
                        .containsAnyOf(
                                "has no way for", "is given strided", "not those that are stored", "has no name");
                continue;
            }
            assertThat(Ended.run("verify", there.toString(), "--source", file.toString())
                            .code())
                    .isZero();
            Path back = folder.resolve("back-" + format.id());
            Ended from = Ended.run("convert", there.toString(), "--to", "pytorch", "--lossy", "-o", back.toString());
            assertThat(from.code()).as(from.printed()).isZero();
            sameTensors(file, back, format);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    private void sameTensors(Path source, Path result, Format through) throws IOException {
        Composer composer = through.composer().orElseThrow();
        try (Checkpoint a = Formats.open(source);
                Checkpoint b = Formats.open(result);
                Evaluator evaluator = new Nd4jEvaluator(Spool.in(folder))) {
            Map<TensorName, Tensor> found = new LinkedHashMap<>();
            b.tensors().forEach(t -> found.put(t.name(), t));
            assertThat(found).hasSameSizeAs(a.tensors());
            for (Tensor t : a.tensors()) {
                TensorName name = composer.named(t.name());
                assertThat(found).containsKey(name);
                Tensor other = found.get(name);
                assertThat(other.type()).isEqualTo(t.type());
                assertThat(other.quantisation()).isEqualTo(t.quantisation());
                assertThat(other.view().orElseThrow().isContiguous(t.type().shape()))
                        .isTrue();
                assertThat(ContentComparison.equal(
                                evaluator.open(new Stored(t), "a"), evaluator.open(new Stored(other), "b")))
                        .as(name.text())
                        .isTrue();
            }
            if (through.id().equals("pytorch")) {
                assertThat(b.tensors())
                        .extracting(Tensor::name)
                        .containsExactlyElementsOf(
                                a.tensors().stream().map(Tensor::name).toList());
            }
        }
    }

    @Test
    void theSameBytesForAnyBlockSizeAndThreads() throws IOException {
        Path one = folder.resolve("one.pt");
        Path two = folder.resolve("two.bin");
        assertThat(Ended.run("convert", VIEWS.toString(), "-o", one.toString(), "--lossy")
                        .code())
                .isZero();
        assertThat(Ended.run(
                                "convert",
                                VIEWS.toString(),
                                "-o",
                                two.toString(),
                                "--lossy",
                                "--threads",
                                "3",
                                "--block-size",
                                "4096",
                                "--digests",
                                "tensors")
                        .code())
                .isZero();
        assertThat(Files.mismatch(one, two)).isEqualTo(-1);
        assertThat(Ended.run("verify", two.toString(), "--source", VIEWS.toString())
                        .code())
                .isZero();
    }

    @Test
    void whatToWriteIsToldByTheEndingOrAnIdAndElseTheIdsAreListed() {
        String ids =
                String.join(", ", Formats.composing().stream().map(Format::id).toList());
        Ended ending = Ended.run("convert", VIEWS.toString(), "-o", folder + "/weights.new");
        assertThat(ending)
                .isEqualTo(new Ended(
                        2,
                        "-o " + folder + "/weights.new: the ending of 'weights.new' does not"
                                + " tell a format. Add --to with one of: " + ids + ".\n"));
        Ended id = Ended.run("convert", VIEWS.toString(), "-o", folder + "/w.pt", "--to", "pytroch");
        assertThat(id)
                .isEqualTo(new Ended(
                        2,
                        "--to pytroch: no format that can be written has this id;"
                                + " did you mean 'pytorch'? There are: " + ids + ".\n"));
    }

    @Test
    void aRefusalLeavesNothing() throws IOException {
        Path out = folder.resolve("out.pt");
        Ended ended = Ended.run("convert", LIGHTNING.toString(), "-o", out.toString());
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.printed())
                .contains("pytorch would lose the form of 6 lists")
                .contains("Add --lossy");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void oneContainerIsConvertedWithItsOwnNames() throws IOException {
        Path out = folder.resolve("out.pt");
        Ended ended = Ended.run("convert", LIGHTNING.toString(), "--under", "state_dict", "-o", out.toString());
        assertThat(ended.code()).as(ended.printed()).isZero();
        try (Checkpoint source = Formats.open(LIGHTNING);
                Checkpoint result = Formats.open(out)) {
            TensorName under = TensorName.of("state_dict");
            assertThat(result.tensors())
                    .extracting(Tensor::name)
                    .containsExactlyElementsOf(source.tensors().stream()
                            .map(Tensor::name)
                            .filter(n -> n.isUnder(under))
                            .map(n -> n.relativeTo(under))
                            .toList());
            assertThat(result.values()).isEmpty();
        }
    }

    @Test
    void anOutputThatIsThereIsReplacedOnlyWhenAsked() throws IOException {
        Path out = Files.writeString(folder.resolve("out.pt"), "mine");
        assertThat(Ended.run("convert", VIEWS.toString(), "-o", out.toString()).code())
                .isEqualTo(2);
        assertThat(out).hasContent("mine");
        assertThat(Ended.run("convert", VIEWS.toString(), "-o", out.toString(), "--overwrite")
                        .code())
                .isZero();
    }
}
