package io.regraft.migration.rule;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.DType.Family;
import io.regraft.checkpoint.OptimizerState;
import io.regraft.checkpoint.TensorName;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Overflow;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Match;
import io.regraft.migration.Names;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.Selectors;
import io.regraft.migration.StateDict;
import io.regraft.migration.StateDict.Changed;
import io.regraft.migration.StateDict.Entry;
import io.regraft.migration.Step;
import io.regraft.migration.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Converts tensors to another dtype, rounding to nearest, ties to even. */
record Cast(Selectors tensors, DType to, Source from, Overflow overflow) implements Rule {

    /** Which dtypes are converted. */
    record Source(String name, Set<DType> dtypes) {
        Source {
            dtypes = Set.copyOf(dtypes);
        }

        static Source of(String name, Family... families) {
            List<Family> all = List.of(families);
            return new Source(
                    name,
                    Arrays.stream(DType.values())
                            .filter(d -> all.contains(d.family()))
                            .collect(Collectors.toCollection(() -> EnumSet.noneOf(DType.class))));
        }
    }

    private static final Source FLOATING = Source.of("floating", Family.FLOATING);
    private static final Source INTEGER = Source.of("integer", Family.INTEGER);
    private static final Source BOOL = Source.of("bool", Family.BOOL);
    private static final Source ANY = Source.of("real", Family.FLOATING, Family.INTEGER, Family.BOOL);

    private static final Key<Selectors> TENSORS =
            Key.required("tensors", Keys.selectors(), "Which tensors to convert.");
    private static final Key<DType> DTYPE = Key.required("dtype", Keys.dtype(), "What to convert to.");
    private static final Key<Source> FROM = Key.optional(
            "from",
            Keys.oneOf(List.of(
                    Keys.word("floating", FLOATING),
                    Keys.word("integer", INTEGER),
                    Keys.word("bool", BOOL),
                    Keys.word("any", ANY),
                    Keys.map(Keys.dtype(), d -> new Source(d.value().label(), Set.of(d.value()))))),
            "What is converted: floating, integer, bool, any or a dtype; unless given, what is of the kind of dtype.");
    private static final Key<Overflow> OVERFLOW = Key.<Overflow>optional(
                    "overflow", Keys.choice(Overflow.class), "What becomes of values that dtype can't hold.")
            .orElse(Overflow.ERROR);

    static final RuleType TYPE = RuleType.of("cast", "Converts tensors to another dtype.")
            .keys(TENSORS, DTYPE, FROM, OVERFLOW)
            .example("cast: {tensors: '**', dtype: float16, overflow: saturate}")
            .parsedBy(Cast::parse);

    private static Cast parse(Values v) {
        DType to = v.get(DTYPE);
        Source from = v.find(FROM).orElseGet(() -> switch (to.family()) {
            case FLOATING -> FLOATING;
            case INTEGER -> INTEGER;
            case BOOL -> BOOL;
            case COMPLEX -> Source.of("complex", Family.COMPLEX);
            case QUANTISED, BITS ->
                throw Step.wrong(
                        v.at(DTYPE),
                        "cast does not convert to " + to,
                        "Convert to a floating, integer, bool or complex dtype.");
        });
        Step.require(
                to.family() != Family.QUANTISED && to.family() != Family.BITS,
                v.at(DTYPE),
                "Convert to a floating, integer, bool or complex dtype.",
                "cast does not convert to %s",
                to);
        Overflow overflow = v.get(OVERFLOW);
        Step.require(
                overflow != Overflow.INF || to.family() == Family.FLOATING || to.family() == Family.COMPLEX,
                v.at(OVERFLOW),
                "Say error or saturate.",
                "overflow: inf goes with floating dtypes, %s has no infinity",
                to);
        return new Cast(v.get(TENSORS), to, from, overflow);
    }

    @Override
    public void apply(Step step, StateDict state) {
        List<TensorName> taken = new ArrayList<>();
        List<TensorName> left = new ArrayList<>();
        OptimizerState optimizers = OptimizerState.find(state.source());
        List<TensorName> moments = new ArrayList<>();
        for (Match m : tensors.resolve(step, state)) {
            if (optimizers.holds(m.name()) && !m.by().text().contains("/")) {
                moments.add(m.name());
                continue;
            }
            DType dtype = state.get(m.name()).type().dtype();
            boolean opaque = m.by().hasWildcards() && isOpaque(state.get(m.name()));
            if (!opaque && (dtype == to || from.dtypes.contains(dtype))) {
                requireCast(step, m.name(), dtype);
                taken.add(m.name());
            } else {
                Step.require(
                        m.by().hasWildcards(),
                        m.by().at(),
                        "Say what to take by from: any, or leave it out.",
                        "cast to %s takes %s tensors, %s is %s",
                        to,
                        from.name,
                        m.name(),
                        dtype);
                left.add(m.name());
            }
        }
        Step.require(
                !taken.isEmpty() || left.isEmpty() || step.optional(),
                step.at(),
                "Say what to take by from: any.",
                "cast to %s takes %s tensors, and none of the %,d that match is one: %s",
                to,
                from.name,
                left.size(),
                Names.some(left));
        warnOfScales(step, state, taken);
        if (!moments.isEmpty()) {
            state.warn(
                    step.at(),
                    String.format(
                            Locale.ROOT,
                            "cast left %s of optimizer state as they are, such as %s; to convert them, too, name their"
                                    + " container: '%s/**'",
                            Axis.count(moments.size(), "tensor"),
                            moments.get(0),
                            optimizers.paths().get(0)));
        }
        state.change(
                step,
                taken,
                (name, old) -> Changed.to(old.type().dtype() == to ? old : new Expression.Cast(old, to, overflow)));
        if (!left.isEmpty()) {
            state.warn(
                    step.at(),
                    String.format(
                            Locale.ROOT,
                            "cast left %s as %s: not%s %s: %s",
                            Axis.count(left.size(), "tensor"),
                            left.size() == 1 ? "it is" : "they are",
                            left.stream().map(state::get).anyMatch(Cast::isOpaque) ? " strided and" : "",
                            from.name,
                            Names.some(left)));
        }
    }

    /** True for a layout that is not computed on, such as a sparse one. */
    private static boolean isOpaque(Entry e) {
        return e.origin().filter(t -> e.isUntouched() && t.view().isEmpty()).isPresent();
    }

    private void requireCast(Step step, TensorName name, DType dtype) {
        boolean complex = dtype.family() == Family.COMPLEX;
        boolean numbers = dtype.family() != Family.QUANTISED && dtype.family() != Family.BITS;
        Step.require(
                dtype == to || (numbers && complex == (to.family() == Family.COMPLEX)),
                step.at(),
                "Leave it out of 'tensors'.",
                "there is no cast from %s to %s, and %s is %s",
                dtype,
                to,
                name,
                dtype);
    }

    /** Block-scaled weights mean nothing without their scales. */
    private void warnOfScales(Step step, StateDict state, List<TensorName> taken) {
        List<TensorName> scaled = taken.stream()
                .filter(n -> state.get(n).type().dtype().label().startsWith("float8"))
                .filter(n -> state.get(n).type().dtype() != to)
                .filter(n -> List.of("_scale_inv", "_scale").stream()
                        .anyMatch(s ->
                                state.find(n.container().child(n.key() + s)).isPresent()))
                .toList();
        if (!scaled.isEmpty()) {
            state.warn(
                    step.at(),
                    "cast does not multiply by scales, and there are some beside " + Names.some(scaled)
                            + ": the result is the unscaled numbers");
        }
    }
}
