package io.regraft.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Extent;
import io.regraft.format.Part;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PipeWriterTest extends AssemblyWriterContract {

    @Override
    AssemblyWriter writer(HeapInput source, int bufferBytes) {
        return new PipeWriter(
                Optional.of(new InOrderDigest(source, bufferBytes)), bufferBytes, threads(), Progress.SILENT);
    }

    /** The thread that reads hashes the source, too. */
    int threads() {
        return 2;
    }

    @Test
    void makesTheSourcesDigestEvenIfPartsComeOutOfItsOrder() throws Exception {
        byte[] source = random(7, 100_000);
        HeapInput input = new HeapInput(source);
        List<Part> assembly = List.of(
                new Part.Copied("b", new Extent(input, 50_000, 50_000), OptionalLong.empty()),
                new Part.Copied("a", new Extent(input, 0, 50_000), OptionalLong.empty()));
        Written written =
                writer(input, 4_096).write(assembly, new PartBytes(List.of()), Set.of(), new HeapDisk().create(FILE));
        assertThat(written.source()).contains(sha(source));
    }
}
