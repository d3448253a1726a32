package io.regraft.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Extent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** An assembly made into bytes in memory: what the executor does, in its plainest form. */
public final class Materialised implements Part.Cases<byte[]> {

    private final Map<Integer, byte[]> contents;
    private final List<Long> crcs = new ArrayList<>();

    private Materialised(Map<Integer, byte[]> contents) {
        this.contents = contents;
    }

    /**
     * The bytes of a file.
     *
     * @param contents the computed contents by number
     */
    public static byte[] of(Assembly assembly, Map<Integer, byte[]> contents) {
        assembly.proof().prove();
        Materialised m = new Materialised(contents);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Part p : assembly.parts()) {
            byte[] bytes = p.match(m);
            assertThat((long) bytes.length).isEqualTo(p.length());
            m.crcs.add(crc(bytes));
            out.writeBytes(bytes);
        }
        assertThat((long) out.size()).isEqualTo(assembly.length());
        return out.toByteArray();
    }

    public static byte[] bytes(Extent extent) {
        try {
            ByteBuffer read = InputBytes.read(extent);
            byte[] bytes = new byte[read.remaining()];
            read.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    @Override
    public byte[] copied(Part.Copied p) {
        byte[] bytes = bytes(p.extent());
        p.crc32().ifPresent(expected -> assertThat(crc(bytes)).as(p.what()).isEqualTo(expected));
        return bytes;
    }

    @Override
    public byte[] literal(Part.Literal p) {
        byte[] bytes = new byte[p.bytes().remaining()];
        p.bytes().get(bytes);
        return bytes;
    }

    @Override
    public byte[] slot(Part.Slot p) {
        return swapped(contents.get(p.content()), p.swapUnit());
    }

    @Override
    public byte[] late(Part.Late p) {
        return p.maker().make(index -> crcs.get(index));
    }

    static byte[] swapped(byte[] bytes, int unit) {
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i / unit * unit + unit - 1 - i % unit] = bytes[i];
        }
        return out;
    }
}
