package io.regraft.plan;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Composer;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names of a conversion, by those of the source; no two tensors get one name. */
final class ConvertedNames {

    private final Checkpoint source;
    private final TensorName under;
    private final Composer composer;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * Names for a format.
     *
     * @param under the container that they count from
     */
    ConvertedNames(Checkpoint source, TensorName under, Composer composer) {
        this.source = source;
        this.under = under;
        this.composer = composer;
    }

    Map<TensorName, TensorName> of(List<Tensor> tensors) {
        Map<TensorName, TensorName> names = new LinkedHashMap<>();
        Map<TensorName, TensorName> taken = new HashMap<>();
        for (Tensor t : tensors) {
            TensorName name = composer.named(t.name().relativeTo(under));
            TensorName other = taken.putIfAbsent(name, t.name());
            if (other != null) {
                problem(
                        t.name(),
                        "it and '" + other + "' would both be named '" + String.join("/", name.parts()) + "'",
                        "Rename one of them first with: regraft migrate");
            }
            composer.objection(name)
                    .ifPresent(o -> problem(
                            t.name(),
                            o,
                            name.parts().isEmpty()
                                    ? "Save it in a dict with Python first."
                                    : "Rename it first with: regraft migrate"));
            names.put(t.name(), name);
        }
        names.forEach((before, name) -> {
            TensorName above = name;
            while (!above.parts().isEmpty()) {
                above = above.container();
                if (taken.containsKey(above)) {
                    problem(
                            before,
                            "it would lie in '" + String.join("/", above.parts()) + "', which is '" + taken.get(above)
                                    + "'",
                            "Rename one of them first with: regraft migrate");
                }
            }
        });
        return names;
    }

    private void problem(TensorName tensor, String what, String fix) {
        problems.add(new Problem(Kind.NO, new Where.InTensor(source.name(), tensor.text()), what, fix));
    }

    /** What stands against the conversion; complete once {@link #of} was called. */
    List<Problem> problems() {
        return problems;
    }
}
