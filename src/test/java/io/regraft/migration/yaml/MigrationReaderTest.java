package io.regraft.migration.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.TensorName;
import io.regraft.migration.AxisGroup;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Labels;
import io.regraft.migration.Migration;
import io.regraft.migration.Step;
import io.regraft.migration.TargetFile;
import io.regraft.problem.Where;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MigrationReaderTest {

    private static final Key<Labels> FROM = Key.optional("from", Keys.labels(), "Labels.");
    private static final Key<Long> SIZE = Key.optional("size", Keys.extent(), "Size.");

    private final Folder folder = new Folder(Key.optional("tensors", Keys.selectors(), "Which."), FROM, SIZE);

    @Test
    void aWholeMigrationIsReadAsWritten() {
        folder.file("dir/old.txt", "anna\nbo\n").file("dir/fix.yaml", """
                        regraft: 1
                        id: emotivoice-back-to-stock
                        description: Back to the stock speakers.
                        vars:
                          size: 2
                          old: {file: old.txt}
                          name: it's
                        axes:
                          speakers:
                            unlisted: error
                            members:
                              - {tensors: emb.weight, axis: 0}
                              - {tensors: "head.{weight,bias}", optional: true}
                          plain: [{tensors: proj.weight, axis: -1}]
                        expect:
                          - {tensor: emb.weight, shape: [2015, 384], dtype: float32}
                        steps:
                          - probe: {tensors: a, from: '${old}', size: '${size}', optional: true}
                          - rows: {axes: speakers, optimizer: off}
                        ensure:
                          - {tensor: emb.weight, shape: ['${size}', 384]}
                        target: {file: spec.json, under: generator}
                        """);
        MigrationReader.Result result = folder.result("dir/fix.yaml", Map.of("other", "1"));
        Migration m = result.migration();
        assertThat(result.usedVars()).isEmpty();
        assertThat(m.file()).isEqualTo("dir/fix.yaml");
        assertThat(m.id()).isEqualTo("emotivoice-back-to-stock");
        assertThat(m.description()).isEqualTo("Back to the stock speakers.");
        assertThat(m.vars()).isEqualTo(Map.of("size", "2", "old", "{file: old.txt}", "name", "'it''s'"));
        assertThat(m.labelLists().keySet()).containsExactly("old");
        assertThat(m.labelLists().get("old").list()).containsExactly("anna", "bo");
        assertThat(m.expect()).extracting(Object::toString).containsExactly("emb.weight float32 [2015, 384]");
        assertThat(m.ensure()).extracting(Object::toString).containsExactly("emb.weight [2, 384]");
        assertThat(m.target())
                .contains(new TargetFile(
                        folder.path("dir/spec.json"),
                        TensorName.of("generator"),
                        new Where.InText("dir/fix.yaml", 22, 16)));
        assertThat(m.checksum()).matches("[0-9a-f]{64}");
        steps(m.steps());
    }

    private static void steps(List<Step> steps) {
        assertThat(steps)
                .extracting(Step::index, Step::ruleName, Step::at, Step::optional, Step::optimizer, Step::migration)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                1,
                                "probe",
                                new Where.InText("dir/fix.yaml", 18, 5),
                                true,
                                Step.OptimizerChoice.AUTO,
                                "emotivoice-back-to-stock"),
                        org.assertj.core.groups.Tuple.tuple(
                                2,
                                "rows",
                                new Where.InText("dir/fix.yaml", 19, 5),
                                false,
                                Step.OptimizerChoice.OFF,
                                "emotivoice-back-to-stock"));
        Folder.Probe probe = (Folder.Probe) steps.get(0).rule();
        assertThat(probe.values().get(FROM).list()).containsExactly("anna", "bo");
        assertThat(probe.values().get(FROM).place(1)).isEqualTo(new Where.InText("dir/old.txt", 2, 0));
        assertThat(probe.values().get(SIZE)).isEqualTo(2L);
        assertThat(probe.values().at(SIZE)).isEqualTo(new Where.InText("dir/fix.yaml", 18, 47));
        AxisGroup group = ((Folder.Probe) steps.get(1).rule()).values().rows();
        assertThat(group.name()).isEqualTo(Optional.of("speakers"));
        assertThat(group.unlisted()).isEqualTo(AxisGroup.Unlisted.ERROR);
        assertThat(group.members())
                .extracting(
                        x -> x.tensors().entries().get(0).selector().text(),
                        AxisGroup.Member::axis,
                        AxisGroup.Member::optional)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("emb.weight", 0, false),
                        org.assertj.core.groups.Tuple.tuple("head.{weight,bias}", 0, true));
        assertThat(steps.get(0).labelLists()).containsOnlyKeys("old");
    }

    @Test
    void aMigrationMayHaveNoSteps() {
        assertThat(folder.read("regraft: 1\nid: nothing\nsteps: []\n").steps()).isEmpty();
    }

    @Test
    void aListMayStandForTheOneKeyThatARuleNames() {
        Migration m = folder.read("regraft: 1\nid: a\nsteps:\n- probe: [x, y]\n");
        assertThat(Folder.values(m).get(Key.required("many", Keys.list(Keys.text()), "Some texts.")))
                .containsExactly("x", "y");
    }

    @Test
    void allProblemsAreShownSortedByPlace() {
        assertThat(folder.problems("""
                        regraft: 2
                        id: 'two words'
                        stepz: []
                        donors: {}
                        rows: {}
                        axes:
                          speakers: []
                          fine: [{tensors: a}]
                        steps:
                          - probe: {tensers: a, size: '7'}
                          - prob: {}
                          - fill: {}
                          - probe: {}
                            rows: {}
                          - rows: {axis: 0}
                          - rows: {axes: fine, tensors: a}
                          - rows: {axes: fines}
                          - rows: {axes: speakers}
                          - probe: a
                          - probe: {blocks: 3, optimizer: {state: o}}
                          - 7
                        """))
                .containsExactly(
                        "fix.yaml:1:10: expected language version 1, found 2. A newer release may read it: regraft --version tells yours.",
                        "fix.yaml:2:5: 'two words' can't be an id. Begin with a letter or digit, then letters, digits, dots, dashes and underscores: up to 128.",
                        "fix.yaml:3:1: a migration has no key 'stepz'; did you mean 'steps'? It takes regraft, id, description, vars, axes, expect, steps, ensure, target.",
                        "fix.yaml:4:1: 'donors' is not in this release. It takes regraft, id, description, vars, axes, expect, steps, ensure, target.",
                        "fix.yaml:5:1: a migration has no key 'rows'. It is a rule: put it under steps, after a dash.",
                        "fix.yaml:7:13: the axis group has no members. List one tensor at least.",
                        "fix.yaml:10:13: probe has no key 'tensers'; did you mean 'tensors'? It takes tensors, from, size, optimizer, optional.",
                        "fix.yaml:10:31: expected a whole number of at least 0, found the text '7'. Take off the quotes.",
                        "fix.yaml:11:5: there is no rule 'prob'; did you mean 'probe'? It has probe, rows.",
                        "fix.yaml:12:5: the rule 'fill' is not in this release. It has probe, rows.",
                        "fix.yaml:14:5: a step is one rule, found 'rows' after 'probe'. Begin it with a dash of its own.",
                        "fix.yaml:15:5: rows needs the key 'tensors' or 'axes'. It takes tensors, axes, axis, rows_are, optimizer, optional.",
                        "fix.yaml:16:33: 'tensors' does not go with 'axes', which says it for each member. Leave one out.",
                        "fix.yaml:17:18: there is no axis group 'fines'; did you mean 'fine'? The file has fine.",
                        "fix.yaml:19:12: expected the keys of probe, found the text 'a'. As in probe: {}.",
                        "fix.yaml:20:13: probe has no key 'blocks' in this release. It takes tensors, from, size, optimizer, optional.",
                        "fix.yaml:20:35: naming the optimizer state is not in this release. Write optimizer: off, and its moments are left alone.",
                        "fix.yaml:21:5: expected a step, found the number 7. A step is a rule with its keys, as drop: {tensors: head.weight}.");
    }

    @Test
    void whatMustBeThereIsAskedFor() {
        assertThat(folder.problems("regraft: 1\n"))
                .containsExactly(
                        "fix.yaml:1:1: the migration needs the key 'id'. A stable name, which manifests keep: letters, digits, dot, dash, underscore.",
                        "fix.yaml:1:1: the migration needs the key 'steps'. For no steps write steps: [].");
        assertThat(folder.problems("regraft: 1\nid: 7\nsteps:\n"))
                .containsExactly(
                        "fix.yaml:2:5: expected a text, found the number 7. Quote it: '7'.",
                        "fix.yaml:3:7: expected a list of steps, found nothing. For no steps write steps: [].");
    }

    @Test
    void aRowRuleHasOneAxisUnlessItNamesAGroup() {
        AxisGroup rows = Folder.values(folder.read("regraft: 1\nid: a\nsteps:\n- rows: {tensors: [a, b], axis: -2}\n"))
                .rows();
        assertThat(rows.name()).isEmpty();
        assertThat(rows.members()).extracting(AxisGroup.Member::axis).containsExactly(-2);
    }
}
