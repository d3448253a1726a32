package io.regraft.migration.rule;

import static io.regraft.checkpoint.DType.FLOAT32;
import static io.regraft.migration.rule.RuleHarness.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Value;
import io.regraft.testing.MemoryCheckpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenameTest {

    private static RuleHarness names(String... names) {
        MemoryCheckpoint.Builder b = MemoryCheckpoint.builder();
        for (String n : names) {
            b.counting(n, 1);
        }
        return given(b);
    }

    private static List<String> after(RuleHarness harness, String step) {
        return harness.when(step).names();
    }

    @Test
    void aPrefixIsTakenOffInEveryContainer() {
        assertThat(after(
                        names("model/module.enc.w", "ema/module.enc.w", "module.x/y"),
                        "- rename: {from: 'module.**', to: '**'}"))
                .containsExactly("model/enc.w", "ema/enc.w", "module.x/y");
    }

    @Test
    void bytesAndOrderStay() {
        given(MemoryCheckpoint.builder().counting("b", 2).counting("a", 3))
                .when("- rename: {from: b, to: z}")
                .then(MemoryCheckpoint.builder().counting("z", 2).counting("a", 3));
    }

    @Test
    void namesMayBeSwappedForAllHappensAtOnce() {
        given(MemoryCheckpoint.builder().counting("a", 1).counting("b", 2).counting("c", 3))
                .when("""
                        - rename:
                            - {from: a, to: b}
                            - {from: b, to: c}
                            - {from: c, to: a}
                        """)
                .then(MemoryCheckpoint.builder()
                        .counting("b", 1)
                        .counting("c", 2)
                        .counting("a", 3));
    }

    @Test
    void numbersMayBeCountedOn() {
        assertThat(after(names("layers.0.w", "layers.1.w"), "- rename: {from: 'layers.*.w', to: 'blocks.$(1+10).w'}"))
                .containsExactly("blocks.10.w", "blocks.11.w");
    }

    @Test
    void twoTensorsUnderOneNameAreRefused() {
        names("module.enc.w", "enc.w")
                .when("- rename: {from: 'module.**', to: '**'}")
                .fails(
                        "fix.yaml:4:3: two tensors would be named 'enc.w': 'module.enc.w' by this rename, 'enc.w' already "
                                + "there. Drop or rename one before.");
        names("a.w", "b.w")
                .when("- rename: {from: '*.w', to: w}")
                .fails("fix.yaml:4:3: two tensors would be named 'w': 'a.w' by this rename, 'b.w' by it too. "
                        + "Drop or rename one before.");
    }

    @Test
    void aTensorThatTwoEntriesMatchIsRefusedUnlessTheyAgree() {
        names("a.w")
                .when("""
                        - rename:
                            - {from: 'a.*', to: 'b.*'}
                            - {from: '*.w', to: '*.v'}
                        """)
                .fails("fix.yaml:6:14: 'a.w' is renamed twice: to 'a.v' here, and to 'b.w' at fix.yaml:5:14. "
                        + "Let one entry match it.");
        assertThat(after(names("a.w"), """
                        - rename:
                            - {from: 'a.*', to: 'b.*'}
                            - {regex: '(a)\\.(w)', to: 'b.$2'}
                        """)).containsExactly("b.w");
    }

    @Test
    void aRegexMatchesTheWholeKey() {
        assertThat(after(
                        names("model/blocks.0.norm.w", "model/head"),
                        "- rename: {regex: 'blocks\\.(\\d+)\\.(?!\\d)(.*)', to: 'blocks.0.$1.$2'}"))
                .containsExactly("model/blocks.0.0.norm.w", "model/head");
    }

    @Test
    void aRegexThatMatchesAPartIsRefusedWithItsAnchoredForm() {
        names("_orig_mod.enc.w", "x._orig_mod.w", "y")
                .when("- rename: {regex: '_orig_mod\\.', to: ''}")
                .fails("fix.yaml:4:38: the right side is empty. Every tensor needs a name.");
        names("_orig_mod.enc.w", "x._orig_mod.w", "y")
                .when("- rename: {regex: '_orig_mod\\.', to: 'm.'}")
                .fails("fix.yaml:4:19: '_orig_mod\\.' matches only a part of '_orig_mod.enc.w' and of 1 other. "
                        + "It must match the whole key: write '^(.*)_orig_mod\\.(.*)$'. "
                        + "To replace a text wherever it stands, use find and replace.");
        names("a.gamma", "a.gamma_net.w")
                .when("- rename: {regex: '(.*)\\.gamma|b', to: '$1.weight'}")
                .fails("fix.yaml:4:19: '(.*)\\.gamma|b' matches only a part of 'a.gamma_net.w'. "
                        + "It must match the whole key: write '^(?:(.*)\\.gamma|b)$'. "
                        + "To replace a text wherever it stands, use find and replace.");
    }

    @Test
    void aRegexThatMatchesNothingIsRefused() {
        names("a", "b")
                .when("- rename: {regex: '^c$', to: 'd'}")
                .fails("fix.yaml:4:19: '^c$' matches none of 2 tensors in g.pt. It must match the whole key.");
        assertThat(after(names("a", "b"), "- rename: {regex: '^c$', to: 'd', optional: true}"))
                .containsExactly("a", "b");
    }

    @Test
    void aTextIsReplacedWhereverItStands() {
        assertThat(after(
                        names("_orig_mod.a._orig_mod.b", "ema/_orig_mod.c", "_orig_mod.x/d"),
                        "- rename: {find: '_orig_mod.', replace: ''}"))
                .containsExactly("a.b", "ema/c", "_orig_mod.x/d");
        names("a")
                .when("- rename: {find: b, replace: c}")
                .fails("fix.yaml:4:18: 'b' is in none of 1 tensor in g.pt. It is taken letter by letter.");
        names("a")
                .when("- rename: {find: '', replace: c}")
                .fails("fix.yaml:4:18: find is empty. Give the text that is to go.");
        names("a")
                .when("- rename: {find: a, replace: ''}")
                .fails("fix.yaml:4:18: the name of a tensor would be empty. Give it a name.");
    }

    @Test
    void aKeyThatHoldsASlashIsReplacedLiterally() {
        assertThat(after(names("net\\/conv\\/kernel"), "- rename: {find: /, replace: .}"))
                .containsExactly("net.conv.kernel");
    }

    @Test
    void aTableMapsOldNamesToNewOnes() {
        RuleHarness harness = names("a.w", "ema/a.w", "b").file("names.json", "{\"a.w\": \"x.w\", \"b\": \"a.w\"}");
        assertThat(after(harness, "- rename: {table: {file: names.json}}")).containsExactly("x.w", "ema/x.w", "a.w");
    }

    @Test
    void anEntryOfATableThatMatchesNothingIsRefused() {
        names("a.w")
                .when("- rename: {table: {a.v: x}}")
                .fails("fix.yaml:4:20: 'a.v' is none of 1 tensor in g.pt; closest is 'a.w'. "
                        + "A table names keys; for whole paths say scope: path.");
    }

    @Test
    void aSlashNeedsTheScopeOfPaths() {
        names("model/a")
                .when("- rename: {from: 'model/*', to: 'b'}")
                .fails("fix.yaml:4:18: 'from' holds a '/', and rename works on the key, the part after the last one. "
                        + "For whole paths say scope: path; a '/' of the key itself is written \\/.");
        names("model/a")
                .when("- rename: {from: 'a', to: 'model/b'}")
                .fails("fix.yaml:4:27: 'to' holds a '/', and rename works on the key, the part after the last one. "
                        + "For whole paths say scope: path; a '/' of the key itself is written \\/.");
        names("model/a")
                .when("- rename: {regex: '(a)', to: 'model/$1'}")
                .fails("fix.yaml:4:30: the new key 'model/a' of 'model/a' holds a '/'. "
                        + "To move it to another container say scope: path; a '/' of the key itself is written \\/.");
    }

    @Test
    void wholePathsMoveBetweenContainers() {
        assertThat(after(names("model/a", "ema/b"), "- rename: {from: 'model/*', to: 'ema/*', scope: path}"))
                .containsExactly("ema/a", "ema/b");
        assertThat(after(names("model/a", "ema/b"), "- rename: {from: 'model/*', to: '*', scope: path}"))
                .containsExactly("a", "ema/b");
        assertThat(after(names("model/a", "ema/b"), "- rename: {regex: 'model/(.*)', to: 'ema/$1', scope: path}"))
                .containsExactly("ema/a", "ema/b");
        assertThat(after(names("model/a", "ema/b"), "- rename: {find: 'model/', replace: 'ema/', scope: path}"))
                .containsExactly("ema/a", "ema/b");
        assertThat(after(names("model/a", "ema/b"), "- rename: {table: {model/a: ema/c}, scope: path}"))
                .containsExactly("ema/c", "ema/b");
    }

    @Test
    void aContainerThatIsNotThereIsRefused() {
        names("model/a")
                .when("- rename: {from: 'model/*', to: 'modell/*', scope: path}")
                .fails("fix.yaml:4:18: there is no container 'modell' in g.pt for 'modell/a'; did you mean 'model'? "
                        + "A tensor's full name is its path: the containers, then the key. "
                        + "A '/' that belongs to the key is written \\/.");
    }

    @Test
    void theNameOfAnotherValueIsRefused() {
        given(MemoryCheckpoint.builder().counting("a", 1).value("epoch", new Value.Text("7")))
                .when("- rename: {from: a, to: epoch}")
                .fails("fix.yaml:4:18: 'epoch' is there already, as '7'. Choose another name.");
    }

    @Test
    void itemsOfAListHaveNoNames() {
        given(MemoryCheckpoint.builder().counting("list/0", 1).container("list", "list"))
                .when("- rename: {from: '0', to: b}")
                .fails("fix.yaml:4:3: rename can't take list/0: its container 'list' is a list. "
                        + "Rules add, remove and rename tensors by key, in dicts.");
    }

    @Test
    void pairsThatDoNotGoTogetherAreRefused() {
        names("a")
                .when("- rename: {from: a, replace: b}")
                .fails("fix.yaml:4:3: rename takes from and to, regex and to, find and replace, or table, "
                        + "found from, replace. Give one pair; several go into a list.");
        names("a")
                .when("- rename: {}")
                .fails("fix.yaml:4:3: rename takes from and to, regex and to, find and replace, or table, "
                        + "found none of them. Give one pair; several go into a list.");
    }

    @Test
    void aFileThatIsOneTensorHasNoNameToChange() {
        names(".")
                .when("- rename: {find: a, replace: b}")
                .fails("fix.yaml:4:18: 'a' is in none of 1 tensor in g.pt. It is taken letter by letter.");
    }

    @Test
    void anExpressionThatBacktracksWithoutEndIsRefused() {
        names("a".repeat(20_000))
                .when("- rename: {regex: '^(a|b)*c$', to: d}")
                .fails("fix.yaml:4:19: '^(a|b)*c$' takes too many steps on a name of 20000 characters. "
                        + "Write a simpler expression, without a repeated choice or repeat such as (a|b)* or (a+)*.");
        names("a".repeat(60))
                .when("- rename: {regex: '^((a+)+)\\2?c$', to: d}")
                .fails("fix.yaml:4:19: '^((a+)+)\\2?c$' takes too many steps on a name of 60 characters. "
                        + "Write a simpler expression, without a repeated choice or repeat such as (a|b)* or (a+)*.");
    }

    @Test
    void optimizerStateThatIsKeptByNameIsLeftAloneAndSaid() {
        given(MemoryCheckpoint.builder()
                        .counting("model/a.w", 1)
                        .counting("optim/state/a.w/exp_avg", 1)
                        .container("optim/param_groups", "list"))
                .when("- rename: {from: a.w, to: b.w}")
                .tensors(MemoryCheckpoint.builder().counting("model/b.w", 1).counting("optim/state/a.w/exp_avg", 1))
                .warns("fix.yaml:4:3: optimizer state in optim/state is kept by parameter name and was left alone: "
                        + "it still has the old names");
    }

    @Test
    void anOpaqueTensorIsRenamedToo() {
        given(MemoryCheckpoint.builder().opaque("a", FLOAT32, Shape.of(2), "sparse_coo"))
                .when("- rename: {from: a, to: b}")
                .then(MemoryCheckpoint.builder().opaque("b", FLOAT32, Shape.of(2), "sparse_coo"));
    }
}
