package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The migrations of docs/keras, and the files of Keras that they are for. */
final class KerasPages {

    static final Path DOCS = Path.of("docs/keras");
    private static final Path GOLDEN = Path.of("src/test/resources/golden/hdf5/tf-keras-2.21.0");
    private static final Pattern MIGRATION =
            Pattern.compile("```yaml\n(regraft: 1\nid: ([\\w-]+)\n.*?)```", Pattern.DOTALL);

    private KerasPages() {}

    /**
     * A migration and what it is for.
     *
     * @param source the file that it changes, in the golden folder
     * @param called how that file is called, where Keras goes by the name
     */
    record Page(String id, String page, String source, String called) {
        @Override
        public String toString() {
            return id;
        }
    }

    static List<Page> all() {
        return List.of(
                new Page("without-old-head", "layer-count.md", "three.h5", "three.h5"),
                new Page("model-without-old-head", "layer-count.md", "three-model.h5", "three-model.h5"),
                new Page("without-bias", "weights-per-layer.md", "two.h5", "two.h5"),
                new Page("without-variable-1", "weights-per-layer.md", "two.weights.h5", "two.weights.h5"),
                new Page("with-bias", "weights-per-layer.md", "two.h5", "two.h5"),
                new Page("more-classes", "shapes.md", "two-model.h5", "two-model.h5"),
                new Page("more-classes-3", "shapes.md", "two.weights.h5", "two.weights.h5"),
                new Page("keras-3-names", "names.md", "two.h5", "two.weights.h5"));
    }

    /** The migrations of all pages, by id. */
    static Map<String, String> migrations() throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        try (var pages = Files.list(DOCS)) {
            for (Path page : pages.sorted().toList()) {
                Matcher m = MIGRATION.matcher(Files.readString(page));
                while (m.find()) {
                    found.put(m.group(2), m.group(1));
                }
            }
        }
        return found;
    }

    /** A file before and after. */
    record Migrated(Path before, Path after) {}

    /** Does what a page says, in a folder. */
    static Migrated migrate(Page page, Path folder) throws IOException {
        Path before = Files.copy(GOLDEN.resolve(page.source()), folder.resolve(page.called()));
        if (page.id().equals("with-bias")) {
            before = run(before, migrations().get("without-bias"), folder.resolve("bare/" + page.called()), folder);
        }
        Files.writeString(folder.resolve("classes-old.txt"), "a\nb\nc\n");
        Files.writeString(folder.resolve("classes-new.txt"), "x\nc\ny\na\nb\nz\n");
        Path after = run(before, migrations().get(page.id()), folder.resolve("out/" + page.called()), folder);
        return new Migrated(before, after);
    }

    private static Path run(Path file, String migration, Path output, Path folder) throws IOException {
        Files.createDirectories(output.getParent());
        Path yaml = Files.writeString(folder.resolve("fix.yaml"), migration);
        String printed = Ended.printedBy("migrate", file.toString(), "-m", yaml.toString(), "-o", output.toString());
        assertThat(printed).doesNotContain("warning:");
        Ended.printedBy("verify", output.toString(), "--source", file.toString());
        return output;
    }
}
