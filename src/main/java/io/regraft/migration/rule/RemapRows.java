package io.regraft.migration.rule;

import io.regraft.kernel.NewRows;
import io.regraft.migration.IdMap;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Labels;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.migration.TextMap;
import io.regraft.migration.Values;
import java.util.Locale;
import java.util.Optional;

/** Gives every row the place that its label, or its old index, has afterwards. */
record RemapRows(RowScope rows, RowMatching matching, Optional<InitSpec> init, Unlabelled unlabelled) implements Rule {

    /** Whether rows may get lost. */
    enum Drop {
        ALLOW,
        FORBID
    }

    /** What becomes of rows beyond the last label. */
    enum Unlabelled {
        ERROR,
        KEEP_LAST,
        DROP
    }

    private static final Key<Labels> FROM =
            Key.optional("from", Keys.labels(), "What the rows are called now, row 0 first.");
    private static final Key<Labels> TO =
            Key.optional("to", Keys.labels(), "What the rows shall be called, row 0 first.");
    private static final Key<IdMap> MAP =
            Key.optional("map", Keys.idMap(), "Old index to new index, in place of from and to.");
    private static final Key<TextMap> ALIASES =
            Key.optional("aliases", Keys.textMap(), "New label to old label, for rows that are called otherwise now.");
    private static final Key<Drop> DROP = Key.<Drop>optional(
                    "drop", Keys.choice(Drop.class), "Whether rows may get lost; the manifest lists them.")
            .orElse(Drop.ALLOW);
    private static final Key<Unlabelled> UNLABELLED = Key.<Unlabelled>optional(
                    "unlabelled",
                    Keys.choice(Unlabelled.class),
                    "What becomes of rows beyond the last label, such as reserved ones.")
            .orElse(Unlabelled.ERROR);

    static final RuleType TYPE = RuleType.of(
                    "remap_rows", "Puts each row where its label stands in another list, whatever the order of both.")
            .rows()
            .keys(FROM, TO, MAP, ALIASES, InitType.OPTIONAL, DROP, UNLABELLED)
            .example("remap_rows: {tensors: spk.weight, from: {file: old.txt}, to: {file: new.txt}, init: mean}")
            .parsedBy(RemapRows::parse);

    private static RemapRows parse(Values v) {
        boolean byLabels = v.has(FROM) && v.has(TO);
        Step.require(
                v.has(MAP) ? !v.has(FROM) && !v.has(TO) : byLabels,
                v.at(),
                "Give the labels as they are and as they shall be, or a map of indices.",
                "remap_rows takes from and to, or map, found %s",
                v.has(MAP) ? "both" : v.has(FROM) ? "from alone" : v.has(TO) ? "to alone" : "neither");
        Step.require(
                byLabels || !v.has(ALIASES),
                v.at(ALIASES),
                "Leave it out.",
                "aliases goes with from and to, not with map");
        boolean forbid = v.get(DROP) == Drop.FORBID;
        RowMatching matching = byLabels
                ? new LabelMatching(v.get(FROM), v.get(TO), v.find(ALIASES), forbid)
                : new IdMatching(v.get(MAP), v.at(MAP), forbid);
        RowScope rows = RowScope.of(v);
        return new RemapRows(
                byLabels ? rows.labelled(v.get(FROM)) : rows, matching, v.find(InitType.OPTIONAL), v.get(UNLABELLED));
    }

    @Override
    public void apply(Step step, StateDict state) {
        RowMatching.Matched matched = matching.match(step);
        rows.change(step, state, init, axis -> {
            matching.requireWithin(axis);
            long reserved = axis.rows() - matched.named();
            if (reserved > 0 && unlabelled == Unlabelled.ERROR) {
                throw matching.tooShort(axis);
            }
            if (init.isEmpty()) {
                matching.requireNoneNew(step, matched);
            }
            long kept = unlabelled == Unlabelled.KEEP_LAST ? reserved : 0;
            return new RowChange(
                    matched.map(kept),
                    new NewRows.Identities.Labels(matched.fresh()),
                    matching.labelsAfter(matched.map(kept), axis));
        });
    }

    /** {@code 'anna' (new.txt:17)}. */
    static String quoted(Labels labels, int row) {
        return "'" + labels.get(row) + "' (" + labels.place(row).text() + ")";
    }

    /** {@code 1 label}, {@code 2,013 labels of 'to' are}. */
    static String some(int n, String of) {
        return String.format(
                Locale.ROOT, "%,d %s of '%s' %s", n, n == 1 ? "label" : "labels", of, n == 1 ? "is" : "are");
    }
}
