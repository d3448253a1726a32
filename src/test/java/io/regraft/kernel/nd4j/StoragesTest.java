package io.regraft.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.arbitrary.MemoryInput;
import io.regraft.arbitrary.Sample;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.kernel.Content;
import io.regraft.kernel.Counts;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Overflow;
import io.regraft.kernel.Spool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoragesTest {

    private static final TensorType TYPE = new TensorType(DType.UINT8, Shape.of(1000));

    @TempDir
    Path folder;

    @Test
    void aFileThatGotShorterIsSaidWithBothNumbers() {
        Input shrunk = new Input() {
            @Override
            public String name() {
                return "g.pt";
            }

            @Override
            public long size() {
                return 5000;
            }

            @Override
            public int read(ByteBuffer dst, long position) {
                int n = (int) Math.min(dst.remaining(), 4200 - position);
                dst.position(dst.position() + Math.max(0, n));
                return n <= 0 ? -1 : n;
            }

            @Override
            public void close() {}
        };
        Storage storage = stored(new Extent(shrunk, 4000, 1000), Storage.Encoding.STORED, 1000, OptionalLong.empty());
        assertThatThrownBy(() -> Bytes.of(tensor(storage, 0, 1)))
                .hasMessage("g.pt: expected at least 5,000 bytes, found the end after 4,200. "
                        + "It was shortened while it was read: see what else writes to it, and run again.");
    }

    @Test
    void inflatedBytesAreSpooledOnceAndTheFileIsGoneAfterwards() throws IOException {
        byte[] bytes = new byte[1000];
        new Random(1).nextBytes(bytes);
        Storage storage = deflated(bytes, bytes.length, 1000, OptionalLong.empty());
        try (Nd4jEvaluator evaluator = new Nd4jEvaluator(Spool.in(folder), 4096)) {
            Content content = evaluator.open(tensor(storage, 0, 1), "w");
            assertThat(files()).isZero();
            assertThat(Bytes.read(content, 10, false)).isEqualTo(bytes);
            assertThat(Bytes.read(evaluator.open(tensor(storage, 0, 1), "v"), 999, true))
                    .isEqualTo(bytes);
            assertThat(files()).isLessThanOrEqualTo(1);
        }
        assertThat(files()).isZero();
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    @Test
    void aDamagedDeflateStreamIsRefusedWithItsRecord() {
        byte[] bytes = new byte[1000];
        new Random(1).nextBytes(bytes);
        assertThatThrownBy(() -> Bytes.of(tensor(deflated(bytes, 1000, 999, OptionalLong.empty()), 0, 1)))
                .hasMessageContaining("tensor 'w': uint8 [1000] needs 1,000 bytes of 'data/0', which has 999");
        assertThatThrownBy(() -> Bytes.of(tensor(deflated(bytes, 1000, 1001, OptionalLong.empty()), 0, 1)))
                .hasMessageContaining("m.pt!data/0: expected 1,001 bytes when inflated, found 1,000");
        assertThatThrownBy(() -> Bytes.of(tensor(deflated(new byte[70_000], 70_000, 1000, OptionalLong.empty()), 0, 1)))
                .hasMessageContaining("expected 1,000 bytes when inflated, found more");
        assertThatThrownBy(() -> Bytes.of(tensor(deflated(bytes, 1000, 1000, OptionalLong.of(7)), 0, 1)))
                .hasMessageContaining("expected CRC-32 00000007, found ");
        Storage cut = deflated(bytes, 1000, 1000, OptionalLong.empty());
        Storage shorter = stored(cut.extent().slice(0, 500), Storage.Encoding.DEFLATED, 1000, OptionalLong.empty());
        assertThatThrownBy(() -> Bytes.of(tensor(shorter, 0, 1)))
                .hasMessageContaining("expected a deflate stream that ends, found the end of its 500 bytes");
        Storage noise = stored(
                new Extent(MemoryInput.of(bytes), 0, 1000), Storage.Encoding.DEFLATED, 1000, OptionalLong.empty());
        assertThatThrownBy(() -> Bytes.of(tensor(noise, 0, 1))).hasMessageContaining("m.pt!data/0: expected");
    }

    @Test
    void aViewOutsideItsStorageIsRefused() {
        Storage storage = stored(
                new Extent(MemoryInput.of(new byte[1000]), 0, 1000),
                Storage.Encoding.STORED,
                1000,
                OptionalLong.empty());
        assertThatThrownBy(() -> Bytes.of(tensor(storage, 1, 1))).hasMessageContaining("needs 1,001 bytes");
        assertThatThrownBy(() -> Bytes.of(tensor(storage, 999, -1))).hasMessageContaining("not negative");
        assertThatThrownBy(() -> Bytes.of(tensor(storage, 0, Long.MAX_VALUE / 2)))
                .hasMessageContaining("needs");
    }

    @Test
    void aSparseTensorIsRefusedByName() {
        Tensor sparse = new Tensor(TensorName.of("w"), TYPE, "sparse_coo", Optional.empty(), Optional.empty(), false);
        assertThatThrownBy(() -> Bytes.of(new Expression.Stored(sparse)))
                .hasMessageContaining("expected a strided tensor, found sparse_coo");
    }

    @Test
    void countsAreThoseOfOnePassWhateverItsRanges() throws IOException {
        float[] values = {1e9f, 1f, -1e9f, 1e-9f, 0f, Float.NaN, 65504f, Float.POSITIVE_INFINITY};
        ByteBuffer in = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : values) {
            in.putFloat(v);
        }
        Sample sample = Sample.whole(new TensorType(DType.FLOAT32, Shape.of(8)), in.array());
        Expression cast = new Expression.Cast(sample.expression(), DType.FLOAT16, Overflow.SATURATE);
        for (int step : new int[] {1, 3, 8}) {
            try (Nd4jEvaluator evaluator = new Nd4jEvaluator(Spool.in(folder), 4096)) {
                Content content = evaluator.open(cast, "w");
                Bytes.read(content, step, true);
                assertThat(content.counts()).isEqualTo(new Counts(2, 1, 0));
            }
        }
        Expression refused = new Expression.Cast(sample.expression(), DType.FLOAT16, Overflow.ERROR);
        assertThatThrownBy(() -> Bytes.of(refused))
                .hasMessage("m.pt: tensor 'w': element 0 is 1.0E9, which float16 can't hold. "
                        + "Give the cast an overflow: saturate or inf, or leave the tensor out.");
    }

    private static Expression tensor(Storage storage, long offset, long stride) {
        return new Expression.Stored(
                Tensor.strided(TensorName.of("w"), TYPE, new View(storage, offset, new long[] {stride})));
    }

    private static Storage stored(Extent extent, Storage.Encoding encoding, long bytes, OptionalLong crc) {
        return new Storage("data/0", extent, encoding, bytes, ByteOrder.LITTLE_ENDIAN, crc);
    }

    private static Storage deflated(byte[] bytes, int length, long claimed, OptionalLong crc) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(bytes, 0, length);
        deflater.finish();
        byte[] out = new byte[length + 100];
        int n = deflater.deflate(out);
        deflater.end();
        return stored(
                new Extent(MemoryInput.of(java.util.Arrays.copyOf(out, n)), 0, n),
                Storage.Encoding.DEFLATED,
                claimed,
                crc);
    }
}
