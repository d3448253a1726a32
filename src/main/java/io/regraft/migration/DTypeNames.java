package io.regraft.migration;

import io.regraft.checkpoint.DType;
import io.regraft.problem.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What dtypes are called elsewhere: aliases of torch, short names, those of safetensors. */
final class DTypeNames {

    private static final Map<String, DType> ELSEWHERE = Map.ofEntries(
            Map.entry("bf16", DType.BFLOAT16),
            Map.entry("fp16", DType.FLOAT16),
            Map.entry("f16", DType.FLOAT16),
            Map.entry("half", DType.FLOAT16),
            Map.entry("fp32", DType.FLOAT32),
            Map.entry("f32", DType.FLOAT32),
            Map.entry("float", DType.FLOAT32),
            Map.entry("single", DType.FLOAT32),
            Map.entry("fp64", DType.FLOAT64),
            Map.entry("f64", DType.FLOAT64),
            Map.entry("double", DType.FLOAT64),
            Map.entry("i64", DType.INT64),
            Map.entry("long", DType.INT64),
            Map.entry("i32", DType.INT32),
            Map.entry("int", DType.INT32),
            Map.entry("i16", DType.INT16),
            Map.entry("short", DType.INT16),
            Map.entry("i8", DType.INT8),
            Map.entry("char", DType.INT8),
            Map.entry("u8", DType.UINT8),
            Map.entry("byte", DType.UINT8),
            Map.entry("boolean", DType.BOOL),
            Map.entry("cfloat", DType.COMPLEX64),
            Map.entry("cdouble", DType.COMPLEX128),
            Map.entry("fp8", DType.FLOAT8_E4M3FN),
            Map.entry("f8_e4m3", DType.FLOAT8_E4M3FN),
            Map.entry("f8_e5m2", DType.FLOAT8_E5M2));

    private DTypeNames() {}

    /** The name that was most likely meant: that of the same dtype, else the one spelled most alike. */
    static Optional<String> meant(String typed) {
        String name = typed.toLowerCase(Locale.ROOT);
        String bare = name.substring(name.lastIndexOf('.') + 1);
        Optional<DType> known = DType.named(bare).or(() -> Optional.ofNullable(ELSEWHERE.get(bare)));
        List<String> all = Arrays.stream(DType.values()).map(DType::label).toList();
        return known.map(DType::label).or(() -> NearestName.of(bare, all));
    }
}
