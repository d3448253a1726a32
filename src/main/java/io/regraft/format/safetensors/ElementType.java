package io.regraft.format.safetensors;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The element types of the format, in the order of the original's enumeration, which its writer sorts by. */
enum ElementType {
    BOOL(8, DType.BOOL),
    F4(4, DType.FLOAT4_E2M1FN_X2),
    F6_E2M3(6, DType.FLOAT6_E2M3FN_X4),
    F6_E3M2(6, DType.FLOAT6_E3M2FN_X4),
    U8(8, DType.UINT8),
    I8(8, DType.INT8),
    F8_E5M2(8, DType.FLOAT8_E5M2),
    F8_E4M3(8, DType.FLOAT8_E4M3FN),
    F8_E8M0(8, DType.FLOAT8_E8M0FNU),
    F8_E4M3FNUZ(8, DType.FLOAT8_E4M3FNUZ),
    F8_E5M2FNUZ(8, DType.FLOAT8_E5M2FNUZ),
    I16(16, DType.INT16),
    U16(16, DType.UINT16),
    F16(16, DType.FLOAT16),
    BF16(16, DType.BFLOAT16),
    I32(32, DType.INT32),
    U32(32, DType.UINT32),
    F32(32, DType.FLOAT32),
    C64(64, DType.COMPLEX64),
    F64(64, DType.FLOAT64),
    I64(64, DType.INT64),
    U64(64, DType.UINT64);

    private static final Map<String, ElementType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, t -> t));

    private final int bits;
    private final DType dtype;

    ElementType(int bits, DType dtype) {
        this.bits = bits;
        this.dtype = dtype;
    }

    int bits() {
        return bits;
    }

    /** True if several elements share a byte: the header counts elements, the model counts bytes. */
    boolean isPacked() {
        return bits < 8;
    }

    /** What the start of a tensor should be a multiple of. */
    int alignment() {
        return Math.max(1, bits / 8);
    }

    static Optional<ElementType> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    static Optional<ElementType> of(DType dtype) {
        return Arrays.stream(values()).filter(t -> t.dtype == dtype).findFirst();
    }

    /** The dtypes that a file can hold. */
    static Set<DType> dtypes() {
        return Arrays.stream(values())
                .map(t -> t.dtype)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(DType.class)));
    }

    static String list() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }

    /**
     * A header's shape as the model has it: of packed elements, the last axis in bytes. Empty if rows of the last axis are
     * no whole bytes.
     */
    Optional<TensorType> modelled(Shape header) {
        if (!isPacked()) {
            return Optional.of(new TensorType(dtype, header));
        }
        int last = header.rank() - 1;
        if (last < 0 || header.extent(last) > Long.MAX_VALUE / bits || header.extent(last) * bits % 8 != 0) {
            return Optional.empty();
        }
        return Optional.of(new TensorType(dtype, header.with(last, header.extent(last) * bits / 8)));
    }

    /** The type of a tensor that can only be kept: its bytes in a row. */
    TensorType asBytes(long bytes) {
        return new TensorType(dtype, Shape.of(bytes));
    }

    /** A model's shape as the header has it; empty if the last axis is no whole number of elements. */
    Optional<Shape> counted(Shape model) {
        if (!isPacked()) {
            return Optional.of(model);
        }
        int last = model.rank() - 1;
        if (last < 0 || model.extent(last) > Long.MAX_VALUE / 8 || model.extent(last) * 8 % bits != 0) {
            return Optional.empty();
        }
        return Optional.of(model.with(last, model.extent(last) * 8 / bits));
    }
}
