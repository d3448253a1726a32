package io.regraft.checkpoint;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The type of a tensor's elements, named as the frameworks name it. */
public enum DType {
    FLOAT64(Family.FLOATING, 8),
    FLOAT32(Family.FLOATING, 4),
    FLOAT16(Family.FLOATING, 2),
    BFLOAT16(Family.FLOATING, 2),
    FLOAT8_E4M3FN(Family.FLOATING, 1),
    FLOAT8_E5M2(Family.FLOATING, 1),
    FLOAT8_E4M3FNUZ(Family.FLOATING, 1),
    FLOAT8_E5M2FNUZ(Family.FLOATING, 1),
    /** A power of two, 8 exponent bits: no sign, no zero. */
    FLOAT8_E8M0FNU(Family.FLOATING, 1),
    /** Two 4-bit values a byte; shapes count bytes, as torch counts them. */
    FLOAT4_E2M1FN_X2(Family.BITS, 1),
    /** Four 6-bit values in three bytes; shapes count bytes. Known to safetensors only. */
    FLOAT6_E2M3FN_X4(Family.BITS, 1),
    /** Four 6-bit values in three bytes; shapes count bytes. Known to safetensors only. */
    FLOAT6_E3M2FN_X4(Family.BITS, 1),
    COMPLEX128(Family.COMPLEX, 16),
    COMPLEX64(Family.COMPLEX, 8),
    COMPLEX32(Family.COMPLEX, 4),
    INT64(Family.INTEGER, 8),
    INT32(Family.INTEGER, 4),
    INT16(Family.INTEGER, 2),
    INT8(Family.INTEGER, 1),
    UINT64(Family.INTEGER, 8),
    UINT32(Family.INTEGER, 4),
    UINT16(Family.INTEGER, 2),
    UINT8(Family.INTEGER, 1),
    BOOL(Family.BOOL, 1),
    QINT8(Family.QUANTISED, 1),
    QUINT8(Family.QUANTISED, 1),
    QINT32(Family.QUANTISED, 4),
    /** Packed rows: the extent rule of strided tensors does not hold. */
    QUINT4X2(Family.BITS, 1),
    QUINT2X4(Family.BITS, 1),
    BITS8(Family.BITS, 1),
    BITS1X8(Family.BITS, 1),
    BITS2X4(Family.BITS, 1),
    BITS4X2(Family.BITS, 1),
    BITS16(Family.BITS, 2);

    /** What arithmetic an element allows. */
    public enum Family {
        FLOATING,
        INTEGER,
        BOOL,
        COMPLEX,
        QUANTISED,
        BITS
    }

    private final Family family;
    private final int bytes;

    DType(Family family, int bytes) {
        this.family = family;
        this.bytes = bytes;
    }

    public Family family() {
        return family;
    }

    /** Size of an element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Size in bytes of the pieces that byte order reverses: of a component for complex types. */
    public int swapUnit() {
        return family == Family.COMPLEX ? bytes / 2 : bytes;
    }

    /** The name in migrations, specs and messages: {@code float32}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<DType> named(String label) {
        return Arrays.stream(values()).filter(d -> d.label().equals(label)).findFirst();
    }

    @Override
    public String toString() {
        return label();
    }
}
