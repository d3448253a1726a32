package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.View;
import io.regraft.problem.Kind;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Opens stored tensors; each inflated storage is spooled once. */
final class Storages {

    private final Blocks blocks;
    private final StorageInflater inflater;
    private final Map<Storage, InflatedBytes> inflated = new ConcurrentHashMap<>();

    Storages(Blocks blocks, StorageInflater inflater) {
        this.blocks = blocks;
        this.inflater = inflater;
    }

    Node open(Tensor tensor, Origin origin) {
        View view = tensor.view()
                .orElseThrow(() -> origin.refused(
                        Kind.MIGRATION,
                        "expected a strided tensor, found " + tensor.layout(),
                        "It is kept as it is: leave it out of the step."));
        Storage storage = view.storage();
        requireInside(tensor, view, origin);
        DType dtype = tensor.type().dtype();
        int swap = storage.order() == ByteOrder.BIG_ENDIAN ? dtype.swapUnit() : 1;
        StorageBytes bytes = switch (storage.encoding()) {
            case STORED -> new FileBytes(storage.extent());
            case DEFLATED -> inflated.computeIfAbsent(storage, s -> new InflatedBytes(s, inflater));
        };
        return view.isContiguous(tensor.type().shape())
                ? new ContiguousNode(tensor.type(), bytes, view.offset() * dtype.bytes(), swap)
                : new StridedNode(tensor.type(), view, bytes, swap, blocks);
    }

    /** A claim of the header: checked again here, since what is read depends on it. */
    private static void requireInside(Tensor tensor, View view, Origin origin) {
        Storage storage = view.storage();
        long there = storage.encoding() == Storage.Encoding.STORED
                ? Math.min(storage.bytes(), storage.extent().length())
                : storage.bytes();
        Shape shape = tensor.type().shape();
        long needed;
        boolean backwards = false;
        try {
            needed = Math.multiplyExact(view.end(shape), tensor.type().dtype().bytes());
            for (long s : view.strides()) {
                backwards |= s < 0;
            }
        } catch (ArithmeticException e) {
            needed = Long.MAX_VALUE;
        }
        if (view.offset() < 0 || backwards) {
            throw origin.refused(
                    Kind.CHECKPOINT,
                    "expected an offset and strides that are not negative, found " + view,
                    "The file is damaged or hostile: get it again.");
        }
        if (shape.elements() > 0 && needed > there) {
            throw origin.refused(
                    Kind.CHECKPOINT,
                    String.format(
                            Locale.ROOT,
                            "%s needs %,d bytes of '%s', which has %,d",
                            tensor.type(),
                            needed,
                            storage.id(),
                            there),
                    "The file is damaged, or rows are packed in a way that is not computed on: leave it out of the step.");
        }
    }

    void close() throws IOException {
        for (InflatedBytes bytes : inflated.values()) {
            bytes.close();
        }
        inflated.clear();
    }
}
