package io.regraft.diagnose.cause;

import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.LabelFiles;
import java.util.List;

/** The causes that are looked for. */
public final class Causes {

    private Causes() {}

    /** In the order in which they are looked for: names first, then which tensors there are, then shapes, then dtypes. */
    public static List<CauseFinder> all(LabelFiles labels) {
        return List.of(
                new Prefix(),
                new FoldedNorm(),
                new Fused(),
                new Segment(),
                new Tied(),
                new Buffers(),
                new Pairing(),
                new OnlyFit(),
                new Depth(),
                new OtherModel(),
                new ShapeOnly(),
                new OtherConfig(),
                new Positions(),
                new Rows(labels),
                new Casts(),
                new Leftovers());
    }
}
