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
 * @param maker the node whose call names the storage, size and stride; the same where nothing is around it
 * @param callPlace where the call stands inside of {@code node}; empty if it is the node itself
 * @param storage the storage of a strided one
 * @param tensor what it makes
 */
record TensorNode(Node node, Node maker, Optional<Place> callPlace, Optional<StorageRef> storage, Tensor tensor) {

    static TensorNode strided(Node node, StorageRef storage, Tensor tensor) {
        return new TensorNode(node, node, Optional.empty(), Optional.of(storage), tensor);
    }

    static TensorNode other(Node node, TensorName name, TensorType type, String layout) {
        Tensor tensor = new Tensor(name, type, layout, Optional.empty(), Optional.empty(), false);
        return new TensorNode(node, node, Optional.empty(), Optional.empty(), tensor);
    }

    /** The same tensor made a parameter by a call around this node, which stands at {@code place} in it. */
    TensorNode asParameter(Node outer, Place place) {
        Optional<Place> inside = callPlace.isPresent() ? callPlace : Optional.of(place);
        Tensor parameter =
                new Tensor(tensor.name(), type(), tensor.layout(), tensor.view(), tensor.quantisation(), true);
        return new TensorNode(outer, maker, inside, storage, parameter);
    }

    TensorNode quantised(Quantisation q) {
        Tensor quantised =
                new Tensor(tensor.name(), type(), tensor.layout(), tensor.view(), Optional.of(q), tensor.parameter());
        return new TensorNode(node, maker, callPlace, storage, quantised);
    }

    /** The call that names the storage, size and stride; empty unless strided. */
    Optional<RebuildCall> call() {
        return storage.isPresent() ? RebuildCall.of(maker) : Optional.empty();
    }

    TensorType type() {
        return tensor.type();
    }

    Optional<View> view() {
        return tensor.view();
    }

    Optional<Quantisation> quantisation() {
        return tensor.quantisation();
    }

    boolean parameter() {
        return tensor.parameter();
    }

    String layout() {
        return tensor.layout();
    }
}
