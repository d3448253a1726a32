package io.regraft.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Plain;
import io.regraft.format.Revision.ValueEdit;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the manifest says of values that changed by themselves. */
class ConsequencesTest {

    private static final String KERAS = "keras2-vlen-earliest.h5";

    private static Map<String, String> of(Edited edited) throws IOException {
        Map<String, String> edits = new LinkedHashMap<>();
        for (ValueEdit e : Edited.FORMAT.consequences(edited.revision())) {
            edits.put(e.path().text(), e.value().map(Plain::text).orElse("gone"));
        }
        return edits;
    }

    @Test
    void aLayerThatIsRenamedTakesItsAttributesAlong() throws IOException {
        Edited edited = Edited.golden(KERAS)
                .renameAll(n -> n.replace("model_weights/embedding/embedding/", "model_weights/words/words/"));
        assertThat(of(edited))
                .isEqualTo(Map.of(
                        "model_weights/layer_names/0", "'words'",
                        "model_weights/embedding/weight_names/0", "gone",
                        "model_weights/words/weight_names/0", "'words/embeddings:0'"));
    }

    @Test
    void aTensorThatIsDroppedTakesItsAttributesAlong() throws IOException {
        assertThat(of(Edited.golden("shapes-latest.h5").drop("f4"))).isEqualTo(Map.of("f4/unit", "gone"));
    }

    @Test
    void whatTheUserSetsIsNoConsequence() throws IOException {
        Edited edited = Edited.golden(KERAS)
                .drop("model_weights/dense/dense/bias:0")
                .set("model_weights/dense/weight_names", new Plain.Items(List.of(new Plain.Text("mine"))));
        assertThat(of(edited)).isEmpty();
    }

    @Test
    void anotherContentHasNone() throws IOException {
        assertThat(of(Edited.golden(KERAS).overwrite("model_weights/dense/dense/bias:0")))
                .isEmpty();
    }
}
