package io.regraft.plan;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
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
    private final boolean nested;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * Names for a format.
     *
     * @param under the container that they count from
     * @param nested true if it has containers; else the parts of a name are joined by slashes
     */
    ConvertedNames(Checkpoint source, TensorName under, boolean nested) {
        this.source = source;
        this.under = under;
        this.nested = nested;
    }

    Map<TensorName, TensorName> of(List<Tensor> tensors) {
        Map<TensorName, TensorName> names = new LinkedHashMap<>();
        Map<TensorName, TensorName> taken = new HashMap<>();
        for (Tensor t : tensors) {
            TensorName name = name(t.name().relativeTo(under));
            TensorName other = taken.putIfAbsent(name, t.name());
            if (other != null) {
                problem(
                        t.name(),
                        "it and '" + other + "' would both be named '" + name.key() + "'",
                        "Rename one of them first with: regraft migrate");
            } else if (name.parts().isEmpty() && !nested) {
                problem(
                        t.name(),
                        "it is the whole file and has no name, and the new file needs one",
                        "Save it in a dict with Python first.");
            }
            names.put(t.name(), name);
        }
        return names;
    }

    private TensorName name(TensorName relative) {
        return nested || relative.parts().size() < 2 ? relative : TensorName.of(String.join("/", relative.parts()));
    }

    private void problem(TensorName tensor, String what, String fix) {
        problems.add(new Problem(Kind.NO, new Where.InTensor(source.name(), tensor.text()), what, fix));
    }

    /** What stands against the conversion; complete once {@link #of} was called. */
    List<Problem> problems() {
        return problems;
    }
}
