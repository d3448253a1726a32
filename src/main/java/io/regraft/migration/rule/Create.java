package io.regraft.migration.rule;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Init;
import io.regraft.kernel.NewRows;
import io.regraft.migration.CaptureTemplate;
import io.regraft.migration.Captures;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A new tensor, or one for each match of a selector.
 *
 * @param each the tensors for each of which one is made; empty if it is one
 * @param axis the axis that {@code arange} counts along
 */
record Create(
        Optional<Selector> each, CaptureTemplate name, TensorType type, InitSpec init, int axis, Optional<Place> place)
        implements Rule {

    /** Where it goes: directly before or after a tensor. */
    record Place(boolean before, CaptureTemplate name) {}

    private static final Key<Node.Scalar> NAME =
            Key.required("name", Keys.template(), "Full name of the new tensor; with for, made of what that bound.");
    private static final Key<Selector> FOR =
            Key.optional("for", Keys.selector(), "A selector: a tensor is made for each match.");
    private static final Key<DType> DTYPE = Key.required("dtype", Keys.dtype(), "Type of its elements.");
    private static final Key<Shape> SHAPE = Key.required("shape", Keys.shape(), "Its extents; [] is a scalar.");
    private static final Key<Node.Scalar> BEFORE =
            Key.optional("before", Keys.template(), "The tensor that it goes before, in the order of the file.");
    private static final Key<Node.Scalar> AFTER = Key.optional(
            "after", Keys.template(), "The tensor that it goes after; unless given, the last of its container.");

    static final RuleType TYPE = RuleType.of("create", "Adds a new tensor, or one for each match of a selector.")
            .keys(NAME, FOR, DTYPE, SHAPE, InitType.REQUIRED, Keys.AXIS, BEFORE, AFTER)
            .example("create: {name: emb_g.weight, dtype: float32, shape: [999, 256], init: {normal: {std: 0.02}}}")
            .parsedBy(Create::parse);

    /** More elements than this are not listed one by one. */
    private static final long MOST_LISTED = 1L << 22;

    private static Create parse(Values v) {
        Optional<Selector> each = v.find(FOR);
        List<String> wildcards = each.map(Selector::wildcards).orElse(List.of());
        Function<Key<Node.Scalar>, CaptureTemplate> template =
                key -> CaptureTemplate.forSelector(v.get(key), wildcards);
        InitSpec init = v.get(InitType.REQUIRED);
        Step.require(
                !init.needsRows(),
                v.at(InitType.REQUIRED),
                "Give one that needs none, such as zeros or normal.",
                "init: %s looks at rows that are there, and create makes a tensor from nothing",
                init.name());
        Step.require(
                !(v.has(BEFORE) && v.has(AFTER)),
                v.at(),
                "Give one of them.",
                "create takes before or after, found both");
        TensorType type = new TensorType(v.get(DTYPE), v.get(SHAPE));
        requireCreatable(type, v);
        Optional<Place> place = v.has(BEFORE)
                ? Optional.of(new Place(true, template.apply(BEFORE)))
                : v.has(AFTER) ? Optional.of(new Place(false, template.apply(AFTER))) : Optional.empty();
        return new Create(each, template.apply(NAME), type, init, axis(v, init, type), place);
    }

    private static int axis(Values v, InitSpec init, TensorType type) {
        if (!v.has(Keys.AXIS)) {
            return 0;
        }
        int written = v.get(Keys.AXIS);
        int rank = type.shape().rank();
        Step.require(
                init instanceof InitSpec.Arange,
                v.at(Keys.AXIS),
                "Leave it out.",
                "axis goes with init: arange, which counts along it, not with %s",
                init.name());
        Step.require(
                written >= -rank && written < rank,
                v.at(Keys.AXIS),
                "Axes count from 0, or from -1 backwards.",
                "there is no axis %d: the shape %s has rank %d",
                written,
                type.shape(),
                rank);
        return written < 0 ? written + rank : written;
    }

    private static void requireCreatable(TensorType type, Values v) {
        DType dtype = type.dtype();
        Step.require(
                dtype.family() != DType.Family.QUANTISED && dtype != DType.QUINT4X2 && dtype != DType.QUINT2X4,
                v.at(DTYPE),
                "Create it as floating, and quantise it with the framework.",
                "create makes no %s tensor: it would need scales",
                dtype);
        try {
            // Strides multiply what stands beside a 0 all the same.
            new TensorType(dtype, beside0(type.shape())).bytes();
        } catch (ArithmeticException e) {
            throw Step.wrong(
                    v.at(SHAPE),
                    "a tensor of shape " + type.shape() + " has more bytes than 63 bits count",
                    "Make it smaller.");
        }
    }

    private static Shape beside0(Shape shape) {
        return Shape.of(Arrays.stream(shape.toArray()).map(e -> Math.max(1, e)).toArray());
    }

    @Override
    public void apply(Step step, StateDict state) {
        Map<TensorName, Match> sources = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        Map<TensorName, Optional<TensorName>> places = new LinkedHashMap<>();
        if (each.isEmpty()) {
            TensorName only = name.path(Captures.NONE);
            places.put(only, place.map(p -> p.name.path(Captures.NONE)));
        } else {
            for (Match m : each.get().resolve(step, state)) {
                TensorName made = name.name(m);
                Match other = sources.putIfAbsent(made, m);
                Step.require(
                        other == null,
                        name.at(),
                        "Use what the wildcards of 'for' bound.",
                        "two tensors would be named '%s': the ones for '%s' and for '%s'",
                        made,
                        other == null ? made : other.name(),
                        m.name());
                places.put(made, place.map(p -> p.name.name(m)));
            }
        }
        places.keySet().forEach(made -> entries.add(entry(step, state, made)));
        OptimizerCheck.requireNoParameters(step, state, entries);
        Containers.Ends ends = new Containers.Ends(state);
        Map<TensorName, Optional<TensorName>> previous = previous(state);
        state.insert(entries.stream()
                .map(e -> new Placed(
                        e,
                        places.get(e.name())
                                .map(anchor -> beside(state, e.name(), anchor, previous))
                                .orElseGet(() -> ends.of(e.name().container()))))
                .toList());
    }

    private Entry entry(Step step, StateDict state, TensorName made) {
        Step.require(
                state.find(made).isEmpty(),
                name.at(),
                "Give another name, or drop that one before.",
                "'%s' is there already, %s",
                made,
                state.find(made).map(Entry::type).map(TensorType::toString).orElse(""));
        Containers.requireFree(step, state, made, name.at());
        Shape shape = type.shape();
        long rows = shape.rank() == 0 ? 1 : shape.extent(0);
        long elementsPerRow = shape.rank() == 0 ? 1 : shape.inner(0);
        Ground ground = Ground.created(step, made, type.dtype(), rows, elementsPerRow);
        NewRows content = new NewRows(
                resolved(step, state, made, ground), new NewRows.Identities.Indices(0, rows), Optional.empty());
        return new Entry(
                made,
                new Expression.Created(type, content),
                Optional.empty(),
                new Tie(),
                false,
                List.of(new Applied(step, Optional.empty())));
    }

    private Init resolved(Step step, StateDict state, TensorName made, Ground ground) {
        if (!(init instanceof InitSpec.Arange arange)) {
            return init.resolve(ground);
        }
        Shape shape = type.shape();
        if (axis > 0) {
            return listed(arange).resolve(ground);
        }
        if (shape.rank() > 1 && shape.extent(0) == 1 && shape.elements() > 1) {
            state.warn(
                    step.at(),
                    "arange counts along axis 0, of which '" + made + "' " + shape
                            + " has one row; axis: 1 counts along " + "the next");
        }
        return init.resolve(ground);
    }

    /** The elements of a range along an axis other than the first. */
    private InitSpec listed(InitSpec.Arange arange) {
        Shape shape = type.shape();
        Step.require(
                shape.elements() <= MOST_LISTED,
                arange.at(),
                "Count along axis 0.",
                "arange along axis %d takes up to %,d elements, found %,d",
                axis,
                MOST_LISTED,
                shape.elements());
        List<Number> all = new ArrayList<>();
        long inner = shape.inner(axis);
        for (long i = 0; i < shape.elements(); i++) {
            all.add(NumberFit.narrowed(arange.element(i / inner % shape.extent(axis))));
        }
        return new InitSpec.Values(all, arange.at());
    }

    /** The name that a tensor follows which goes before or after another. */
    private Optional<TensorName> beside(
            StateDict state, TensorName made, TensorName anchor, Map<TensorName, Optional<TensorName>> previous) {
        Place at = place.orElseThrow();
        Step.require(
                state.find(anchor).isPresent() && anchor.container().equals(made.container()),
                at.name.at(),
                "Name a tensor in the same container.",
                "'%s' can't stand beside '%s': there is no such tensor in '%s'",
                made,
                anchor,
                made.container());
        return at.before ? previous.get(anchor) : Optional.of(anchor);
    }

    private static Map<TensorName, Optional<TensorName>> previous(StateDict state) {
        Map<TensorName, Optional<TensorName>> previous = new HashMap<>();
        Optional<TensorName> last = Optional.empty();
        for (TensorName n : state.names()) {
            previous.put(n, last);
            last = Optional.of(n);
        }
        return previous;
    }
}
