package io.regraft.plan;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Checkpoint.Mark;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is lost of objects beside their content: classes, and that something was a list. */
final class ConvertedObjects {

    private final Checkpoint source;
    private final TensorName under;
    private final List<Tensor> tensors;
    private final ConvertedValues values;
    private final Set<TensorName> holding = new HashSet<>();

    ConvertedObjects(Checkpoint source, TensorName under, List<Tensor> tensors, ConvertedValues values) {
        this.source = source;
        this.under = under;
        this.tensors = tensors;
        this.values = values;
        tensors.forEach(t -> addAbove(t.name()));
        values.keptOf().forEach(this::addAbove);
    }

    private void addAbove(TensorName name) {
        TensorName container = name;
        while (!container.parts().isEmpty()) {
            container = container.container();
            if (!holding.add(container)) {
                return;
            }
        }
    }

    List<Loss> losses(Map<TensorName, Mark> marks) {
        List<Loss> losses = new ArrayList<>();
        List<String> classes = new ArrayList<>();
        for (Tensor t : tensors) {
            if (marks.containsKey(t.name())) {
                classes.add("'" + t.name() + "' " + marks.get(t.name()).what());
            } else if (t.parameter()) {
                classes.add("'" + t.name() + "' as a parameter");
            }
        }
        List<TensorName> sequences = new ArrayList<>();
        for (Map.Entry<TensorName, Value.Container> e : source.containers().entrySet()) {
            TensorName name = e.getKey();
            String type = e.getValue().type();
            if (!name.isUnder(under) || !holding.contains(name) || values.isMetadata(name)) {
                continue;
            }
            if (type.equals("list") || type.equals("tuple")) {
                sequences.add(name);
            } else if (!ConvertedValues.isDict(type)) {
                classes.add("'" + name + "' of class " + type);
            }
        }
        if (!classes.isEmpty()) {
            losses.add(Loss.of("what " + Examples.count(classes.size(), "object")
                    + (classes.size() == 1 ? " was" : " were") + " beside content: " + Examples.shown(classes)));
        }
        if (!sequences.isEmpty()) {
            losses.add(Loss.of("the form of " + Examples.count(sequences.size(), "list")
                    + ", whose items are named by number: " + Examples.of(sequences)));
        }
        return losses;
    }
}
