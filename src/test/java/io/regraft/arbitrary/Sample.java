package io.regraft.arbitrary;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.kernel.Expression;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A stored tensor and, worked out element by element, its bytes in C order, little-endian. */
public final class Sample {

    private final Tensor tensor;
    private final byte[] bytes;

    private Sample(Tensor tensor, byte[] bytes) {
        this.tensor = tensor;
        this.bytes = bytes;
    }

    /** A tensor that is these bytes, behind three others in a file. */
    public static Sample whole(TensorType type, byte[] bytes) {
        return of(
                type,
                bytes,
                0,
                type.shape().contiguousStrides(),
                ByteOrder.LITTLE_ENDIAN,
                Storage.Encoding.STORED,
                Integer.MAX_VALUE);
    }

    /** A view of a storage that has the bytes {@code storage} in the file's order. */
    public static Sample of(
            TensorType type,
            byte[] storage,
            long offset,
            long[] strides,
            ByteOrder order,
            Storage.Encoding encoding,
            int most) {
        byte[] stored = encoding == Storage.Encoding.STORED ? storage : deflated(storage);
        byte[] file = new byte[stored.length + 8];
        System.arraycopy(stored, 0, file, 3, stored.length);
        CRC32 crc = new CRC32();
        crc.update(storage);
        Storage s = new Storage(
                "data/0",
                new Extent(new MemoryInput("m.pt", file, most), 3, stored.length),
                encoding,
                storage.length,
                order,
                OptionalLong.of(crc.getValue()));
        View view = new View(s, offset, strides);
        byte[] seen = new byte[Math.toIntExact(type.bytes())];
        int unit = order == ByteOrder.BIG_ENDIAN ? type.dtype().swapUnit() : 1;
        int size = type.dtype().bytes();
        for (int e = 0; e < type.shape().elements(); e++) {
            long at = offset;
            long rest = e;
            for (int axis = type.shape().rank() - 1; axis >= 0; axis--) {
                at += rest % type.shape().extent(axis) * strides[axis];
                rest /= type.shape().extent(axis);
            }
            for (int b = 0; b < size; b++) {
                int inUnit = unit - 1 - b % unit + b / unit * unit;
                seen[e * size + b] = storage[(int) at * size + (unit == 1 ? b : inUnit)];
            }
        }
        return new Sample(Tensor.strided(TensorName.of("w"), type, view), seen);
    }

    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(bytes);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] some = new byte[1000];
        while (!deflater.finished()) {
            out.write(some, 0, deflater.deflate(some));
        }
        deflater.end();
        return out.toByteArray();
    }

    public Tensor tensor() {
        return tensor;
    }

    public Expression expression() {
        return new Expression.Stored(tensor);
    }

    public TensorType type() {
        return tensor.type();
    }

    public Shape shape() {
        return tensor.type().shape();
    }

    /** The content; each call gives an array of its own. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public String toString() {
        View v = tensor.view().orElseThrow();
        return tensor.type() + " at " + v + " " + v.storage().order() + " "
                + v.storage().encoding();
    }
}
