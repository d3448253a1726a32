package io.regraft.format.folder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.format.MemoryInput;
import io.regraft.format.Revision.Revised;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The rule by which tensors go into files is that of huggingface_hub. */
class SplitTest {

    @Test
    void aLargeTensorComesBeforeTheFileThatIsStillOpen() {
        List<Revised> tensors =
                List.of(tensor("a", 3, "a"), tensor("big", 20, "big"), tensor("b", 3, "b"), tensor("c", 5, "c"));
        assertThat(names(Split.of(tensors, 10, true))).containsExactly(List.of("big"), List.of("a", "b"), List.of("c"));
    }

    @Test
    void filesAreThoseOfTheHub() throws IOException {
        for (JsonNode c : Folders.json("split.json")) {
            List<Revised> tensors = new ArrayList<>();
            c.get("tensors")
                    .properties()
                    .forEach(t -> tensors.add(tensor(
                            t.getKey(),
                            t.getValue().get(0).asLong(),
                            t.getValue().get(1).asText())));
            List<List<String>> files = new ArrayList<>();
            c.get("files").forEach(f -> {
                List<String> names = new ArrayList<>();
                f.forEach(n -> names.add(n.asText()));
                files.add(names);
            });
            Split.Result split = Split.of(tensors, c.get("max").asLong(), true);
            assertThat(names(split)).as(c.toString()).isEqualTo(files);
            assertThat(split.totalBytes()).isEqualTo(c.get("total_size").asLong());
        }
    }

    @Test
    void namesThatCannotShareCostTheirBytesEach() {
        List<Revised> tensors = List.of(tensor("a", 6, "s"), tensor("b", 6, "s"), tensor("c", 4, "t"));
        assertThat(names(Split.of(tensors, 10, false))).containsExactly(List.of("a"), List.of("b", "c"));
        assertThat(Split.of(tensors, 10, false).totalBytes()).isEqualTo(16);
        assertThat(names(Split.of(tensors, 10, true))).containsExactly(List.of("a", "b", "c"));
        assertThat(Split.of(tensors, 10, true).totalBytes()).isEqualTo(10);
    }

    @Test
    void namesOfOneContentShareIt() {
        List<Revised> tensors = List.of(created("a", 6, 0), created("b", 6, 1), created("c", 6, 0));
        assertThat(names(Split.of(tensors, 10, true))).containsExactly(List.of("a", "c"), List.of("b"));
    }

    @Test
    void nothingIsOneFile() {
        assertThat(names(Split.of(List.of(), 10, true))).containsExactly(List.of());
    }

    private static List<List<String>> names(Split.Result split) {
        return split.files().stream()
                .map(f -> f.stream().map(r -> r.name().text()).sorted().toList())
                .toList();
    }

    private static Revised created(String name, long bytes, int content) {
        TensorType type = new TensorType(DType.UINT8, Shape.of(bytes));
        return new Revised(TensorName.of(name), java.util.Optional.empty(), type, OptionalInt.of(content));
    }

    private static Revised tensor(String name, long bytes, String storage) {
        Extent extent = new Extent(new MemoryInput("x", new byte[Math.toIntExact(bytes)]), 0, bytes);
        Storage s = new Storage(
                storage, extent, Storage.Encoding.STORED, bytes, ByteOrder.LITTLE_ENDIAN, OptionalLong.empty());
        TensorType type = new TensorType(DType.UINT8, Shape.of(bytes));
        return Revised.untouched(Tensor.strided(TensorName.of(name), type, new View(s, 0, new long[] {1})));
    }
}
