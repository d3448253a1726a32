package io.regraft.format.safetensors;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a header that was just made again, and says whether it is what was wanted. */
final class WrittenHeader {

    private WrittenHeader() {}

    /**
     * Compares.
     *
     * @throws IllegalStateException if it is not, which is a defect of this program
     */
    static void prove(NewFile file, ByteBuffer bytes) {
        byte[] text = new byte[bytes.limit() - JsonReader.BASE];
        bytes.get(JsonReader.BASE, text);
        Header header = HeaderReader.read(file.name(), text, Integer.MAX_VALUE);
        long length = file.inData().stream().mapToLong(Target::bytes).sum();
        DataCheck.inOrder(file.name(), header, length);
        Map<String, Long> begins = file.begins();
        List<Target> wanted = file.inHeader();
        require(wanted.size() == header.entries().size(), header.entries().size() + " tensors");
        for (int i = 0; i < wanted.size(); i++) {
            Target t = wanted.get(i);
            Entry e = header.entries().get(i);
            require(
                    e.name().equals(t.name())
                            && e.type() == t.type()
                            && e.shape().equals(t.shape())
                            && e.begin() == begins.get(t.name()),
                    e.name() + " " + e.typeText() + " from " + e.begin() + " on");
        }
        boolean isNull = file.metadata().found().filter(Metadata::isNull).isPresent();
        Optional<Metadata> metadata = header.metadata();
        require(
                metadata.map(Metadata::texts)
                                .orElse(Map.of())
                                .equals(file.metadata().texts())
                        && metadata.filter(Metadata::isNull).isPresent() == isNull,
                "other metadata");
    }

    private static void require(boolean holds, String found) {
        if (!holds) {
            throw new IllegalStateException("the new header says what was not wanted: " + found);
        }
    }
}
