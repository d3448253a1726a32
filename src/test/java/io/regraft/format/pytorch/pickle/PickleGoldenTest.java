package io.regraft.format.pytorch.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pickles inside of the files that torch wrote; each edit proves itself against the graph that was meant. */
final class PickleGoldenTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/pytorch");

    /** More entries than this of one file tell nothing new. */
    private static final int MOST = 120;

    static List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            // A .distcp is several archives in a row.
            return files.filter(f -> !f.startsWith(GOLDEN.resolve("hostile"))
                            && !f.toString().endsWith(".distcp")
                            && isZip(f))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isZip(Path file) {
        try (var in = Files.isRegularFile(file) ? Files.newInputStream(file) : null) {
            return in != null && in.read() == 'P' && in.read() == 'K';
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<byte[]> pickles(Path archive) throws IOException {
        List<byte[]> pickles = new ArrayList<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                if (entry.getName().endsWith(".pkl")) {
                    pickles.add(zip.getInputStream(entry).readAllBytes());
                }
            }
        }
        return pickles;
    }

    @Test
    void thereAreArchives() throws IOException {
        assertThat(archives()).hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("archives")
    void everyEntryCanBeRemovedRenamedAndCopied(Path archive) throws IOException {
        for (byte[] bytes : pickles(archive)) {
            Pickle pickle = Assembler.parse(bytes);
            assertThat(pickle.edit().apply()).isEqualTo(bytes);

            for (Entry entry : entries(pickle)) {
                assertThat(pickle.edit().remove(entry).apply()).isNotEqualTo(bytes);
                String key = "renamed by a test";
                byte[] renamed = pickle.edit().rename(entry, NewValue.of(key)).apply();
                assertThat(Graphs.text(renamed).split(key, -1)).hasSize(2);
                pickle.edit()
                        .insertLast(entry.owner(), NewValue.of(key), NewValue.existing(entry.value()))
                        .apply();
            }
        }
    }

    private static List<Entry> entries(Pickle pickle) {
        List<Entry> entries = new ArrayList<>();
        Deque<Node> open = new ArrayDeque<>(List.of(pickle.root()));
        Set<Node> met = new HashSet<>();
        while (!open.isEmpty() && entries.size() < MOST) {
            Node node = open.pop();
            if (met.add(node)) {
                entries.addAll(node.entries());
                open.addAll(node.children());
            }
        }
        return entries.subList(0, Math.min(MOST, entries.size()));
    }
}
