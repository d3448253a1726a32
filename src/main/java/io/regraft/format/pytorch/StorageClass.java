package io.regraft.format.pytorch;

import io.regraft.checkpoint.DType;
import io.regraft.format.pytorch.pickle.Global;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The class that a persistent id names for its storage.
 *
 * @param dtype type of the elements; empty for the untyped one, whose length is in bytes
 */
record StorageClass(Optional<DType> dtype) {

    static final StorageClass UNTYPED = new StorageClass(Optional.empty());

    private static final Map<String, DType> TYPES = Map.ofEntries(
            Map.entry("DoubleStorage", DType.FLOAT64),
            Map.entry("FloatStorage", DType.FLOAT32),
            Map.entry("HalfStorage", DType.FLOAT16),
            Map.entry("BFloat16Storage", DType.BFLOAT16),
            Map.entry("LongStorage", DType.INT64),
            Map.entry("IntStorage", DType.INT32),
            Map.entry("ShortStorage", DType.INT16),
            Map.entry("CharStorage", DType.INT8),
            Map.entry("ByteStorage", DType.UINT8),
            Map.entry("BoolStorage", DType.BOOL),
            Map.entry("ComplexDoubleStorage", DType.COMPLEX128),
            Map.entry("ComplexFloatStorage", DType.COMPLEX64),
            Map.entry("QInt8Storage", DType.QINT8),
            Map.entry("QUInt8Storage", DType.QUINT8),
            Map.entry("QInt32Storage", DType.QINT32),
            Map.entry("QUInt4x2Storage", DType.QUINT4X2),
            Map.entry("QUInt2x4Storage", DType.QUINT2X4));

    private static final Map<String, StorageClass> CLASSES = classes();

    private static Map<String, StorageClass> classes() {
        Map<String, StorageClass> classes = new HashMap<>();
        TYPES.forEach((name, dtype) -> classes.put(name, new StorageClass(Optional.of(dtype))));
        classes.put("UntypedStorage", UNTYPED);
        classes.put("_UntypedStorage", UNTYPED);
        return Map.copyOf(classes);
    }

    /** By the class's own name: a full load takes any module's class of such a name. */
    static Optional<StorageClass> of(Global global) {
        return Optional.ofNullable(CLASSES.get(global.name()));
    }

    /** The class that torch writes for a dtype: the untyped one for those that have none of their own. */
    static Global written(DType dtype) {
        return TYPES.entrySet().stream()
                .filter(e -> e.getValue() == dtype)
                .map(e -> new Global("torch", e.getKey()))
                .findFirst()
                .orElse(new Global("torch.storage", "UntypedStorage"));
    }

    /** True if torch has a storage class for the dtype, so that its tensors are rebuilt without naming it. */
    static boolean exists(DType dtype) {
        return TYPES.containsValue(dtype);
    }

    /** Size of what a persistent id counts. */
    int unit() {
        return dtype.map(DType::bytes).orElse(1);
    }
}
