package io.regraft.format.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Limits;
import io.regraft.format.Materialised;
import io.regraft.format.MemoryInput;
import io.regraft.format.Revision;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of files that torch wrote, set and taken out one by one: all else stays. */
class ValueChangesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/pytorch/torch-2.13.0");
    private static final Where AT = new Where.InText("fix.yaml", 4, 5);
    private static final Plain SEVEN = new Plain.Int(BigInteger.valueOf(7));
    private static final int MOST = 25;

    /** What can't be done, each by name. */
    private static final String REFUSED = "(?s).*(is an item of a list or tuple|can't be edited|stands there twice"
            + "|neither list nor tuple|a TorchScript archive|an exported program).*";

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.filter(f -> f.toString().matches(".*/(0[1-9]|1[0-9])-.*\\.(pt|pth|ckpt|bin)"))
                    .filter(ValueChangesTest::hasValues)
                    .sorted()
                    .toList();
        }
    }

    private static boolean hasValues(Path file) {
        try (Checkpoint c = open(Files.readAllBytes(file))) {
            return c instanceof PyTorchCheckpoint p
                    && p.state().isPresent()
                    && !c.values().isEmpty();
        } catch (IOException | RegraftException e) {
            return false;
        }
    }

    private static Checkpoint open(byte[] bytes) throws IOException {
        return new PyTorchFormat().open(new MemoryInput("some.pt", bytes), Limits.DEFAULT);
    }

    private static Checkpoint edited(Checkpoint before, List<ValueEdit> edits) throws IOException {
        Revision revision = new Revision(before, Revision.unchanged(before).tensors(), edits, Map.of());
        return open(Materialised.of(new PyTorchFormat().assemble(revision), Map.of()));
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachValueIsSetAloneAndTakenOutAlone(Path file) throws IOException {
        try (Checkpoint before = open(Files.readAllBytes(file))) {
            int tried = 0;
            for (TensorName path : before.values().keySet()) {
                if (tried++ < MOST && !path.equals(TensorName.ROOT)) {
                    set(before, path);
                    unset(before, path);
                }
            }
            assertThat(tried).isPositive();
        }
    }

    private static void set(Checkpoint before, TensorName path) throws IOException {
        try (Checkpoint after = edited(before, List.of(new ValueEdit(path, Optional.of(SEVEN), AT)))) {
            Map<TensorName, Value> wanted = new LinkedHashMap<>(before.values());
            wanted.put(path, new Value.Int(BigInteger.valueOf(7)));
            assertThat(texts(after.values())).isEqualTo(texts(wanted));
            assertThat(names(after)).isEqualTo(names(before));
        } catch (RegraftException e) {
            assertThat(e).hasMessageMatching(REFUSED);
        }
    }

    private static void unset(Checkpoint before, TensorName path) throws IOException {
        try (Checkpoint after = edited(before, List.of(new ValueEdit(path, Optional.empty(), AT)))) {
            assertThat(after.values()).doesNotContainKey(path);
            assertThat(names(after)).isEqualTo(names(before));
        } catch (RegraftException e) {
            assertThat(e).hasMessageMatching(REFUSED);
        }
    }

    private static List<String> names(Checkpoint c) {
        return c.tensors().stream().map(Tensor::name).map(TensorName::text).toList();
    }

    private static List<String> texts(Map<TensorName, Value> values) {
        List<String> texts = new ArrayList<>();
        values.forEach((path, v) -> texts.add(path + " " + v.text()));
        return texts;
    }

    @Test
    void containersOfAnyDepthAreWritten() throws IOException {
        Map<String, Plain> fields = new LinkedHashMap<>();
        fields.put("a", new Plain.Items(List.of(SEVEN, new Plain.Text("é"), new Plain.None())));
        fields.put("b", new Plain.Fields(Map.of()));
        fields.put("c", new Plain.Real(0.5));
        Path lightning = GOLDEN.resolve("16-lightning.ckpt");
        TensorName path = TensorName.of("hyper_parameters", "new");
        try (Checkpoint before = open(Files.readAllBytes(lightning));
                Checkpoint after =
                        edited(before, List.of(new ValueEdit(path, Optional.of(new Plain.Fields(fields)), AT)))) {
            assertThat(after.values())
                    .containsEntry(path.child("a").child("0"), new Value.Int(BigInteger.valueOf(7)))
                    .containsEntry(path.child("a").child("1"), new Value.Text("é"))
                    .containsEntry(path.child("a").child("2"), new Value.None())
                    .containsEntry(path.child("c"), new Value.Real(0.5));
            assertThat(after.containers()).containsEntry(path.child("b"), new Value.Container("dict", 0));
        }
    }
}
