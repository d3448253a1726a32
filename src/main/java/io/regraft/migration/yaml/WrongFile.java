package io.regraft.migration.yaml;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Recognises a checkpoint that was given in place of a migration. */
final class WrongFile {

    private static final int HEAD = 16;

    private WrongFile() {}

    /** Throws if the file begins as checkpoints do; what can't be read is left to others to say. */
    static void requireText(Path file) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD);
        } catch (IOException e) {
            return;
        }
        recognise(new String(head, StandardCharsets.ISO_8859_1)).ifPresent(what -> {
            throw new Problem(
                            Kind.MIGRATION,
                            new Where.InFile(file.toString()),
                            "expected a migration, found " + what,
                            "The checkpoint is the argument of the command, the migration goes with -m.")
                    .asException();
        });
    }

    private static Optional<String> recognise(String head) {
        if (head.startsWith("PK\u0003\u0004") || head.startsWith("PK\u0005\u0006")) {
            return Optional.of("a zip archive, as PyTorch and NumPy write checkpoints");
        }
        if (head.startsWith("\u0080\u0002") || head.startsWith("\u0080\u0004")) {
            return Optional.of("a pickle");
        }
        if (head.startsWith("\u0089HDF\r\n\u001a\n")) {
            return Optional.of("an HDF5 file");
        }
        if (head.startsWith("\u0093NUMPY")) {
            return Optional.of("a NumPy array");
        }
        if (head.startsWith("GGUF")) {
            return Optional.of("a GGUF file");
        }
        // Safetensors: the header's length in eight bytes, little-endian, then JSON.
        boolean safetensors = head.length() > 9 && head.startsWith("\0\0\0", 5) && head.charAt(8) == '{';
        return safetensors ? Optional.of("a safetensors file") : Optional.empty();
    }
}
