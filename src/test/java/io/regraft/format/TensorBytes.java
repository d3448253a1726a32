package io.regraft.format;

import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.View;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A tensor's elements in C order, little-endian, element by element: slow and plain. */
public final class TensorBytes {

    private TensorBytes() {}

    public static byte[] of(Tensor t) {
        View view = t.view().orElseThrow();
        byte[] storage = decoded(view.storage(), t.type().dtype().swapUnit());
        int size = t.type().dtype().bytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long[] index = new long[t.type().shape().rank()];
        long[] extents = t.type().shape().toArray();
        for (long n = t.type().shape().elements(); n > 0; n--) {
            long at = view.offset();
            for (int axis = 0; axis < index.length; axis++) {
                at += index[axis] * view.strides()[axis];
            }
            out.write(storage, Math.toIntExact(at * size), size);
            for (int axis = index.length - 1; axis >= 0 && ++index[axis] == extents[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return out.toByteArray();
    }

    private static byte[] decoded(Storage s, int swapUnit) {
        byte[] raw = Materialised.bytes(s.extent());
        byte[] bytes = switch (s.encoding()) {
            case STORED -> raw;
            case DEFLATED -> inflated(raw, Math.toIntExact(s.bytes()));
        };
        return s.order() == ByteOrder.BIG_ENDIAN ? Materialised.swapped(bytes, swapUnit) : bytes;
    }

    private static byte[] inflated(byte[] raw, int size) {
        Inflater inflater = new Inflater(true);
        inflater.setInput(raw);
        byte[] out = new byte[size + 1];
        try {
            return Arrays.copyOf(out, inflater.inflate(out));
        } catch (DataFormatException e) {
            throw new IllegalStateException(e);
        } finally {
            inflater.end();
        }
    }
}
