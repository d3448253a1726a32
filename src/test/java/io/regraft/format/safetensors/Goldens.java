package io.regraft.format.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The files that the library wrote or reads, and what it says of them. */
final class Goldens {

    private static final Path FOLDER = Path.of("src/test/resources/golden/safetensors");
    private static final Path WRITTEN = FOLDER.resolve("safetensors-0.8.0");
    private static final Path BY_HAND = FOLDER.resolve("by-hand");

    /** A file and what the library says of it. */
    record Golden(Path file, JsonNode expected) {
        byte[] bytes() {
            return Goldens.bytes(file);
        }

        @Override
        public String toString() {
            return file.getFileName().toString();
        }
    }

    private Goldens() {}

    static List<Golden> all() {
        List<Golden> all = new ArrayList<>(in(WRITTEN));
        all.addAll(in(BY_HAND));
        return all;
    }

    /** The library's own. */
    static List<Golden> written() {
        return in(WRITTEN);
    }

    static byte[] byHand(String name) {
        return bytes(BY_HAND.resolve(name + ".safetensors"));
    }

    static byte[] written(String name) {
        return bytes(WRITTEN.resolve(name + ".safetensors"));
    }

    /** What the library writes of a file by hand. */
    static byte[] canonical(String name) {
        return bytes(FOLDER.resolve("canonical").resolve(name + ".safetensors"));
    }

    private static List<Golden> in(Path folder) {
        try {
            List<Golden> found = new ArrayList<>();
            JsonNode expected =
                    new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
            for (Map.Entry<String, JsonNode> e : expected.properties()) {
                found.add(new Golden(folder.resolve(e.getKey()), e.getValue()));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
