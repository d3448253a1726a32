package io.regraft.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lines of the tables in {@code golden/kernel}. */
public final class GoldenNumbers {

    private GoldenNumbers() {}

    /** The columns of each line. */
    public static List<List<String>> lines(String file) {
        try (InputStream in = GoldenNumbers.class.getResourceAsStream("/golden/kernel/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> List.of(line.split(",", -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
