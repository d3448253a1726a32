package io.regraft.migration;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.Value;
import io.regraft.problem.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What a guard demands. */
sealed interface Condition {

    boolean needsContent();

    /** True if it is about values that are no tensors, and nothing else. */
    default boolean isOfValues() {
        return false;
    }

    String describe();

    Verdict verdict(StateDict state, ContentOracle oracle);

    /** Whether a condition holds; a broken one can't be answered, and denying it doesn't make it hold. */
    enum Outcome {
        HOLDS,
        FAILS,
        BROKEN
    }

    /**
     * An answer.
     *
     * @param what what was expected and what found; empty where it holds
     */
    record Verdict(Outcome outcome, String what) {
        static final Verdict HOLDS = new Verdict(Outcome.HOLDS, "");

        static Verdict fails(String expected, String found) {
            return new Verdict(Outcome.FAILS, "expected " + expected + ", found " + found);
        }

        boolean holds() {
            return outcome == Outcome.HOLDS;
        }
    }

    /** A shape in which {@code *} is any extent. */
    record ShapePattern(List<OptionalLong> extents) {
        public ShapePattern {
            extents = List.copyOf(extents);
        }

        boolean takes(Shape shape) {
            if (shape.rank() != extents.size()) {
                return false;
            }
            for (int axis = 0; axis < shape.rank(); axis++) {
                long extent = shape.extent(axis);
                if (extents.get(axis).orElse(extent) != extent) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return extents.stream()
                    .map(e -> e.isPresent() ? Long.toString(e.getAsLong()) : "*")
                    .collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /** What each tensor must be like; what is left out is anything. */
    record Like(Optional<DType> dtype, Optional<ShapePattern> shape) {
        boolean takes(TensorType type) {
            return dtype.filter(d -> d != type.dtype()).isEmpty()
                    && shape.filter(s -> !s.takes(type.shape())).isEmpty();
        }

        @Override
        public String toString() {
            return dtype.map(d -> " " + d).orElse("") + shape.map(s -> " " + s).orElse("");
        }
    }

    /** Other content that a tensor must have. */
    record Same(Selector other, OptionalDouble within) {
        @Override
        public String toString() {
            return " equal to " + other + (within.isPresent() ? " within " + within.getAsDouble() : "");
        }
    }

    /**
     * Tensors that must be there, or not, and what they are like.
     *
     * @param single true where one name is given, which must not be found in two containers
     */
    record OfTensors(
            Selectors tensors,
            boolean single,
            boolean absent,
            OptionalLong count,
            Like like,
            Optional<Same> same,
            boolean finite)
            implements Condition {

        @Override
        public boolean needsContent() {
            return same.isPresent() || finite;
        }

        private String name() {
            return tensors.entries().stream()
                    .map(e -> (e.excludes() ? "!" : "") + e.selector())
                    .collect(Collectors.joining(", "));
        }

        @Override
        public String describe() {
            String counted = count.isPresent() ? Quantity.of(count.getAsLong(), "tensor") + " " : "";
            return counted
                    + name()
                    + like
                    + same.map(Same::toString).orElse("")
                    + (finite ? " finite" : "")
                    + (absent ? " absent" : "");
        }

        @Override
        public Verdict verdict(StateDict state, ContentOracle oracle) {
            List<Match> found = tensors.find(state);
            if (single && found.size() > 1) {
                return ambiguous(name(), found);
            }
            if (absent) {
                return found.isEmpty() ? Verdict.HOLDS : Verdict.fails("no " + name(), some(found, state));
            }
            if (count.isPresent() && count.getAsLong() != found.size()) {
                return Verdict.fails(
                        describe(),
                        String.format(Locale.ROOT, "%,d", found.size())
                                + (found.isEmpty() ? "" : ": " + some(found, state)));
            }
            if (found.isEmpty() && count.isEmpty()) {
                return Verdict.fails(name() + like, "no such tensor" + near(state));
            }
            List<Match> unlike = found.stream()
                    .filter(m -> !like.takes(state.get(m.name()).type()))
                    .toList();
            if (!unlike.isEmpty()) {
                return Verdict.fails(name() + like, some(unlike, state));
            }
            for (Match match : found) {
                Verdict verdict = content(match.name(), state, oracle);
                if (!verdict.holds()) {
                    return verdict;
                }
            }
            return Verdict.HOLDS;
        }

        private static Verdict ambiguous(String name, List<Match> found) {
            return new Verdict(
                    Outcome.BROKEN,
                    String.format(
                            Locale.ROOT,
                            "'%s' is in %,d containers: %s",
                            name,
                            found.size(),
                            Names.some(found.stream().map(Match::name).toList())));
        }

        private String near(StateDict state) {
            return new NoMatch(tensors.entries().get(0).selector(), state)
                    .closest()
                    .map(n -> " (closest is '" + n + "')")
                    .orElse("");
        }

        /** One name's type alone, or names with their types. */
        private String some(List<Match> found, StateDict state) {
            if (single) {
                return state.get(found.get(0).name()).type().toString();
            }
            return Names.some(found.stream()
                    .map(m -> m.name() + " " + state.get(m.name()).type())
                    .toList());
        }

        private Verdict content(TensorName name, StateDict state, ContentOracle oracle) {
            StateDict.Entry entry = state.get(name);
            if (same.isPresent()) {
                Verdict verdict = compare(entry, same.get(), state, oracle);
                if (!verdict.holds()) {
                    return verdict;
                }
            }
            return finite && !oracle.finite(entry.expression())
                    ? Verdict.fails(name + " finite", "NaN or infinity in it")
                    : Verdict.HOLDS;
        }

        private static Verdict compare(StateDict.Entry entry, Same same, StateDict state, ContentOracle oracle) {
            List<Match> others = same.other.find(state);
            Optional<Match> beside = others.stream()
                    .filter(m -> m.name().container().equals(entry.name().container()))
                    .findFirst();
            if (others.size() > 1 && beside.isEmpty()) {
                return ambiguous(same.other.text(), others);
            }
            String expected = entry.name() + same.toString();
            Optional<StateDict.Entry> other =
                    beside.or(() -> others.stream().findFirst()).flatMap(m -> state.find(m.name()));
            if (other.isEmpty()) {
                return Verdict.fails(expected, "no " + same.other);
            }
            if (!other.get().type().equals(entry.type())) {
                return Verdict.fails(
                        expected, entry.type() + " and " + other.get().type());
            }
            if (oracle.equal(entry.expression(), other.get().expression(), same.within)) {
                return Verdict.HOLDS;
            }
            return Verdict.fails(expected, same.within.isPresent() ? "elements that differ by more" : "other bytes");
        }
    }

    /** A value that is no tensor. */
    record OfValue(TensorName path, Optional<Node.Scalar> equals, OptionalDouble within, boolean absent)
            implements Condition {

        @Override
        public boolean isOfValues() {
            return true;
        }

        @Override
        public boolean needsContent() {
            return false;
        }

        @Override
        public String describe() {
            return "the value " + path
                    + equals.map(e -> " " + (e.type() == Node.Type.TEXT ? "'" + e.text() + "'" : e.text()))
                            .orElse("")
                    + (within.isPresent() ? " within " + within.getAsDouble() : "")
                    + (absent ? " absent" : "");
        }

        @Override
        public Verdict verdict(StateDict state, ContentOracle oracle) {
            Optional<Value> found = state.values().find(path);
            if (absent || found.isEmpty()) {
                return absent == found.isEmpty()
                        ? Verdict.HOLDS
                        : Verdict.fails(
                                describe(),
                                found.map(Value::text)
                                        .orElse(state.find(path).isPresent() ? "a tensor" : "no such value"));
            }
            return equals.filter(e -> !isEqual(found.get(), e)).isEmpty()
                    ? Verdict.HOLDS
                    : Verdict.fails(describe(), found.get().text());
        }

        private boolean isEqual(Value found, Node.Scalar e) {
            if (found instanceof Value.Text t) {
                return e.type() == Node.Type.TEXT && t.value().equals(e.text());
            }
            if (found instanceof Value.Bool b) {
                return e.type() == Node.Type.BOOL && Boolean.toString(b.value()).equalsIgnoreCase(e.text());
            }
            if (found instanceof Value.None) {
                return e.type() == Node.Type.NULL;
            }
            if (found instanceof Value.Int i) {
                return e.number()
                        .filter(n -> near(new BigDecimal(i.value()), n))
                        .isPresent();
            }
            return found instanceof Value.Real r
                    && e.number()
                            .filter(n -> Double.isFinite(r.value())
                                    ? near(new BigDecimal(r.value()), n)
                                    : Double.compare(r.value(), n.doubleValue()) == 0)
                            .isPresent();
        }

        private boolean near(BigDecimal found, Number n) {
            if (n instanceof Double d && !Double.isFinite(d)) {
                return false;
            }
            BigDecimal expected = n instanceof BigInteger b
                    ? new BigDecimal(b)
                    : n instanceof Double d ? new BigDecimal(d) : BigDecimal.valueOf(n.longValue());
            return found.subtract(expected).abs().compareTo(new BigDecimal(within.orElse(0))) <= 0;
        }
    }

    /** The contrary. */
    record Not(Condition condition) implements Condition {
        @Override
        public boolean isOfValues() {
            return condition.isOfValues();
        }

        @Override
        public boolean needsContent() {
            return condition.needsContent();
        }

        @Override
        public String describe() {
            return "not: " + condition.describe();
        }

        @Override
        public Verdict verdict(StateDict state, ContentOracle oracle) {
            Verdict verdict = condition.verdict(state, oracle);
            return switch (verdict.outcome()) {
                case HOLDS -> Verdict.fails(describe(), "just that");
                case FAILS -> Verdict.HOLDS;
                case BROKEN -> verdict;
            };
        }
    }

    /** At least one of some. */
    record AnyOf(List<Condition> conditions) implements Condition {
        public AnyOf {
            conditions = List.copyOf(conditions);
        }

        @Override
        public boolean isOfValues() {
            return conditions.stream().allMatch(Condition::isOfValues);
        }

        @Override
        public boolean needsContent() {
            return conditions.stream().anyMatch(Condition::needsContent);
        }

        @Override
        public String describe() {
            return conditions.stream().map(Condition::describe).collect(Collectors.joining(", or "));
        }

        @Override
        public Verdict verdict(StateDict state, ContentOracle oracle) {
            List<Verdict> failed = new ArrayList<>();
            for (Condition condition : conditions) {
                Verdict verdict = condition.verdict(state, oracle);
                if (verdict.holds()) {
                    return verdict;
                }
                failed.add(verdict);
            }
            return failed.stream()
                    .filter(v -> v.outcome() == Outcome.BROKEN)
                    .findFirst()
                    .orElseGet(() -> Verdict.fails(
                            "one of: " + describe(), "none: " + failed.get(0).what()));
        }
    }
}
