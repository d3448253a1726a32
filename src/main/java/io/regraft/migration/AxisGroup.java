package io.regraft.migration;

import io.regraft.checkpoint.OptimizerState;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.problem.Where;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The axes that one row rule changes alike: a named group of the file, or a step's own {@code tensors} and {@code axis}.
 *
 * @param name empty for a step's own
 */
public record AxisGroup(Optional<String> name, Unlisted unlisted, List<Member> members, Where.InText at) {

    public AxisGroup {
        members = List.copyOf(members);
    }

    /** What to do about a tensor outside the group with an axis of the old extent. */
    public enum Unlisted {
        WARN,
        ERROR,
        IGNORE
    }

    /**
     * Tensors and the axis of theirs that is meant.
     *
     * @param axis as written: negative counts from the end
     * @param optional true if its selectors need not match
     */
    public record Member(Selectors tensors, int axis, boolean optional, Where.InText at) {

        private List<Match> resolve(Step step, StateDict state) {
            return optional ? tensors.find(state) : tensors.resolve(step, state);
        }

        private Target target(TensorName name, StateDict state) {
            TensorType type = state.get(name).type();
            int rank = type.shape().rank();
            Step.require(
                    axis >= -rank && axis < rank,
                    at,
                    rank == 0
                            ? "A scalar has no rows: leave it out."
                            : "Its axes are 0 to " + (rank - 1) + ", or -1 to -" + rank + " from the end.",
                    "expected axis %d, found %s %s",
                    axis,
                    name,
                    type);
            return new Target(name, axis < 0 ? axis + rank : axis);
        }
    }

    /** An axis of a tensor; {@code axis} is at least 0 and below the rank. */
    public record Target(TensorName name, int axis) {}

    /**
     * The axes meant, in the order of members and then of the state; each once. Where the group has a name, the extents
     * agree, and tensors left out are reported as {@code unlisted} says.
     *
     * @throws io.regraft.problem.RegraftException if a selector matches nothing (unless step or member is optional), a
     *     tensor has no such axis, the extents differ, or a tensor was left out and that is an error
     */
    public List<Target> resolve(Step step, StateDict state) {
        Set<Target> targets = new LinkedHashSet<>();
        for (Member member : members) {
            for (Match match : member.resolve(step, state)) {
                targets.add(member.target(match.name(), state));
            }
        }
        if (name.isPresent() && !targets.isEmpty()) {
            requireOneExtent(targets, state);
            reportUnlisted(targets, state);
        }
        return List.copyOf(targets);
    }

    private static long extent(Target target, StateDict state) {
        return state.get(target.name()).type().shape().extent(target.axis());
    }

    private void requireOneExtent(Set<Target> targets, StateDict state) {
        Target first = targets.iterator().next();
        for (Target other : targets) {
            Step.require(
                    extent(other, state) == extent(first, state),
                    at,
                    "One row map is applied to all of them: take out those that have another number of rows.",
                    "the axes of '%s' differ: axis %d of %s has %,d rows, axis %d of %s has %,d",
                    name.orElseThrow(),
                    first.axis(),
                    first.name(),
                    extent(first, state),
                    other.axis(),
                    other.name(),
                    extent(other, state));
        }
    }

    private void reportUnlisted(Set<Target> targets, StateDict state) {
        if (unlisted == Unlisted.IGNORE) {
            return;
        }
        long extent = extent(targets.iterator().next(), state);
        Set<TensorName> listed = targets.stream().map(Target::name).collect(Collectors.toSet());
        OptimizerState optimizer = OptimizerState.find(state.source());
        List<TensorName> left = state.entries().stream()
                .filter(e -> !listed.contains(e.name()) && !optimizer.holds(e.name()))
                .filter(e -> Arrays.stream(e.type().shape().toArray()).anyMatch(n -> n == extent))
                .map(StateDict.Entry::name)
                .toList();
        if (left.isEmpty()) {
            return;
        }
        String what = String.format(
                Locale.ROOT,
                "%s an axis of %,d like the axis group '%s', and %s not in it",
                Names.some(left) + (left.size() == 1 ? " has" : " have"),
                extent,
                name.orElseThrow(),
                left.size() == 1 ? "is" : "are");
        if (unlisted == Unlisted.ERROR) {
            throw Step.wrong(at, what, "Add them to its members, or say unlisted: ignore.");
        }
        state.warn(at, what);
    }
}
