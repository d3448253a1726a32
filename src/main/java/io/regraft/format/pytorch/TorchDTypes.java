package io.regraft.format.pytorch;

import io.regraft.checkpoint.DType;
import io.regraft.format.pytorch.pickle.Global;
import io.regraft.format.pytorch.pickle.Node;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Dtypes as globals of the module torch. */
final class TorchDTypes {

    private static final Set<DType> WITHOUT_STORAGE_CLASS = EnumSet.of(
            DType.UINT16,
            DType.UINT32,
            DType.UINT64,
            DType.COMPLEX32,
            DType.FLOAT8_E4M3FN,
            DType.FLOAT8_E5M2,
            DType.FLOAT8_E4M3FNUZ,
            DType.FLOAT8_E5M2FNUZ,
            DType.FLOAT8_E8M0FNU,
            DType.FLOAT4_E2M1FN_X2,
            DType.BITS8,
            DType.BITS1X8,
            DType.BITS2X4,
            DType.BITS4X2,
            DType.BITS16);

    private TorchDTypes() {}

    /** Those that torch 2.13 has and can save. */
    static Set<DType> all() {
        Set<DType> all = EnumSet.copyOf(WITHOUT_STORAGE_CLASS);
        Arrays.stream(DType.values()).filter(StorageClass::exists).forEach(all::add);
        return all;
    }

    static Optional<DType> of(Node node) {
        return node.global()
                .filter(g -> g.module().equals("torch"))
                .flatMap(g -> DType.named(g.name()))
                .filter(d -> StorageClass.exists(d) || WITHOUT_STORAGE_CLASS.contains(d));
    }

    static Global global(DType dtype) {
        return new Global("torch", dtype.label());
    }
}
