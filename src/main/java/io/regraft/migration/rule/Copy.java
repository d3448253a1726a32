package io.regraft.migration.rule;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Formats;
import io.regraft.migration.CaptureTemplate;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Match;
import io.regraft.migration.Node;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.Selector;
import io.regraft.migration.StateDict;
import io.regraft.migration.StateDict.Applied;
import io.regraft.migration.StateDict.Entry;
import io.regraft.migration.StateDict.Placed;
import io.regraft.migration.StateDict.Tie;
import io.regraft.migration.Step;
import io.regraft.migration.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives the content of a tensor a second name, as bytes of its own or tied to the first. */
record Copy(Selector from, CaptureTemplate to, boolean share) implements Rule {

    private static final Key<Selector> FROM = Key.required("from", Keys.selector(), "Which tensors to copy.");
    private static final Key<Node.Scalar> TO = Key.required(
            "to", Keys.template(), "The name of the copy; without a '/' in the container of what is copied.");
    private static final Key<Boolean> SHARE = Key.optional(
                    "share", Keys.bool(), "true: both names see one storage, where the format can.")
            .orElse(false);

    static final RuleType TYPE = RuleType.of("copy", "Adds a second tensor with the same content.")
            .keys(FROM, TO, SHARE)
            .example("copy: {from: model.embed_tokens.weight, to: lm_head.weight}")
            .parsedBy(Copy::parse);

    private static Copy parse(Values v) {
        Selector from = v.get(FROM);
        return new Copy(from, CaptureTemplate.forSelector(v.get(TO), from.wildcards()), v.get(SHARE));
    }

    @Override
    public void apply(Step step, StateDict state) {
        requireSharing(step, state);
        Map<TensorName, Entry> copies = new LinkedHashMap<>();
        for (Match m : from.resolve(step, state)) {
            TensorName name = to.name(m);
            Entry source = state.get(m.name());
            requireNew(step, state, name, m.name(), copies);
            requireStrided(step, source);
            copies.put(name, copied(step, source, name));
        }
        OptimizerCheck.requireNoParameters(step, state, copies.values());
        Containers.Ends ends = new Containers.Ends(state);
        state.insert(copies.values().stream()
                .map(e -> new Placed(e, ends.of(e.name().container())))
                .toList());
    }

    private void requireSharing(Step step, StateDict state) {
        Step.require(
                !share
                        || Formats.named(state.source().format())
                                .filter(f -> !f.abilities().sharing())
                                .isEmpty(),
                step.at(),
                "Leave 'share' out: the copy then has bytes of its own.",
                "'share: true' asks for one storage under two names, which %s, a file of %s, can't have",
                state.source().name(),
                state.source().format());
    }

    private void requireNew(
            Step step, StateDict state, TensorName name, TensorName source, Map<TensorName, Entry> copies) {
        Optional<String> other = copies.containsKey(name)
                ? Optional.of("also a copy of this step")
                : state.find(name).map(e -> "already there");
        Step.require(
                other.isEmpty(),
                to.at(),
                "Drop or rename that one before, or give the copy another name.",
                "two tensors would be named '%s': the copy of '%s', and one %s",
                name,
                source,
                other.orElse(""));
        Containers.requireFree(step, state, name, to.at());
    }

    private static void requireStrided(Step step, Entry source) {
        Optional<Tensor> opaque = source.origin().filter(t -> t.view().isEmpty());
        Step.require(
                opaque.isEmpty(),
                step.at(),
                "Leave it out of 'from'; it is kept as it is.",
                "copy takes strided tensors, %s is %s",
                source.name(),
                opaque.map(Tensor::layout).orElse(""));
    }

    private Entry copied(Step step, Entry source, TensorName name) {
        List<Applied> history = new ArrayList<>(source.history());
        history.add(new Applied(step, Optional.empty()));
        return share
                ? new Entry(name, source.expression(), source.origin(), source.tie(), source.isUntouched(), history)
                : new Entry(name, source.expression(), source.origin(), new Tie(), false, history);
    }
}
