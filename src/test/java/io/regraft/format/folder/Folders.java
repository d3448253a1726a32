package io.regraft.format.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Tensor;
import io.regraft.format.Assembly;
import io.regraft.format.Assembly.OutputFile;
import io.regraft.format.Materialised;
import io.regraft.format.TensorBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folders that the libraries wrote, copies of them to spoil, and results as files. */
final class Folders {

    static final Path GOLDEN = Path.of("src/test/resources/golden/folder");

    private Folders() {}

    static List<Path> all() {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path golden(String name) {
        return GOLDEN.resolve(name);
    }

    /** What the libraries say of the weights of a folder: by file, by name. */
    static JsonNode expected(String name) throws IOException {
        return json("expected.json").get(name);
    }

    static JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(GOLDEN.resolve(name).toFile());
    }

    /** A copy under {@code parent} that a test may change. */
    static Path copy(String name, Path parent) throws IOException {
        Path from = golden(name);
        Path to = parent.resolve(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.sorted().toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    /** Replaces text of a file. */
    static void edit(Path file, String what, String by) throws IOException {
        String text = Files.readString(file);
        if (!text.contains(what)) {
            throw new IllegalArgumentException(file + " has no " + what);
        }
        Files.writeString(file, text.replace(what, by));
    }

    /** Writes a result. */
    static Path write(Assembly assembly, Map<Integer, byte[]> contents, Path to) throws IOException {
        assembly.proof().prove();
        for (OutputFile file : assembly.files()) {
            Path path = to.resolve(file.path());
            Files.createDirectories(path.getParent());
            Files.write(path, Materialised.of(Assembly.ofFile(file.parts()), contents));
        }
        return to;
    }

    /** All files by path, as text that is the same just for the same bytes. */
    static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>(Comparator.naturalOrder());
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(
                        folder.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    /** {@code name dtype shape sha256}. */
    static String describe(Tensor t) {
        return t.name().text() + " " + t.type().dtype() + " " + t.type().shape() + " " + sha256(TensorBytes.of(t));
    }

    static String describe(String name, JsonNode t) {
        DType dtype = DType.named(t.get("dtype").asText()).orElseThrow();
        StringBuilder shape = new StringBuilder();
        t.get("shape").forEach(e -> shape.append(shape.isEmpty() ? "" : ", ").append(e.asLong()));
        return name + " " + dtype + " [" + shape + "] " + t.get("sha256").asText();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
