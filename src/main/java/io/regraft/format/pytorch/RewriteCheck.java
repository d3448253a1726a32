package io.regraft.format.pytorch;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.View;
import io.regraft.format.pytorch.PyTorchCheckpoint.PickledState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what the edited pickle holds with what was wanted; a difference is a bug of ours and stops the run. That it
 * still loads with weights_only is proven with the pickle itself.
 */
final class RewriteCheck {

    private final PyTorchCheckpoint source;
    private final Goals goals;
    private final StoragePlan plan;

    RewriteCheck(PyTorchCheckpoint source, Goals goals, StoragePlan plan) {
        this.source = source;
        this.goals = goals;
        this.plan = plan;
    }

    void check(PickledState result) {
        Inventory inventory = result.inventory();
        Inventory.Finder finder = inventory.new Finder();
        require(
                inventory.tensors().size() == goals.all().size(),
                "the number of tensors",
                source.input().name());
        for (Goal g : goals.all()) {
            Optional<TensorNode> found = finder.find(g.name()).map(Inventory.Found::tensor);
            require(found.isPresent() && found.get().type().equals(g.type()), "name or type", g.name());
            TensorNode t = found.orElseThrow();
            boolean parameter = g.origin().isPresent() && g.tensor().parameter();
            require(t.parameter() == parameter, "being a parameter", g.name());
            if (g.content().isPresent()) {
                checkComputed(g, t);
            } else {
                checkUntouched(g, t);
            }
        }
        if (!isInOrder(inventory.tensors())) {
            checkOrder(inventory);
        }
    }

    private void checkComputed(Goal g, TensorNode t) {
        View view = t.view().orElseThrow();
        require(
                t.storage()
                                .orElseThrow()
                                .key()
                                .equals(plan.of(g.content().getAsInt()).key())
                        && view.offset() == 0
                        && view.isContiguous(t.type().shape()),
                "the storage",
                g.name());
    }

    private void checkUntouched(Goal g, TensorNode t) {
        TensorNode old = g.tensor();
        require(
                t.layout().equals(old.layout())
                        && t.view().equals(old.view())
                        && t.quantisation().equals(old.quantisation()),
                "the storage or view",
                g.name());
    }

    /** True if all tensors come in the order of the goals, as they mostly do. */
    private boolean isInOrder(List<Tensor> found) {
        for (int i = 0; i < found.size(); i++) {
            if (!found.get(i).name().equals(goals.all().get(i).name())) {
                return false;
            }
        }
        return true;
    }

    /** The order of the entries within each mapping; that of the containers, items and attributes is the file's own. */
    private void checkOrder(Inventory result) {
        Inventory before = source.state().orElseThrow().inventory();
        Map<TensorName, List<TensorName>> wanted = new LinkedHashMap<>();
        Map<TensorName, List<TensorName>> got = new LinkedHashMap<>();
        for (Goal g : goals.all()) {
            if (g.stays()
                    ? before.isEntry(g.origin().orElseThrow())
                    : before.nodes().get(g.name().container()).isMapping()) {
                add(wanted, g.name());
            }
        }
        result.found().stream().filter(result::isEntry).forEach(f -> add(got, f.name()));
        wanted.forEach((container, names) -> require(names.equals(got.get(container)), "the order", container));
    }

    private static void add(Map<TensorName, List<TensorName>> map, TensorName name) {
        map.computeIfAbsent(name.container(), c -> new ArrayList<>()).add(name);
    }

    private static void require(boolean holds, String what, Object of) {
        if (!holds) {
            throw new IllegalStateException("the edited pickle differs in " + what + " of " + of);
        }
    }
}
