package io.regraft.format.pytorch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files that torch wrote, and what torch says of them. */
final class Goldens {

    static final Path FOLDER = Path.of("src/test/resources/golden/pytorch");

    /** A file and what torch says of it. */
    record Golden(Path file, JsonNode expected) {
        String name() {
            return file.getFileName().toString();
        }

        @Override
        public String toString() {
            return file.getParent().getFileName() + "/" + name();
        }
    }

    private Goldens() {}

    static List<Golden> all() {
        List<Golden> all = new ArrayList<>();
        try (Stream<Path> folders = Files.list(FOLDER)) {
            for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
                JsonNode expected = new ObjectMapper()
                        .readTree(folder.resolve("expected.json").toFile());
                for (Map.Entry<String, JsonNode> e : expected.properties()) {
                    all.add(new Golden(folder.resolve(e.getKey()), e.getValue()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** Those that are zip archives of torch.save which our reader takes. */
    static List<Golden> readable() {
        return all().stream()
                .filter(g -> Files.isRegularFile(g.file))
                .filter(g -> g.expected.path("tensors").isArray())
                .filter(g -> !g.expected.has("container"))
                .filter(g -> !refused().containsKey(g.name()))
                .filter(g -> isZip(g.file))
                .toList();
    }

    /** Those that torch loads and we refuse, with a piece of the reason. */
    static Map<String, String> refused() {
        return Map.of("24-integer-beside-text.pt", "two tensors have this name");
    }

    private static boolean isZip(Path file) {
        try (var in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(4);
            return first.length == 4 && first[0] == 'P' && first[1] == 'K' && first[2] == 3 && first[3] == 4;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path file(String name) {
        return FOLDER.resolve("torch-2.13.0").resolve(name);
    }
}
