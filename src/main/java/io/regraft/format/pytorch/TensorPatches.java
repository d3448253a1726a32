package io.regraft.format.pytorch;

import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.format.pytorch.StoragePlan.Target;
import io.regraft.format.pytorch.pickle.NewValue;
import io.regraft.format.pytorch.pickle.NodeMap;
import io.regraft.format.pytorch.pickle.PickleEdit;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Changes the calls of computed tensors: size, stride, storage; each in its place, where one object is one tensor. */
final class TensorPatches {

    private static final int OFFSET = 1;
    private static final int SIZE = 2;
    private static final int STRIDE = 3;
    private static final int DTYPE = 6;
    private static final int PID_CLASS = 1;
    private static final int PID_NUMEL = 4;

    private final StoragePool storages;
    private final StoragePlan plan;
    private final PickleEdit edit;
    private final Set<Object> done = new HashSet<>();
    private final Set<Integer> doneIds = new HashSet<>();
    private final List<Goal> patched = new ArrayList<>();
    /** By name: those whose object stays another tensor's, so that they get one of their own. */
    private final Map<TensorName, Goal> replaced = new LinkedHashMap<>();

    TensorPatches(StoragePool storages, StoragePlan plan, Goals goals, PickleEdit edit) {
        this.storages = storages;
        this.plan = plan;
        this.edit = edit;
        for (List<Goal> group : byCall(goals)) {
            boolean alike = group.stream().map(Goal::content).distinct().count() == 1;
            group.stream().filter(g -> g.content().isPresent()).forEach(g -> {
                if (alike && !isLost(g)) {
                    patched.add(g);
                } else {
                    replaced.put(g.name(), g);
                }
            });
        }
    }

    /** True if the call itself would be replaced where it stands, but its entry goes elsewhere. */
    private static boolean isLost(Goal g) {
        RebuildCall call = g.tensor().call().orElseThrow();
        return !g.stays()
                && needsOther(call, g)
                && call.direct()
                && g.tensor().callPlace().isEmpty();
    }

    /** True if another function makes tensors of the new dtype. */
    private static boolean needsOther(RebuildCall call, Goal g) {
        return call.namesDType() == StorageClass.exists(g.type().dtype());
    }

    /** True if a new object takes the place of the one it had, which others keep. */
    boolean isReplaced(Goal g) {
        return replaced.containsKey(g.name());
    }

    void apply() {
        patched.forEach(this::patch);
        for (Goal g : replaced.values()) {
            Place place = g.origin().orElseThrow().place();
            if (g.stays() && done.add(place.identity())) {
                place.replace(edit, TensorValues.computedWhole(g, target(g).key(), location(g)));
            }
        }
        patchIds();
    }

    /** Objects that stay, by the call that makes them (tied tensors may be one object), where one of them changes. */
    private List<List<Goal>> byCall(Goals goals) {
        NodeMap<List<Goal>> changing = new NodeMap<>(goals.changed().size());
        for (Goal g : goals.changed()) {
            if (g.keeper() && g.content().isPresent()) {
                g.tensor().call().ifPresent(c -> changing.put(c.owner(), new ArrayList<>()));
            }
        }
        for (Goal g : plan.concerned()) {
            if (g.keeper()) {
                g.tensor().call().flatMap(c -> changing.get(c.owner())).ifPresent(group -> group.add(g));
            }
        }
        return changing.values();
    }

    private Target target(Goal g) {
        return plan.of(g.content().getAsInt());
    }

    private static String location(Goal g) {
        return g.tensor().storage().orElseThrow().location();
    }

    private void patch(Goal g) {
        RebuildCall call = g.tensor().call().orElseThrow();
        if (!needsOther(call, g)) {
            if (done.add(call.owner().id())) {
                patchArguments(g, call);
            }
            return;
        }
        Place place = g.tensor().callPlace().orElse(g.origin().orElseThrow().place());
        if (done.add(place.identity())) {
            if (!call.direct()) {
                throw new Problem(
                                Kind.CHECKPOINT,
                                g.origin().orElseThrow().tensor().node().where(),
                                "'" + g.name()
                                        + "' is of a class of its own and would need another rebuild function for "
                                        + g.type().dtype(),
                                "Save it as a plain tensor first.")
                        .asException();
            }
            place.replace(edit, TensorValues.computed(g, target(g).key(), location(g)));
        }
    }

    private void patchArguments(Goal g, RebuildCall call) {
        View view = g.tensor().view().orElseThrow();
        TensorType old = g.tensor().type();
        Shape shape = g.type().shape();
        if (view.offset() != 0) {
            call.replace(edit, OFFSET, NewValue.of(0));
        }
        if (!shape.equals(old.shape())) {
            call.replace(edit, SIZE, NewValue.tuple(shape.toArray()));
        }
        if (!Arrays.equals(view.strides(), shape.contiguousStrides())) {
            call.replace(edit, STRIDE, NewValue.tuple(shape.contiguousStrides()));
        }
        if (call.namesDType() && old.dtype() != g.type().dtype()) {
            call.replace(edit, DTYPE, TensorValues.dtype(g.type().dtype()));
        }
        Target target = target(g);
        if (!target.key().equals(g.tensor().storage().orElseThrow().key())) {
            call.replace(edit, 0, TensorValues.storage(target.key(), g.type(), location(g)));
        }
    }

    /** Class and length in every id of a storage whose bytes change. */
    private void patchIds() {
        for (StorageRef ref : storages.refs()) {
            Target t = plan.byKey().get(ref.key());
            if (t != null && doneIds.add(ref.tuple().id())) {
                patchId(ref, t.type());
            }
        }
    }

    private void patchId(StorageRef ref, TensorType type) {
        boolean untyped = ref.type().dtype().isEmpty();
        boolean sameClass = untyped
                ? !StorageClass.exists(type.dtype())
                : ref.type().dtype().get() == type.dtype();
        if (!sameClass) {
            var name = StorageClass.written(type.dtype());
            edit.replaceItem(ref.tuple(), PID_CLASS, NewValue.global(name.module(), name.name()));
        }
        long numel = TensorValues.numel(type);
        if (ref.numel() != numel) {
            edit.replaceItem(ref.tuple(), PID_NUMEL, NewValue.of(numel));
        }
    }
}
