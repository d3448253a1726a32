package io.regraft.format.pytorch.pickle;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The names that a weights-only load of torch 2.13 resolves. */
final class AllowedGlobals {

    /** Modules that are refused whatever is registered. */
    private static final Set<String> NEVER = Set.of("sys", "os", "posix", "nt");

    /** 144 by default, and those that {@code import torch} registers. */
    private static final Set<String> NAMES = names();

    private AllowedGlobals() {}

    static boolean has(Global name) {
        Global now = name.current();
        return !NEVER.contains(now.module()) && NAMES.contains(now.toString());
    }

    static Set<String> all() {
        return NAMES;
    }

    private static Set<String> names() {
        Set<String> names = new HashSet<>();
        add(names, "_codecs.", "encode");
        add(names, "builtins.", "bytearray complex set");
        add(names, "collections.", "Counter OrderedDict");
        add(names, "torch.", "Size Tensor device nn.parameter.Parameter serialization._get_layout");
        add(names, "torch.storage.", "TypedStorage UntypedStorage");
        add(names, "torch._tensor.", "_rebuild_from_type_v2");
        add(
                names,
                "torch._utils._rebuild_",
                "device_tensor_from_cpu_tensor device_tensor_from_numpy meta_tensor_no_storage nested_tensor"
                        + " parameter parameter_with_state qtensor sparse_tensor tensor tensor_v2 tensor_v3"
                        + " wrapper_subclass");
        add(names, "torch.", "bfloat16 bool float16 float32 float64 complex32 complex64 complex128");
        add(names, "torch.float8_", "e4m3fn e4m3fnuz e5m2 e5m2fnuz e8m0fnu");
        add(names, "torch.", "float4_e2m1fn_x2 bits8 bits16 bits1x8 bits2x4 bits4x2");
        add(names, "torch.", "qint8 qint32 quint8 quint4x2 quint2x4");
        for (String sign : List.of("torch.int", "torch.uint")) {
            add(names, sign, "1 2 3 4 5 6 7 8 16 32 64");
        }
        add(names, "torch.per_", "tensor_affine tensor_symmetric channel_affine channel_symmetric");
        add(names, "torch.", "per_channel_affine_float_qparams");
        classes(names);
        add(names, "torch.nested._internal.nested_tensor.", "NestedTensor _rebuild_njt");
        add(names, "torch.distributed._mesh_layout.", "_MeshLayout _FlatLayout");
        return Set.copyOf(names);
    }

    private static void classes(Set<String> names) {
        List<String> numbers = List.of("BFloat16", "Byte", "Char", "Double", "Float", "Half", "Int", "Long", "Short");
        for (String module : List.of("torch.", "torch.cuda.")) {
            for (String type : numbers) {
                names.add(module + type + "Tensor");
                names.add(module + type + "Storage");
                names.add(module + "sparse." + type + "Tensor");
            }
            add(names, module, "BoolTensor BoolStorage ComplexDoubleStorage ComplexFloatStorage");
        }
        add(names, "torch.", "QInt8Storage QInt32Storage QUInt8Storage QUInt4x2Storage QUInt2x4Storage");
    }

    private static void add(Set<String> names, String prefix, String rest) {
        for (String name : rest.split(" ", -1)) {
            names.add(prefix + name);
        }
    }
}
