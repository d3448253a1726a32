package io.regraft.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tensors that one side has and the other does not; dtypes; the container that is compared. */
class PresenceTest {

    @Test
    void whatAgreesIsCompatible() {
        Diagnosis diagnosis = Checked.of("g/a.b [2]\ng/c [3]", "a.b [2]\nc [3]").diagnosis();
        assertThat(diagnosis.isCompatible()).isTrue();
        assertThat(diagnosis.placement().under().text()).isEqualTo("g");
        assertThat(diagnosis.causes()).isEmpty();
    }

    @Test
    void headIsCopiedFromTheEmbeddingThatItIsTiedTo() {
        Checked.of("model.embed_tokens.weight [9, 4]\nmodel.norm.weight [4]", """
                model.embed_tokens.weight [9, 4]
                model.norm.weight [4]
                lm_head.weight [9, 4]
                """)
                .causes("tied")
                .drafts("- copy: {from: model.embed_tokens.weight, to: lm_head.weight}")
                .mends();
    }

    @Test
    void embeddingIsCopiedFromTheHead() {
        Checked.of("lm_head.weight [9, 4]\nh.0.w [4]\nh.1.w [4]", """
                transformer.wte.weight [9, 4]
                lm_head.weight [9, 4]
                h.0.w [4]
                h.1.w [4]
                """)
                .causes("tied")
                .mends();
    }

    @Test
    void tieThatTheTargetShowsIsTaken() {
        Checked.againstCheckpoint("enc.table [9, 4]\nx.w [4]", """
                enc.table [9, 4]
                dec.table = enc.table
                x.w [4]
                """)
                .causes("tied")
                .drafts("- copy: {from: enc.table, to: dec.table, share: true}")
                .isSafe()
                .mends();
    }

    @Test
    void headTooManyIsDroppedOnlyIfItEqualsTheEmbedding() {
        Checked.of("model.embed_tokens.weight [9, 4]\nlm_head.weight [9, 4]", "model.embed_tokens.weight [9, 4]")
                .causes("tied")
                .drafts(
                        "- {tensor: lm_head.weight, equals: model.embed_tokens.weight}",
                        "- drop: {tensors: lm_head.weight}")
                .mends();
    }

    @Test
    void buffersThatAreNoLongerSavedAreDropped() {
        Checked.of("""
                        text.embeddings.position_ids int64 [1, 7]
                        text.embeddings.token.weight [9, 4]
                        layers.0.rotary_emb.inv_freq [2]
                        layers.1.rotary_emb.inv_freq [2]
                        layers.2.rotary_emb.inv_freq [2]
                        layers.3.rotary_emb.inv_freq [2]
                        rope.freqs [2]
                        """, "text.embeddings.token.weight [9, 4]")
                .causes("buffers")
                .isSafe()
                .mends();
    }

    @Test
    void countersThatOldFilesLackAreMade() {
        String model = IntStream.range(0, 5)
                .mapToObj(i -> "bn" + i + ".weight [3]\nbn" + i + ".running_mean [3]\n")
                .collect(Collectors.joining());
        String counters = IntStream.range(0, 5)
                .mapToObj(i -> "bn" + i + ".num_batches_tracked int64 []\n")
                .collect(Collectors.joining());
        Checked.of(model, model + counters)
                .causes("buffers")
                .drafts("for: '**.running_mean'", "name: '**.num_batches_tracked'")
                .isSafe()
                .mends();
    }

    @Test
    void positionIdsAreMade() {
        Checked.of("e.w [3]\ne.v [3]", "e.w [3]\ne.v [3]\ne.position_ids int64 [1, 4]")
                .causes("buffers")
                .drafts("- create: {name: e.position_ids, dtype: int64, shape: [1, 4], init: {values: [0, 1, 2, 3]}}")
                .isSafe()
                .mends();
        Checked.of("e.w [3]\ne.v [3]", "e.w [3]\ne.v [3]\ne.position_ids int64 [1, 512]")
                .mends();
    }

    @Test
    void buffersWhoseValuesAreNotKnownAreNotInvented() {
        Checked.of("l.0.w [3]\nl.1.w [3]", "l.0.w [3]\nl.1.w [3]\nl.0.inv_freq [2]")
                .causes("buffers")
                .proposesNothing();
    }

    @Test
    void dtypeThatDiffersThroughoutIsOneCast() {
        Checked.of(
                        "m/a.w bfloat16 [3]\nm/b.w bfloat16 [3]\nm/c.w bfloat16 [3]\nm/d.w bfloat16 [3]\nm/n int64 []\nopt/e float32 [3]",
                        "a.w float16 [3]\nb.w float16 [3]\nc.w float16 [3]\nd.w float16 [3]\nn int64 []")
                .causes("dtype")
                .drafts("- cast: {tensors: 'm/**', dtype: float16}")
                .isSafe()
                .mends();
    }

    @Test
    void dtypeOfSomeNamesThem() {
        Checked.of("a.w float16 [3]\nb.w float32 [3]", "a.w float32 [3]\nb.w float32 [3]")
                .drafts("- cast: {tensors: a.w, dtype: float32}")
                .mends();
        Checked.of("a.m uint8 [3]\nb.w [3]", "a.m bool [3]\nb.w [3]")
                .needsReview()
                .mends();
    }

    @Test
    void severalCausesAreMendedTogether() {
        Checked.of("""
                        module.spk_emb.weight [6, 4]
                        module.l.0.w float16 [3]
                        module.l.1.w float16 [3]
                        module.l.2.w float16 [3]
                        module.l.3.w float16 [3]
                        module.e.position_ids int64 [1, 7]
                        """, """
                        spk_emb.weight [5, 4]
                        l.0.w [3]
                        l.1.w [3]
                        l.2.w [3]
                        l.3.w [3]
                        """).causes("prefix", "buffers", "rows", "dtype").mends();
    }

    @Test
    void headOfAnotherTaskIsDroppedAfterReview() {
        Checked.of("enc.w [3, 3]\nhead.w [5, 3]\nhead.b [5]", "enc.w [3, 3]")
                .causes("too-many")
                .needsReview()
                .mends();
    }

    @Test
    void headThatIsMissingIsMadeAfterReview() {
        Checked.of(
                        "enc.a [3, 3]\nenc.b [3, 3]\nenc.c [3]",
                        "enc.a [3, 3]\nenc.b [3, 3]\nenc.c [3]\nemb_g.weight [9, 2]")
                .causes("too-few")
                .drafts("init: {normal: {mean: 0, std: 0.02}}")
                .needsReview()
                .mends();
    }

    @Test
    void optimizerStateIsSaidWhereParametersComeOrGo() {
        String optimizer = "\noptim/state/0/exp_avg [3, 3]\noptim/param_groups/";
        Checked.of("model/enc.w [3, 3]\nmodel/head.w [5, 3]" + optimizer, "enc.w [3, 3]")
                .drafts("- drop: {tensors: model/head.w, optimizer: 'off'}")
                .mends();
    }

    @Test
    void stackOfLayersOfAnotherLengthIsAnotherModel() {
        String two = "l.0.a [3]\nl.0.b [3]\nl.1.a [3]\nl.1.b [3]\n";
        Checked.of(two, two + "l.2.a [3]\nl.2.b [3]\nl.3.a [3]\nl.3.b [3]")
                .causes("other-depth")
                .says("the file has 2 of 'l.*', the target 4")
                .proposesNothing();
        Checked.of(two + "l.2.a [3]\nl.2.b [3]", two).causes("other-depth").proposesNothing();
    }

    @Test
    void anotherModelIsSaid() {
        Checked.of("conv1.w [3, 3]\nconv2.w [4, 4]\nfc.b [7]", "enc.q [5, 5]\nenc.k [6, 6]\nenc.v [8, 8]\nenc.o [9]")
                .causes("other-model")
                .says("conv1.*")
                .proposesNothing();
    }

    @Test
    void optimizerFileIsSaid() {
        Checked.of("""
                        discriminator/mpd.0.w [3, 3]
                        optim_g/state/0/exp_avg [5, 5]
                        optim_g/state/1/exp_avg [6, 6]
                        optim_g/param_groups/
                        """, "enc.q [5, 5]\nenc.k [6, 6]\nenc.v [8, 8]")
                .causes("optimizer-file")
                .says("discriminator/, optim_g/")
                .proposesNothing();
    }

    @Test
    void twoContainersThatHoldTheNamesAreAQuestion() {
        assertThatThrownBy(() -> Checked.of("model/a [3]\nema/a [3]", "a [3]"))
                .hasMessage("g.pt: the target's names are found in 2 containers: model, ema."
                        + " Say which is meant with --under model.");
        assertThat(Checked.under("ema", "model/a [3]\nema/a [3]", "a [3]")
                        .diagnosis()
                        .isCompatible())
                .isTrue();
    }

    @Test
    void namesInAnotherContainerThanAskedAreSaid() {
        Diagnosis diagnosis =
                Checked.under("ema", "model/a [3]\nema/z.a [3]", "a [3]").diagnosis();
        assertThat(diagnosis.placement().reason())
                .contains("none of the target's names is here; they are under 'model'");
    }
}
