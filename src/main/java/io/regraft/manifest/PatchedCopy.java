package io.regraft.manifest;

import io.regraft.checkpoint.Input;
import io.regraft.format.InputBytes;
import io.regraft.kernel.Workers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Compares a file with the one that it is a copy of, but for patches; what was moved, with its old place. */
final class PatchedCopy {

    private static final long PIECE = 16L << 20;

    /** A range of the output, and how far before it the source's is. */
    private record Range(long from, long to, long shift) {}

    private final Input source;
    private final Input output;
    private final int bufferBytes;

    PatchedCopy(Input source, Input output, int bufferBytes) {
        this.source = source;
        this.output = output;
        this.bufferBytes = bufferBytes;
    }

    /** The place of the first byte outside of the patches that differs, or that the source does not have. */
    Optional<Long> difference(List<Manifest.Patch> patches, int threads) throws IOException {
        List<Range> ranges = new ArrayList<>();
        long at = 0;
        for (Manifest.Patch p : patches) {
            cut(at, Math.min(p.offset(), output.size()), 0, ranges);
            if (p.from().isPresent()) {
                cut(
                        p.offset(),
                        Math.min(p.end(), output.size()),
                        p.offset() - p.from().getAsLong(),
                        ranges);
            }
            at = p.end();
        }
        cut(at, output.size(), 0, ranges);
        AtomicLong first = new AtomicLong(Long.MAX_VALUE);
        ThreadLocal<ByteBuffer[]> buffers = ThreadLocal.withInitial(() ->
                new ByteBuffer[] {ByteBuffer.allocateDirect(bufferBytes), ByteBuffer.allocateDirect(bufferBytes)});
        Workers.each(threads, ranges.size(), i -> {
            Range r = ranges.get(i);
            if (r.from < first.get()) {
                compare(r, buffers.get()).ifPresent(d -> first.accumulateAndGet(d, Math::min));
            }
        });
        return first.get() == Long.MAX_VALUE ? Optional.empty() : Optional.of(first.get());
    }

    private static void cut(long from, long to, long shift, List<Range> ranges) {
        for (long at = from; at < to; at += PIECE) {
            ranges.add(new Range(at, Math.min(to, at + PIECE), shift));
        }
    }

    private Optional<Long> compare(Range range, ByteBuffer[] buffers) throws IOException {
        for (long at = range.from; at < range.to; ) {
            int n = (int) Math.min(bufferBytes, range.to - at);
            long before = at - range.shift;
            if (before + n > source.size()) {
                return Optional.of(Math.max(at, source.size() + range.shift));
            }
            InputBytes.fill(source, before, buffers[0].clear().limit(n));
            InputBytes.fill(output, at, buffers[1].clear().limit(n));
            int differs = buffers[0].flip().mismatch(buffers[1].flip());
            if (differs >= 0) {
                return Optional.of(at + differs);
            }
            at += n;
        }
        return Optional.empty();
    }
}
