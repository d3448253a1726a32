package io.regraft.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists by which Keras loads stay true. */
class KerasNamesTest {

    private static final List<String> LAYERS = List.of("embedding", "flatten", "dense");

    private static List<String> names(Hdf5Checkpoint file, String group, String list) throws IOException {
        TensorName path = Edited.name(group);
        HdfObject object = file.objects().at(file.paths().addresses().get(path));
        return NameList.of(object, list, new AttributeValues(file.heap()))
                .orElseThrow()
                .names();
    }

    private static Edited golden(String kind) {
        return Edited.golden("keras2-" + kind + "-earliest.h5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vlen", "fixed"})
    void aLayerThatIsRenamedIsInItsPlaceInTheList(String kind) throws IOException {
        Hdf5Checkpoint file = Edited.open(golden(kind)
                .renameAll(n -> n.replace("model_weights/embedding/embedding/", "model_weights/words/words/"))
                .bytes());
        assertThat(names(file, "model_weights", "layer_names")).containsExactly("words", "flatten", "dense");
        assertThat(names(file, "model_weights/words", "weight_names")).containsExactly("words/embeddings:0");
        assertThat(names(file, "model_weights/dense", "weight_names"))
                .containsExactly("dense/kernel:0", "dense/bias:0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vlen", "fixed"})
    void textsStayOfTheirKind(String kind) {
        Hdf5Checkpoint file = Edited.open(golden(kind)
                .renameAll(n -> n.replace("model_weights/dense/dense/", "model_weights/the_new_head/x/"))
                .create("model_weights/more/more/kernel:0", Edits.type(DType.FLOAT32, 1))
                .bytes());
        Datatype.Kind expected = kind.equals("vlen") ? Datatype.Kind.VARIABLE_TEXT : Datatype.Kind.FIXED_TEXT;
        for (String group : List.of("model_weights", "model_weights/the_new_head", "model_weights/more")) {
            HdfObject object = file.objects().at(file.paths().addresses().get(Edited.name(group)));
            assertThat(object.attributes().stream()
                            .filter(a -> a.name().endsWith("_names"))
                            .map(a -> a.type().orElseThrow().kind()))
                    .as(group)
                    .containsExactly(expected);
        }
    }

    @Test
    void aWeightThatIsDroppedLeavesTheListAndTheLayerStays() throws IOException {
        Hdf5Checkpoint file = Edited.open(golden("vlen")
                .drop("model_weights/embedding/embedding/embeddings:0")
                .drop("model_weights/dense/dense/kernel:0")
                .bytes());
        assertThat(names(file, "model_weights", "layer_names")).isEqualTo(LAYERS);
        assertThat(names(file, "model_weights/embedding", "weight_names")).isEmpty();
        assertThat(names(file, "model_weights/dense", "weight_names")).containsExactly("dense/bias:0");
    }

    @Test
    void newWeightsAndLayersComeLast() throws IOException {
        Hdf5Checkpoint file = Edited.open(golden("fixed")
                .create("model_weights/dense/dense/scale:0", Edits.type(DType.FLOAT32, 3))
                .create("model_weights/head/head/kernel:0", Edits.type(DType.FLOAT32, 3, 2))
                .create("model_weights/head/head/bias:0", Edits.type(DType.FLOAT32, 2))
                .create("model_weights/flatten/flatten/w:0", Edits.type(DType.FLOAT32, 2))
                .bytes());
        assertThat(names(file, "model_weights", "layer_names"))
                .containsExactly("embedding", "flatten", "dense", "head");
        assertThat(names(file, "model_weights/dense", "weight_names"))
                .containsExactly("dense/kernel:0", "dense/bias:0", "dense/scale:0");
        assertThat(names(file, "model_weights/head", "weight_names")).containsExactly("head/kernel:0", "head/bias:0");
        assertThat(names(file, "model_weights/flatten", "weight_names")).containsExactly("flatten/w:0");
    }

    @Test
    void aWeightThatMovesToAnotherLayerIsListedThere() throws IOException {
        Hdf5Checkpoint file = Edited.open(golden("vlen")
                .rename("model_weights/dense/dense/bias:0", "model_weights/flatten/bias:0")
                .bytes());
        assertThat(names(file, "model_weights/dense", "weight_names")).containsExactly("dense/kernel:0");
        assertThat(names(file, "model_weights/flatten", "weight_names")).containsExactly("bias:0");
    }

    @Test
    void aListThatTheUserSetsStaysAsItIsSet() throws IOException {
        Hdf5Checkpoint file = Edited.open(golden("vlen")
                .drop("model_weights/dense/dense/bias:0")
                .set("model_weights/dense/weight_names", new Plain.Items(List.of(new Plain.Text("mine"))))
                .bytes());
        assertThat(names(file, "model_weights/dense", "weight_names")).containsExactly("mine");
    }

    @Test
    void aListInPiecesIsCutAnewAsKerasCutsIt() throws IOException {
        String file = "long-names-earliest.h5";
        Edited longer = Edited.golden(file).renameAll(n -> n.replace("layer_0001_x", "layer_0001_" + "y".repeat(60)));
        Hdf5Checkpoint result = Edited.open(longer.bytes());
        List<String> expected = names(longer.source(), ".", "layer_names").stream()
                .map(n -> n.replace("layer_0001_x", "layer_0001_" + "y".repeat(60)))
                .toList();
        assertThat(names(result, ".", "layer_names")).isEqualTo(expected);
        // 800 names of 160 bytes are 128,000; the limit is 64,512.
        assertThat(result.objects().root().attributes().stream()
                        .map(a -> a.name() + " "
                                + a.space().shape().orElseThrow().extent(0) + " "
                                + a.type().orElseThrow().size()))
                .containsExactlyInAnyOrder("layer_names0 400 160", "layer_names1 400 160");
    }

    @Test
    void otherValuesStay() {
        Edited edited = golden("vlen").drop("model_weights/dense/dense/bias:0");
        Hdf5Checkpoint result = Edited.open(edited.bytes());
        assertThat(result.values()).containsAllEntriesOf(others(edited.source()));
    }

    private static Map<TensorName, Value> others(Hdf5Checkpoint file) {
        return file.values().entrySet().stream()
                .filter(e -> !e.getKey().isUnder(Edited.name("model_weights/dense")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
