package io.regraft.checkpoint;

import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A tensor of a checkpoint, as its header tells it.
 *
 * @param layout {@code strided}, or the name of a layout that is kept but not computed on, such as {@code sparse_coo}
 * @param view how it sees its storage; empty unless strided
 * @param quantisation scale and zero point of a per-tensor quantised one
 * @param parameter true where the file marks it as a parameter
 */
public record Tensor(
        TensorName name,
        TensorType type,
        String layout,
        Optional<View> view,
        Optional<Quantisation> quantisation,
        boolean parameter) {

    /** The layout of tensors that rules compute on. */
    public static final String STRIDED = "strided";

    public Tensor {
        if (layout.equals(STRIDED) != view.isPresent()) {
            throw new IllegalArgumentException(
                    name + ": " + layout + (view.isPresent() ? " with" : " without") + " view");
        }
    }

    public static Tensor strided(TensorName name, TensorType type, View view) {
        return new Tensor(name, type, STRIDED, Optional.of(view), Optional.empty(), false);
    }

    /** True if the tensor is its whole storage, in C order. */
    public boolean isWholeStorage() {
        return view.filter(v -> v.offset() == 0
                        && v.isContiguous(type.shape())
                        && v.storage().bytes() == type.bytes())
                .isPresent();
    }

    /** True if the bytes of its storage, as they lie in the file, are its elements in C order, little-endian. */
    public boolean liesPlain() {
        return isWholeStorage()
                && view.map(View::storage)
                        .filter(s -> s.encoding() == Storage.Encoding.STORED
                                && (s.order() == ByteOrder.LITTLE_ENDIAN
                                        || type.dtype().swapUnit() == 1))
                        .isPresent();
    }
}
