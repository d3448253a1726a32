package io.regraft.format.pytorch;

import io.regraft.format.Assembly;
import io.regraft.format.Limits;
import io.regraft.format.Materialised;
import io.regraft.format.MemoryInput;
import io.regraft.format.Part;
import io.regraft.format.zip.ZipArchive;
import io.regraft.format.zip.ZipEntry;
import io.regraft.format.zip.ZipLayout;
import io.regraft.format.zip.ZipRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Archives for tests: records of bytes, in torch's layout, their parts found again for damage. */
final class TorchZip {

    private final Map<String, byte[]> records = new LinkedHashMap<>();

    /** The records of a file, by their whole names. */
    static TorchZip of(byte[] file) throws IOException {
        TorchZip z = new TorchZip();
        ZipArchive zip = ZipArchive.read(new MemoryInput("x", file), Limits.DEFAULT);
        for (ZipRecord r : zip.records()) {
            z.records.put(r.name(), Materialised.bytes(zip.extent(r)));
        }
        return z;
    }

    TorchZip with(String name, byte[] bytes) {
        records.put(name, bytes);
        return this;
    }

    TorchZip with(String name, String text) {
        return with(name, text.getBytes(StandardCharsets.UTF_8));
    }

    TorchZip without(String name) {
        records.remove(name);
        return this;
    }

    byte[] record(String name) {
        return records.get(name);
    }

    byte[] bytes() throws IOException {
        List<ZipEntry> entries = new ArrayList<>();
        records.forEach((name, bytes) -> entries.add(new ZipEntry(
                name,
                ZipRecord.STORED,
                bytes.length,
                new ZipEntry.Known(Part.Literal.of(name, bytes), Materialised.crc(bytes)))));
        ZipArchive empty = ZipArchive.read(new MemoryInput("x", emptyZip()), Limits.DEFAULT);
        Assembly assembly = ZipLayout.of(entries, 64, empty);
        return Materialised.of(assembly, Map.of());
    }

    private static byte[] emptyZip() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var zip = new java.util.zip.ZipOutputStream(out)) {
            zip.putNextEntry(new java.util.zip.ZipEntry("a/b"));
        }
        return out.toByteArray();
    }
}
