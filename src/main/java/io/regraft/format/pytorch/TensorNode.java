package io.regraft.format.pytorch;

import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.format.pytorch.pickle.Node;
import java.util.Optional;

/**
 * A node that makes a tensor, read.
 *
 * @param node the whole of it: with the parameter or subclass around it
 * @param call the call that names the storage, size and stride; empty unless strided
 * @param callPlace where the call stands inside of {@code node}; empty if it is the node itself
 * @param storage the storage of a strided one
 * @param layout as {@link Tensor#layout()}
 */
record TensorNode(
        Node node,
        Optional<RebuildCall> call,
        Optional<Place> callPlace,
        Optional<StorageRef> storage,
        TensorType type,
        String layout,
        Optional<View> view,
        Optional<Quantisation> quantisation,
        boolean parameter) {

    static TensorNode strided(Node node, RebuildCall call, StorageRef storage, TensorType type, View view) {
        return new TensorNode(
                node,
                Optional.of(call),
                Optional.empty(),
                Optional.of(storage),
                type,
                Tensor.STRIDED,
                Optional.of(view),
                Optional.empty(),
                false);
    }

    static TensorNode other(Node node, TensorType type, String layout) {
        return new TensorNode(
                node,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                type,
                layout,
                Optional.empty(),
                Optional.empty(),
                false);
    }

    /** The same tensor made a parameter by a call around this node, which stands at {@code place} in it. */
    TensorNode asParameter(Node outer, Place place) {
        Optional<Place> inside = callPlace.isPresent() ? callPlace : Optional.of(place);
        return new TensorNode(outer, call, inside, storage, type, layout, view, quantisation, true);
    }

    TensorNode quantised(Quantisation q) {
        return new TensorNode(node, call, callPlace, storage, type, layout, view, Optional.of(q), parameter);
    }

    Tensor named(TensorName name) {
        return new Tensor(name, type, layout, view, quantisation, parameter);
    }
}
