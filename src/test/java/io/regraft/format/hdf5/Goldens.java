package io.regraft.format.hdf5;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.regraft.checkpoint.TensorName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files that h5py wrote, and what h5py says of them. */
final class Goldens {

    static final Path FOLDER = Path.of("src/test/resources/golden/hdf5");

    /** A file and what h5py says of it. */
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

    static Golden named(String name) {
        return all().stream().filter(g -> g.name().equals(name)).findFirst().orElseThrow();
    }

    static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(named(name).file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name that we give to a path of h5py. */
    static TensorName name(String path) {
        return path.equals("/")
                ? TensorName.ROOT
                : new TensorName(Arrays.asList(path.substring(1).split("/")));
    }
}
