package io.regraft.plan;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Part;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Expression.Gather;
import io.regraft.kernel.Expression.Stored;
import io.regraft.kernel.NewRows;
import java.util.HashMap;
import java.util.Map;

/**
 * How many bytes a plan moves, and about how much memory that takes.
 *
 * @param read bytes of the source that are copied or computed from; a digest of the source reads the rest too
 * @param written length of the output
 * @param memory resident memory at its peak, about, without shared file pages: it does not grow with the tensors' bytes
 */
public record Traffic(long read, long written, long memory) {

    private static final long RUNTIME = 120L << 20;
    private static final long BUFFERS = 24L << 20;
    private static final long TENSOR = 700;

    public static Traffic of(Plan plan) {
        long copied = 0;
        long written = 0;
        for (Part p : plan.assembly().parts()) {
            long length = p.length();
            written = Math.addExact(written, length);
            copied += p instanceof Part.Copied ? length : 0;
        }
        Map<TensorName, Long> computed = new HashMap<>();
        plan.contents().forEach(c -> sources(c.expression(), computed));
        long read =
                copied + computed.values().stream().mapToLong(Long::longValue).sum();
        long memory = RUNTIME
                + BUFFERS
                + TENSOR * (plan.source().tensors().size() + plan.tensors().size());
        return new Traffic(read, written, memory);
    }

    private static void sources(Expression e, Map<TensorName, Long> bytes) {
        if (e instanceof Stored s) {
            Tensor t = s.tensor();
            bytes.put(t.name(), t.type().bytes());
        }
        e.inputs().forEach(i -> sources(i, bytes));
        if (e instanceof Gather g) {
            for (NewRows rows : g.fills()) {
                if (rows.init().needsBasis()) {
                    rows.basis().ifPresent(b -> sources(b, bytes));
                }
            }
        }
    }
}
