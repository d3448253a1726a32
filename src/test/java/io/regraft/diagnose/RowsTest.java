package io.regraft.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables and their rows, as in the threads that the cases come from, scaled down. */
class RowsTest {

    @Test
    void oneSpeakerTooMany() {
        Checked.of(
                        "generator/am.spk_tokenizer.weight [15, 4]\ngenerator/am.out.weight [8, 4]",
                        "am.spk_tokenizer.weight [14, 4]\nam.out.weight [8, 4]")
                .causes("rows")
                .says("'am.spk_tokenizer.weight' has 1 row more than the target: 15, expected 14")
                .drafts(
                        "old: {file: old.txt}",
                        "new: {file: new.txt}",
                        "- {tensor: generator/am.spk_tokenizer.weight, shape: [15, 4]}",
                        "- remap_rows: {tensors: generator/am.spk_tokenizer.weight, from: '${old}', to: '${new}'}",
                        "target: {file: target.json, under: generator}")
                .needsReview()
                .mends();
    }

    @Test
    void moreRowsGetAnInit() {
        Checked.of("encoder.embedding.weight [7, 4]\nx.y [2]", "encoder.embedding.weight [9, 4]\nx.y [2]")
                .causes("rows")
                .says("2 rows fewer than the target: 7, expected 9")
                .drafts("- remap_rows: {tensors: encoder.embedding.weight, from: '${old}', to: '${new}', init: mean}")
                .mends();
    }

    @Test
    void oneCountInSeveralTensorsIsAnAxisGroup() {
        Checked.of("""
                        state_dict/speaker_encoder.projection2.linear_layer.weight [9, 6]
                        state_dict/speaker_encoder.projection2.linear_layer.bias [9]
                        state_dict/speaker_classifier.projection.linear_layer.weight [9, 5]
                        state_dict/speaker_classifier.projection.linear_layer.bias [9]
                        state_dict/other.weight [9, 2]
                        """, """
                        speaker_encoder.projection2.linear_layer.weight [4, 6]
                        speaker_encoder.projection2.linear_layer.bias [4]
                        speaker_classifier.projection.linear_layer.weight [4, 5]
                        speaker_classifier.projection.linear_layer.bias [4]
                        other.weight [9, 2]
                        """)
                .causes("rows")
                .says("4 tensors")
                .drafts("- remap_rows: {axes: speakers, from: '${old}', to: '${new}'}")
                .mends();
    }

    @Test
    void vocabularyOnTwoAxesIsOneGroup() {
        String file = """
                final_logits_bias [1, 53]
                model.shared.weight [53, 4]
                model.encoder.embed_tokens.weight = model.shared.weight
                lm_head.weight = model.shared.weight
                """;
        String target = """
                final_logits_bias [1, 44]
                model.shared.weight [44, 4]
                model.encoder.embed_tokens.weight [44, 4]
                lm_head.weight [44, 4]
                """;
        Checked.of(file, target)
                .causes("rows")
                .drafts("- {tensors: final_logits_bias, axis: 1}")
                .mends();
    }

    @Test
    void languagesAndTheWidthThatHappensToBeAlikeAreToldApart() {
        Checked.of("model/emb_l.weight [1, 4]\nmodel/a.b [2]", "emb_l.weight [4, 4]\na.b [2]")
                .causes("rows")
                .drafts("- remap_rows: {tensors: model/emb_l.weight, from: '${old}', to: '${new}', init: mean}")
                .mends();
    }

    @Test
    void twoCountsAreTwoGroups() {
        Checked checked = Checked.of(
                        "spk.weight [5, 4]\nsymbol_emb.weight [7, 4]", "spk.weight [6, 4]\nsymbol_emb.weight [9, 4]")
                .causes("rows", "rows");
        assertThat(checked.diagnosis().draft().vars().keySet())
                .containsExactly("old_5_6", "new_5_6", "old_7_9", "new_7_9");
    }

    @Test
    void paddingOfAVocabularyKeepsPlaces() {
        Checked.of("wte.weight [100, 2]\nh.0.x.weight [2, 2]", "wte.weight [128, 2]\nh.0.x.weight [2, 2]")
                .causes("rows")
                .says("padding")
                .drafts("- pad: {tensors: wte.weight, size: 128, init: zeros}")
                .mends();
        Checked.of("wte.weight [128, 2]\nh.0.x.weight [2, 2]", "wte.weight [100, 2]\nh.0.x.weight [2, 2]")
                .drafts("- truncate: {tensors: wte.weight, size: 100}")
                .mends();
    }

    @Test
    void labelFilesBesideAreFound(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("old-speakers.txt"), "a\nb\nc\n");
        Files.writeString(folder.resolve("speakers.json"), "{\"a\": 0, \"c\": 1}");
        Files.writeString(folder.resolve("notes.txt"), "same\nsame\n");
        Files.writeString(folder.resolve("config.json"), "{\"n\": 3, \"layers\": [1, 2]}");
        LabelFiles labels = LabelFiles.in(List.of(folder, folder));
        assertThat(labels.of(3)).containsExactly(folder.resolve("old-speakers.txt"));
        assertThat(labels.of(2)).containsExactly(folder.resolve("speakers.json"));
        assertThat(labels.of(1)).isEmpty();
    }

    @Test
    void linesThatDoNotLookLikeLabelsAreNone(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("blank.txt"), "a\n b\n");
        Files.writeString(folder.resolve("long.txt"), "a\n" + "a word and ".repeat(9) + "\n");
        Files.writeString(folder.resolve("tab.txt"), "a\t1\nb\t2\n");
        Files.writeString(folder.resolve("empty.txt"), "a\n\n");
        Files.writeString(folder.resolve("twice.json"), "[\"a\", \"a\"]");
        Files.writeString(folder.resolve("sizes.json"), "{\"width\": 384, \"layers\": 12}");
        assertThat(LabelFiles.in(List.of(folder))).isEqualTo(LabelFiles.NONE);
    }

    @Test
    void rowsOfAnotherModelAreNotProposed() {
        Checked.of(
                        "enc_p.text_embedding.weight [73, 6]\nref_enc.spectral.0.fc.weight [12, 70]",
                        "enc_p.text_embedding.weight [32, 6]\nref_enc.spectral.0.fc.weight [12, 102]")
                .causes("other-config", "rows")
                .proposesNothing();
    }

    @Test
    void inputsOfALayerAreAnotherConfig() {
        Checked.of("enc_p.emb_phone.weight [19, 76]\nx.y [2]", "enc_p.emb_phone.weight [19, 25]\nx.y [2]")
                .causes("other-config")
                .says("76 where 25 is expected")
                .proposesNothing();
    }

    @Test
    void kernelsAreAnotherConfig() {
        Checked.of("dec.noise_convs.0.weight [25, 1, 128]\nx.y [2]", "dec.noise_convs.0.weight [25, 1, 64]\nx.y [2]")
                .causes("other-config")
                .says("upsampling rates")
                .proposesNothing();
    }

    @Test
    void widthOfLayersIsOneCauseWithItsBiases() {
        Checked.of("""
                        emb.weight [10, 4]
                        layer.0.weight [4, 4]
                        layer.0.bias [4]
                        norm.weight [4]
                        """, """
                        emb.weight [10, 6]
                        layer.0.weight [6, 6]
                        layer.0.bias [6]
                        norm.weight [6]
                        """)
                .causes("other-config")
                .says("4 tensors are of another size")
                .proposesNothing();
    }

    @Test
    void sameNameOfAnotherLayerIsNotForced() {
        Checked.of(
                        "speaker_emb.weight [12, 5]\nspeaker_emb.bias [12]\na.b [2]\na.c [2]",
                        "speaker_emb.weight [1, 8]\na.b [2]\na.c [2]")
                .causes("other-module")
                .says("another kind of layer")
                .proposesNothing();
    }

    @Test
    void axisOfOneThatIsGoneIsNamed() {
        Checked.of(
                        "emotion_emb.etl.embed [8, 4]\nduration.conv_layer.weight [2, 1, 3]",
                        "emotion_emb.etl.embed [9, 4]\nduration.conv_layer.weight [2, 3]")
                .causes("squeezed", "rows")
                .says("squeeze");
    }

    @Test
    void squeezedTogetherWithAnotherWidthIsAnotherModel() {
        Checked.of(
                        "out.3.1.proj_in.weight [12, 12, 1, 1]\nout.3.1.attn2.to_k.weight [12, 7]",
                        "out.3.1.proj_in.weight [12, 12]\nout.3.1.attn2.to_k.weight [12, 10]")
                .causes("squeezed", "other-config")
                .proposesNothing();
    }

    @Test
    void transposedMatrixIsNamed() {
        Checked.of("dense.weight [3, 5]\na.b [2]", "dense.weight [5, 3]\na.b [2]")
                .causes("transposed")
                .says("Square matrices")
                .proposesNothing();
    }

    @Test
    void positionsOnAnotherGridAreNotCut() {
        Checked.of("pos_embed [1, 50, 4]\na.b [2]", "pos_embed [1, 17, 4]\na.b [2]")
                .causes("position-grid")
                .says("interpolate")
                .proposesNothing();
        Checked.of(
                        "layers.0.attn.relative_position_bias_table [169, 3]\nlayers.0.attn.relative_position_index [49, 49]\na.b [2]",
                        "layers.0.attn.relative_position_bias_table [729, 3]\nlayers.0.attn.relative_position_index [196, 196]\na.b [2]")
                .causes("buffers", "position-grid")
                .proposesNothing();
    }

    @Test
    void positionsInALineAreCutOrPaddedAfterReview() {
        Checked.of(
                        "bert.position_embeddings.weight [12, 4]\na.b [2]",
                        "bert.position_embeddings.weight [7, 4]\na.b [2]")
                .causes("position-length")
                .drafts("- truncate: {tensors: bert.position_embeddings.weight, size: 7}")
                .needsReview()
                .mends();
    }
}
