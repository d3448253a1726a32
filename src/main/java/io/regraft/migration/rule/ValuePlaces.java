package io.regraft.migration.rule;

import io.regraft.checkpoint.TensorName;
import io.regraft.migration.Located;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.problem.NearestName;
import io.regraft.problem.RegraftException;
import java.util.Optional;

/** What must be so of the path of a value that a step changes. */
final class ValuePlaces {

    private ValuePlaces() {}

    /** Tensors are changed by other rules. */
    static void requireNoTensors(Located<TensorName> path, StateDict state) {
        Optional<TensorName> tensor =
                state.names().stream().filter(n -> n.isUnder(path.value())).findFirst();
        Step.require(
                tensor.isEmpty(),
                path.at(),
                "Tensors are changed by drop, create and the other rules.",
                tensor.filter(t -> t.equals(path.value())).isPresent()
                        ? "'%s' is a tensor%s"
                        : "'%s' holds tensors, such as '%s'",
                path.value(),
                tensor.filter(t -> !t.equals(path.value()))
                        .map(TensorName::text)
                        .orElse(""));
    }

    /** All edits are said of what is in the file: what a step put there is one value. */
    static void requireOutsideOfEdited(Located<TensorName> path, StateDict state) {
        Optional<TensorName> above = state.values().above(path.value());
        Step.require(
                above.isEmpty(),
                path.at(),
                "Write the whole value in that step.",
                "'%s' lies in '%s', which a step before has set or taken out",
                path.value(),
                above.map(TensorName::text).orElse(""));
    }

    /** A new key needs a container. */
    static boolean hasContainer(Located<TensorName> path, StateDict state) {
        return state.source().containers().containsKey(path.value().container()) || isMetadata(path.value(), state);
    }

    /** The one container that may come with its first key. */
    private static boolean isMetadata(TensorName path, StateDict state) {
        return state.source().format().equals("safetensors")
                && path.parts().size() == 2
                && path.parts().get(0).equals("__metadata__");
    }

    static RegraftException missing(Located<TensorName> path, StateDict state) {
        String nearest = NearestName.of(
                        path.value().text(),
                        state.values().paths().stream().map(TensorName::text).toList())
                .map(n -> "; did you mean '" + n + "'?")
                .orElse("");
        return Step.wrong(
                path.at(),
                "no value '" + path.value() + "' in " + state.source().name() + nearest,
                "For what there is: regraft inspect " + state.source().name());
    }
}
