package io.regraft.format.pytorch;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.format.pytorch.pickle.Global;
import io.regraft.format.pytorch.pickle.NewValue;
import io.regraft.format.pytorch.pickle.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tensors as new objects of a pickle. */
final class TensorValues {

    private static final String UTILS = "torch._utils";
    private static final int GRAD_AT = 4;

    private TensorValues() {}

    /** The id of a storage that holds just a tensor of this type. */
    static NewValue storage(String key, TensorType type, String location) {
        Global name = StorageClass.written(type.dtype());
        return storage(key, name, numel(type), location);
    }

    private static NewValue storage(String key, Global name, long numel, String location) {
        return new NewValue.PersistentId(NewValue.tuple(
                NewValue.of("storage"),
                NewValue.global(name.module(), name.name()),
                NewValue.of(key),
                NewValue.of(location),
                NewValue.of(numel)));
    }

    /** What the id of a storage counts: elements, or bytes where the dtype has no storage class. */
    static long numel(TensorType type) {
        return StorageClass.exists(type.dtype()) ? type.shape().elements() : type.bytes();
    }

    /** A call that makes a tensor of a whole storage, for what a goal asks; without the parameter around it. */
    static NewValue computed(Goal g, String key, String location) {
        TensorType type = g.type();
        NewValue storage = storage(key, type, location);
        Optional<Quantisation> q = g.origin().flatMap(f -> f.tensor().quantisation());
        return call(
                type,
                storage,
                0,
                type.shape().contiguousStrides(),
                q,
                g.origin().map(f -> requiresGrad(f.tensor())).orElse(new NewValue.Bool(false)));
    }

    /** The same as {@link #computed}, a parameter where the origin is one. */
    static NewValue computedWhole(Goal g, String key, String location) {
        NewValue tensor = computed(g, key, location);
        return g.origin().filter(f -> f.tensor().parameter()).isPresent() ? parameter(tensor, g.tensor()) : tensor;
    }

    /** A second tensor on the storage of the first, seen alike. */
    static NewValue sharing(TensorNode t) {
        Optional<StorageRef> ref = t.storage();
        if (ref.isEmpty() || t.call().orElseThrow().saysMore()) {
            return NewValue.existing(t.node());
        }
        StorageRef r = ref.get();
        View view = t.view().orElseThrow();
        NewValue storage = storage(r.key(), r.name(), r.numel(), r.location());
        NewValue tensor = call(t.type(), storage, view.offset(), view.strides(), t.quantisation(), requiresGrad(t));
        return t.parameter() ? parameter(tensor, t) : tensor;
    }

    private static NewValue call(
            TensorType type, NewValue storage, long offset, long[] strides, Optional<Quantisation> q, NewValue grad) {
        List<NewValue> args = new ArrayList<>(List.of(
                storage, NewValue.of(offset), NewValue.tuple(type.shape().toArray()), NewValue.tuple(strides)));
        q.ifPresent(s -> args.add(NewValue.tuple(
                NewValue.global("torch", "per_tensor_affine"),
                new NewValue.Real(s.scale()),
                NewValue.of(s.zeroPoint()))));
        args.add(grad);
        args.add(NewValue.orderedDict());
        boolean third = !StorageClass.exists(type.dtype());
        if (third) {
            args.add(dtype(type.dtype()));
        }
        String function = q.isPresent() ? "_rebuild_qtensor" : third ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2";
        return NewValue.call(NewValue.global(UTILS, function), args.toArray(NewValue[]::new));
    }

    static NewValue dtype(DType dtype) {
        Global g = TorchDTypes.global(dtype);
        return NewValue.global(g.module(), g.name());
    }

    private static NewValue parameter(NewValue tensor, TensorNode origin) {
        NewValue grad = RebuildCall.of(origin.node())
                .flatMap(c -> c.argument(1))
                .map(NewValue::existing)
                .orElse(new NewValue.Bool(true));
        return NewValue.call(NewValue.global(UTILS, "_rebuild_parameter"), tensor, grad, NewValue.orderedDict());
    }

    private static NewValue requiresGrad(TensorNode t) {
        int at = t.quantisation().isPresent() ? GRAD_AT + 1 : GRAD_AT;
        Optional<Node> grad = t.call().flatMap(c -> c.argument(at));
        return grad.map(NewValue::existing).orElse(new NewValue.Bool(false));
    }
}
