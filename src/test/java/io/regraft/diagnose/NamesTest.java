package io.regraft.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors that are there under other names. */
class NamesTest {

    private static final String MODEL = """
            tok_emb.weight [10, 4]
            trf_blocks.0.att.qkv.weight [12, 4]
            trf_blocks.0.att.qkv.bias [12]
            trf_blocks.1.att.qkv.weight [12, 4]
            trf_blocks.1.att.qkv.bias [12]
            out.weight [10, 4]
            """;

    private static String with(String prefix, String model) {
        return model.lines().map(l -> prefix + l).collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"module.", "_orig_mod.", "model.", "_orig_mod.module.", "a.b.c."})
    void prefixThatTheTargetLacksIsTakenOff(String prefix) {
        Checked.of(with(prefix, MODEL), MODEL)
                .causes("prefix")
                .drafts("- rename: {from: '" + prefix + "**', to: '**'}")
                .isSafe()
                .mends();
    }

    @ParameterizedTest
    @ValueSource(strings = {"module.", "model.", "net.generator."})
    void prefixThatTheFileLacksIsPutOn(String prefix) {
        Checked.of(MODEL, with(prefix, MODEL)).causes("prefix").isSafe().mends();
    }

    @Test
    void prefixIsReplaced() {
        Checked.of(with("model_g.", MODEL), with("generator.", MODEL))
                .causes("prefix")
                .drafts("- rename: {from: 'model_g.**', to: 'generator.**'}")
                .mends();
    }

    @Test
    void saysWhoPutsAPrefix() {
        Checked.of(with("_orig_mod.", MODEL), MODEL).says("torch.compile");
        Checked.of(with("module.", MODEL), MODEL).says("DataParallel");
    }

    @Test
    void prefixInAContainerLeavesOtherContainersAlone() {
        String file = with("model/module.", MODEL) + "\n" + with("ema/module.", MODEL);
        assertThatThrownBy(() -> Checked.of(file, MODEL))
                .hasMessage("g.pt: tensors like the target's, under other names, are found in 2 containers: model, ema."
                        + " Say which is meant with --under model.");
        Checked.under("model", file, MODEL)
                .causes("prefix")
                .drafts("- rename: {from: 'model/module.**', to: 'model/**', scope: path}")
                .mends();
    }

    @Test
    void mixOfTwoSavesIsMendedOnlyWhereItIsPrefixed() {
        String file = MODEL.lines().limit(3).collect(Collectors.joining("\n")) + "\n"
                + with("module.", MODEL.lines().skip(3).collect(Collectors.joining("\n")));
        Checked.of(file, MODEL).causes("prefix").mends();
    }

    @Test
    void prefixThatWouldMakeANameTwiceIsNotProposed() {
        Diagnosis diagnosis =
                Checked.of(MODEL + "\n" + with("module.", MODEL), MODEL).diagnosis();
        assertThat(diagnosis.causes().stream().map(Cause::id)).containsExactly("too-many");
    }

    @Test
    void innerPrefixIsTakenOut() {
        Checked.of(with("policy._orig_mod.", MODEL) + "\nlog_std [3]", with("policy.", MODEL) + "\nlog_std [3]")
                .causes("prefix")
                .drafts("- rename: {from: 'policy._orig_mod.**', to: 'policy.**'}")
                .mends();
    }

    @Test
    void wrapperWithinEveryLayerIsTakenOut() {
        String file = """
                layers.0._checkpoint_wrapped_module.attn.weight [4, 4]
                layers.0._checkpoint_wrapped_module.mlp.weight [8, 4]
                layers.1._checkpoint_wrapped_module.attn.weight [4, 4]
                layers.1._checkpoint_wrapped_module.mlp.weight [8, 4]
                norm.weight [4]
                """;
        Checked.of(file, file.replace("_checkpoint_wrapped_module.", ""))
                .causes("renamed-part")
                .isSafe()
                .mends();
    }

    @Test
    void oldWeightNormIsRenamed() {
        String file = """
                encoder.pos_conv.conv.weight_g [1, 1, 8]
                encoder.pos_conv.conv.weight_v [6, 3, 8]
                encoder.pos_conv.conv.bias [6]
                encoder.conv.weight_g [6, 1, 1]
                encoder.conv.weight_v [6, 6, 3]
                """;
        String target = file.replace("weight_g", "parametrizations.weight.original0")
                .replace("weight_v", "parametrizations.weight.original1");
        Checked.of(file, target).says("torch 2.1").isSafe().mends();
        Checked.of(target, file).says("torch 2.1").isSafe().mends();
    }

    @Test
    void gammaAndBetaOfNormsAreRenamedAndThoseOfLayerScaleAreNot() {
        Checked.of("""
                        bert.layer.0.LayerNorm.gamma [4]
                        bert.layer.0.LayerNorm.beta [4]
                        bert.layer.1.LayerNorm.gamma [4]
                        bert.layer.1.LayerNorm.beta [4]
                        bert.layer.0.ls1.gamma [4]
                        bert.layer.1.ls1.gamma [4]
                        """, """
                        bert.layer.0.LayerNorm.weight [4]
                        bert.layer.0.LayerNorm.bias [4]
                        bert.layer.1.LayerNorm.weight [4]
                        bert.layer.1.LayerNorm.bias [4]
                        bert.layer.0.ls1.gamma [4]
                        bert.layer.1.ls1.gamma [4]
                        """).causes("renamed-part", "renamed-part").isSafe().mends();
    }

    @Test
    void indexPutInIsFound() {
        Checked.of("""
                        dec.embedding.word_embeddings.weight [10, 4]
                        dec.embedding.position_embeddings.weight [6, 4]
                        dec.embedding.LayerNorm.weight [4]
                        dec.embedding.LayerNorm.bias [4]
                        dec.out.weight [10, 4]
                        """, """
                        dec.embedding.0.word_embeddings.weight [10, 4]
                        dec.embedding.0.position_embeddings.weight [6, 4]
                        dec.embedding.0.LayerNorm.weight [4]
                        dec.embedding.0.LayerNorm.bias [4]
                        dec.out.weight [10, 4]
                        """)
                .causes("prefix")
                .drafts("- rename: {from: 'dec.embedding.**', to: 'dec.embedding.0.**'}")
                .mends();
    }

    @Test
    void flatBlocksGoIntoChunks() {
        String flat = IntStream.range(0, 6)
                .mapToObj(i -> "blocks." + i + ".norm1.weight [4]\nblocks." + i + ".norm1.bias [4]\nblocks." + i
                        + ".mlp.weight [8, 4]\n")
                .collect(Collectors.joining());
        String chunked = IntStream.range(0, 6)
                .mapToObj(i -> "blocks." + i / 3 + "." + i + ".norm1.weight [4]\nblocks." + i / 3 + "." + i
                        + ".norm1.bias [4]\nblocks." + i / 3 + "." + i + ".mlp.weight [8, 4]\n")
                .collect(Collectors.joining());
        Checked.of(flat, chunked).mends();
    }

    @Test
    void otherNamesThroughoutPairByShapeNumberAndWords() {
        StringBuilder file = new StringBuilder("bert.embeddings.word_embeddings.weight [20, 4]\n");
        StringBuilder target = new StringBuilder("model.embed.tok.weight [20, 4]\n");
        for (int i = 0; i < 3; i++) {
            String from = "bert.encoder.layer." + i;
            String to = "model.blocks." + i;
            file.append(from).append(".attention.self.query.weight [4, 4]\n");
            file.append(from).append(".attention.self.key.weight [4, 4]\n");
            file.append(from).append(".intermediate.dense.weight [8, 4]\n");
            file.append(from).append(".intermediate.dense.bias [8]\n");
            target.append(to).append(".attn.q.weight [4, 4]\n");
            target.append(to).append(".attn.k.weight [4, 4]\n");
            target.append(to).append(".mlp.dense.weight [8, 4]\n");
            target.append(to).append(".mlp.dense.bias [8]\n");
        }
        Checked.of(file.toString(), target.toString())
                .needsReview()
                .drafts(
                        "- from: 'bert.encoder.layer.*.attention.self.query.weight'",
                        "to: 'model.blocks.*.attn.q.weight'",
                        "- {from: 'bert.encoder.layer.*.attention.self.key.weight', to: 'model.blocks.*.attn.k.weight'}");
    }

    @Test
    void namesThatTellNothingAreNotPaired() {
        Checked.of("alpha [4]\nx.kept [3]\ny.kept [3]", "omega [4]\nx.kept [3]\ny.kept [3]")
                .causes("unclear-names")
                .proposesNothing();
    }

    @Test
    void theOnlyParameterWithoutAPlaceIsPairedToReview() {
        Checked.of(
                        "embedding.weight [5, 4]\nfc.weight [3, 4]\nfc.bias [3]",
                        "emb.weight [5, 4]\nfc.weight [3, 4]\nfc.bias [3]")
                .causes("only-fit")
                .needsReview()
                .drafts("- rename: [{from: embedding.weight, to: emb.weight}]");
    }

    @Test
    void projectionsInOneTensorAreNamed() {
        Checked.of("""
                        layers.0.attn.q_proj.weight [4, 4]
                        layers.0.attn.k_proj.weight [2, 4]
                        layers.0.attn.v_proj.weight [2, 4]
                        layers.0.norm.weight [4]
                        layers.0.out.weight [4, 4]
                        """, """
                        layers.0.attn.qkv_proj.weight [8, 4]
                        layers.0.norm.weight [4]
                        layers.0.out.weight [4, 4]
                        """).causes("fused-projections").says("concat").proposesNothing();
        Checked.of("""
                        self_attn.in_proj_weight [12, 4]
                        self_attn.in_proj_bias [12]
                        self_attn.out_proj.weight [4, 4]
                        """, """
                        self_attn.q_proj.weight [4, 4]
                        self_attn.k_proj.weight [4, 4]
                        self_attn.v_proj.weight [4, 4]
                        self_attn.q_proj.bias [4]
                        self_attn.k_proj.bias [4]
                        self_attn.v_proj.bias [4]
                        self_attn.out_proj.weight [4, 4]
                        """).causes("fused-projections").proposesNothing();
    }

    @Test
    void foldedWeightNormIsNamed() {
        Checked.of(
                        "dec.conv.weight [4, 4, 3]\ndec.conv.bias [4]",
                        "dec.conv.weight_g [4, 1, 1]\ndec.conv.weight_v [4, 4, 3]\ndec.conv.bias [4]")
                .causes("weight-norm")
                .says("remove_weight_norm")
                .proposesNothing();
    }

    @Test
    void hundredThousandNamesTakeSeconds() {
        String file = IntStream.range(0, 100_000)
                .mapToObj(i -> "module.layers." + i + ".w uint8 [1]\n")
                .collect(Collectors.joining());
        long start = System.nanoTime();
        Checked.of(file, file.replace("module.", "")).causes("prefix");
        assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
    }

    @Test
    void namesThatHaveNothingInCommonArePairedByShapesThatStandAlone() {
        Checked.of("""
                        hidden.kernel [4, 3]
                        hidden.bias [3]
                        head.kernel [3, 2]
                        """, """
                        vars.0.a [3, 2]
                        vars.1.b [4, 3]
                        vars.1.c [3]
                        """).causes("only-fit").mends();
    }

    @Test
    void shapesThatSeveralHavePairNothing() {
        Checked.of("""
                        hidden.kernel [3, 3]
                        hidden.bias [3]
                        head.kernel [3, 3]
                        """, """
                        vars.0.a [3, 3]
                        vars.1.b [3, 3]
                        vars.1.c [3]
                        """).causes("other-model");
    }
}
