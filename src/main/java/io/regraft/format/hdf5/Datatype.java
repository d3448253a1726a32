package io.regraft.format.hdf5;

import io.regraft.checkpoint.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The type of the elements of a dataset or an attribute.
 *
 * @param encoded the message's body
 * @param kind what rules and values make of it
 * @param size of an element in bytes
 * @param dtype where rules can compute on it
 * @param order byte order of the elements
 * @param text what it is, for people
 */
record Datatype(Block encoded, Kind kind, int size, Optional<DType> dtype, ByteOrder order, String text) {

    /** What is made of an element. */
    enum Kind {
        NUMBER,
        FIXED_TEXT,
        VARIABLE_TEXT,
        OPAQUE,
        OTHER
    }

    private static final int VARIABLE_SIZE = 16;
    private static final int REFERENCE = 7;

    /** True if an element may say which part of a dataset it refers to. */
    boolean refersToRegions() {
        ByteBuffer bytes = encoded.bytes();
        return (bytes.get(0) & 0xF) == REFERENCE && (bytes.get(1) & 0xF) != 0;
    }

    /** The encoding of a little-endian float or integer, without its version and class. */
    private static ByteBuffer bytes(int... values) {
        ByteBuffer out = ByteBuffer.allocate(values.length);
        for (int v : values) {
            out.put((byte) v);
        }
        return out.flip();
    }

    /** The body of a datatype message for a dtype, as h5py and Keras write it; empty if there is none. */
    static Optional<ByteBuffer> encode(DType dtype) {
        return Optional.ofNullable(
                switch (dtype) {
                    case FLOAT64 -> bytes(0x11, 0x20, 0x3f, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xff, 3, 0, 0);
                    case FLOAT32 -> bytes(0x11, 0x20, 0x1f, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0);
                    case FLOAT16 -> bytes(0x11, 0x20, 0x0f, 0, 2, 0, 0, 0, 0, 0, 16, 0, 10, 5, 0, 10, 15, 0, 0, 0);
                    case BFLOAT16 -> bytes(0x15, 0, 0, 0, 2, 0, 0, 0);
                    case INT64, INT32, INT16, INT8 -> integer(dtype.bytes(), 8);
                    case UINT64, UINT32, UINT16, UINT8 -> integer(dtype.bytes(), 0);
                    case BOOL -> bool();
                    case COMPLEX128 -> complex(encode(DType.FLOAT64).orElseThrow());
                    case COMPLEX64 -> complex(encode(DType.FLOAT32).orElseThrow());
                    case COMPLEX32,
                            FLOAT8_E4M3FN,
                            FLOAT8_E5M2,
                            FLOAT8_E4M3FNUZ,
                            FLOAT8_E5M2FNUZ,
                            FLOAT8_E8M0FNU,
                            FLOAT4_E2M1FN_X2,
                            FLOAT6_E2M3FN_X4,
                            FLOAT6_E3M2FN_X4,
                            QINT8,
                            QUINT8,
                            QINT32,
                            QUINT4X2,
                            QUINT2X4,
                            BITS8,
                            BITS1X8,
                            BITS2X4,
                            BITS4X2,
                            BITS16 -> null;
                });
    }

    private static ByteBuffer integer(int size, int signed) {
        return bytes(0x10, signed, 0, 0, size, 0, 0, 0, 0, 0, 8 * size, 0);
    }

    /** An enumeration over int8 with FALSE and TRUE, as h5py writes. */
    private static ByteBuffer bool() {
        ByteBuffer out = ByteBuffer.allocate(8 + 12 + 16 + 2);
        out.put(bytes(0x18, 2, 0, 0, 1, 0, 0, 0)).put(integer(1, 8));
        out.put(text("FALSE\0\0\0TRUE\0\0\0\0")).put((byte) 0).put((byte) 1);
        return out.flip();
    }

    /** A compound of two floats named r and i, as h5py writes. */
    private static ByteBuffer complex(ByteBuffer part) {
        int size = part.getInt(4) >>> 24;
        ByteBuffer out = ByteBuffer.allocate(8 + 2 * (40 + part.remaining()));
        out.put(bytes(0x16, 2, 0, 0, 2 * size, 0, 0, 0));
        for (int i = 0; i < 2; i++) {
            out.put(text(i == 0 ? "r\0\0\0\0\0\0\0" : "i\0\0\0\0\0\0\0"));
            out.put(bytes(i * size, 0, 0, 0)).put(new byte[28]).put(part.duplicate());
        }
        return out.flip();
    }

    private static byte[] text(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    /** Text of {@code size} bytes, filled with NUL. */
    static ByteBuffer fixedText(int size, boolean utf8) {
        ByteBuffer out = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        return out.put((byte) 0x13)
                .put((byte) (utf8 ? 0x11 : 0x01))
                .putShort((short) 0)
                .putInt(size)
                .flip();
    }

    /** Text of any length, in a global heap. */
    static ByteBuffer variableText(boolean utf8) {
        ByteBuffer out = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        out.put(bytes(0x19, 1, utf8 ? 1 : 0, 0)).putInt(VARIABLE_SIZE);
        return out.put(bytes(0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0)).flip();
    }
}
