package io.regraft.kernel.nd4j;

import io.regraft.checkpoint.TensorType;
import io.regraft.kernel.Content;
import io.regraft.kernel.Counts;
import io.regraft.kernel.Evaluator;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Spool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The evaluator over bounded blocks.
 *
 * <p>A reading thread holds at most one block for each gather that it is inside of, and some buffers of a few hundred KB;
 * a content with derived rows (mean, like_rows) caches at most 16 MB of them. Bytes do not depend on the size of the block
 * or the number of threads.
 */
public final class Nd4jEvaluator implements Evaluator {

    /** Size of a block unless another is asked for. */
    public static final int DEFAULT_BLOCK = 8 << 20;

    /** The smallest block. */
    public static final int SMALLEST_BLOCK = 4 << 10;

    private final Tools tools;
    private final int blockBytes;

    public Nd4jEvaluator(Spool spool) {
        this(spool, DEFAULT_BLOCK);
    }

    public Nd4jEvaluator(Spool spool, int blockBytes) {
        if (blockBytes < SMALLEST_BLOCK) {
            throw new IllegalArgumentException("a block of " + blockBytes + " bytes");
        }
        this.blockBytes = blockBytes;
        this.tools = new Tools(spool, blockBytes);
    }

    @Override
    public Content open(Expression expression, String name) {
        Counter counter = new Counter();
        Node node = expression.match(new Compiler(tools, Origin.of(expression, name), counter));
        return new NodeContent(node, counter);
    }

    @Override
    public boolean needsNd4j(Expression expression) {
        return expression.match(new NeedsNd4j(blockBytes));
    }

    @Override
    public void warmUp() {
        RowPuller.warmUp();
    }

    @Override
    public void close() throws IOException {
        tools.close();
    }

    private record NodeContent(Node node, Counter counter) implements Content {
        @Override
        public TensorType type() {
            return node.type();
        }

        @Override
        public void read(long byteOffset, ByteBuffer dst) throws IOException {
            int element = node.elementBytes();
            long total = node.type().bytes();
            int n = dst.remaining();
            if (byteOffset < 0 || byteOffset > total - n || byteOffset % element != 0 || n % element != 0) {
                throw new IllegalArgumentException(
                        "bytes " + byteOffset + " + " + n + " of " + node.type() + ", " + total + " bytes");
            }
            node.read(byteOffset, dst.slice().order(ByteOrder.LITTLE_ENDIAN));
            dst.position(dst.limit());
        }

        @Override
        public Counts counts() {
            return counter.sum();
        }
    }
}
