package io.regraft.report;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Sums over tensors. Exact at any size: a tensor that repeats one element may claim more elements than 63 bits count.
 *
 * @param byDtype the same for each dtype that occurs
 */
record Totals(int tensors, BigInteger values, BigInteger bytes, Map<DType, Totals> byDtype) {

    static Totals of(List<Tensor> tensors) {
        Map<DType, List<Tensor>> groups = new EnumMap<>(DType.class);
        tensors.forEach(t ->
                groups.computeIfAbsent(t.type().dtype(), k -> new ArrayList<>()).add(t));
        Map<DType, Totals> byDtype = new EnumMap<>(DType.class);
        groups.forEach((dtype, members) -> byDtype.put(dtype, sum(members, Map.of())));
        return sum(tensors, byDtype);
    }

    private static Totals sum(List<Tensor> tensors, Map<DType, Totals> byDtype) {
        BigInteger values = BigInteger.ZERO;
        BigInteger bytes = BigInteger.ZERO;
        for (Tensor t : tensors) {
            values = values.add(elements(t.type()));
            bytes = bytes.add(bytes(t.type()));
        }
        return new Totals(tensors.size(), values, bytes, byDtype);
    }

    static BigInteger elements(TensorType type) {
        BigInteger n = BigInteger.ONE;
        for (long extent : type.shape().toArray()) {
            n = n.multiply(BigInteger.valueOf(extent));
        }
        return n;
    }

    static BigInteger bytes(TensorType type) {
        return elements(type).multiply(BigInteger.valueOf(type.dtype().bytes()));
    }

    /** A size for people. */
    static String size(BigInteger bytes) {
        return bytes.bitLength() < 64 ? Text.size(bytes.longValue()) : "over 8 EiB";
    }
}
