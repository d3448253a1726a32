package io.regraft.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Extent;
import io.regraft.format.Part;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class ParallelWriterTest extends AssemblyWriterContract {

    @Override
    AssemblyWriter writer(HeapInput source, int bufferBytes) {
        return new ParallelWriter(3, bufferBytes, Progress.SILENT);
    }

    @Test
    void combinesTheChecksumsOfThePiecesOfALargePart() throws Exception {
        byte[] source = random(8, (33 << 20) + 5);
        HeapInput input = new HeapInput(source);
        CRC32 crc = new CRC32();
        crc.update(source);
        List<Part> assembly = List.of(
                new Part.Copied("all", new Extent(input, 0, source.length), OptionalLong.of(crc.getValue())),
                new Part.Late(
                        "crc",
                        4,
                        w -> ByteBuffer.allocate(4).putInt((int) w.crc32(0)).array()));
        HeapDisk disk = new HeapDisk();
        writer(input, 1 << 20).write(assembly, new PartBytes(List.of()), Set.of(), disk.create(FILE));
        ByteBuffer written = ByteBuffer.wrap(disk.files.get(FILE));
        assertThat(written.getInt(source.length)).isEqualTo((int) crc.getValue());
    }
}
