import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Completes target/dist, as the last step of {@code mvn package}: runs the packaged program on a sample, which unpacks
 * the native libraries, and archives the classes that it loads.
 *
 * <p>Run by {@code java Distribution.java}, so it needs neither compiling nor a place in the jar. A training command
 * that fails, fails the build. The archive is only an optimisation: without one the program starts more slowly.
 */
final class Distribution {

    /**
     * What users run, one line each, blanks between the words; each starts in the same folder with copies of
     * {@link #SAMPLES}, must end with exit code 0, and sees what those before it wrote.
     */
    private static final List<String> TRAINING = List.of(
            "--version",
            "--help",
            "inspect samples/emotivoice/g_00140000",
            "inspect samples/emotivoice/g_00140000 --json",
            "check samples/emotivoice/g_00140000 --target samples/emotivoice/g_00140000",
            "plan samples/emotivoice/g_00140000 -m migrations/emotivoice/back-to-stock.yaml",
            "migrate samples/emotivoice/g_00140000 -m migrations/emotivoice/back-to-stock.yaml -o fixed/",
            "verify fixed/g_00140000",
            "migrate samples/emotivoice/g_00140000 -m swap.yaml -o swapped",
            "verify swapped",
            "inspect samples/llama/model",
            "check samples/llama/model --target samples/llama/model",
            "plan samples/llama/model -m migrations/llama/grow-vocabulary.yaml",
            "migrate samples/llama/model -m migrations/llama/grow-vocabulary.yaml -o grown",
            "verify grown",
            "convert grown -o grown.safetensors",
            "convert grown.safetensors -o grown.pt",
            "inspect samples/keras/speakers.keras",
            "migrate samples/keras/speakers.keras -m migrations/keras/grow-speakers.yaml -o grown.keras",
            "verify grown.keras",
            "convert grown.pt -o grown.h5",
            "inspect grown.h5",
            "migrate grown.h5 -m shorter.yaml -o shorter.h5");

    /** The folders at the root that training needs. */
    private static final List<String> SAMPLES = List.of(
            "samples/emotivoice",
            "migrations/emotivoice",
            "samples/llama",
            "migrations/llama",
            "samples/keras",
            "migrations/keras");

    private final Path root;
    private final Path dist;
    private final Path work;

    private Distribution(Path root, Path dist) {
        this.root = root;
        this.dist = dist;
        this.work = dist.resolveSibling("training");
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 4) {
            throw new IllegalArgumentException("usage: Distribution ROOT DIST STARTED TRAINING [FINGERPRINT]");
        }
        // Real paths, since the archive holds for the path that it was made with.
        Distribution distribution = new Distribution(
                Path.of(arguments[0]).toRealPath(), Path.of(arguments[1]).toRealPath());
        distribution.dropWhatIsOutdated();
        if (Boolean.parseBoolean(arguments[3])) {
            distribution.archive(distribution.train());
        }
        distribution.finish(Instant.parse(arguments[2]), arguments.length > 4 ? arguments[4] : "");
    }

    /** Libraries of earlier builds, and what was unpacked from them. */
    private void dropWhatIsOutdated() throws IOException {
        Files.deleteIfExists(stamp());
        Set<String> libraries;
        try (JarFile jar = new JarFile(jar().toFile())) {
            String path = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            libraries = Stream.of(path.split(" "))
                    .map(p -> p.replaceFirst("^lib/", ""))
                    .collect(Collectors.toSet());
        }
        for (String library : libraries) {
            if (!Files.exists(dist.resolve("lib").resolve(library))) {
                throw new IOException("regraft.jar names lib/" + library + ", which was not copied");
            }
        }
        for (Path entry : entries(dist)) {
            if (entry.toString().endsWith(".jsa")) {
                Files.delete(entry);
            }
        }
        Files.createDirectories(natives());
        for (Path folder : List.of(dist.resolve("lib"), natives())) {
            for (Path entry : entries(folder)) {
                if (!libraries.contains(entry.getFileName().toString()) && !isHidden(entry)) {
                    delete(entry);
                }
            }
        }
    }

    /** Runs the training commands; gives the classes that they loaded. */
    private Set<String> train() throws IOException, InterruptedException {
        delete(work);
        for (String sample : SAMPLES) {
            copy(root.resolve(sample), work.resolve(sample));
        }
        Files.writeString(work.resolve("swap.yaml"), swap());
        Files.writeString(
                work.resolve("shorter.yaml"),
                "regraft: 1\nid: shorter\nsteps:\n  - truncate: {tensors: lm_head.weight, size: 300}\n");
        Set<String> classes = new LinkedHashSet<>();
        for (String command : TRAINING) {
            Path list = Files.createTempFile(work, "classes", ".txt");
            List<String> words = new ArrayList<>(List.of(
                    "-XX:+UseSerialGC",
                    "-XX:+IgnoreUnrecognizedVMOptions",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-XX:DumpLoadedClassList=" + list,
                    "-Dorg.bytedeco.javacpp.cachedir=" + natives(),
                    "-jar",
                    jar().toString()));
            words.addAll(List.of(command.split(" ")));
            Run run = java(words);
            if (run.code != 0) {
                throw new IOException("training command failed with exit code " + run.code + ": regraft " + command
                        + "\n" + run.output);
            }
            Files.readAllLines(list).stream().flatMap(Distribution::ofClassPath).forEach(classes::add);
        }
        if (entries(natives()).stream().allMatch(Distribution::isHidden)) {
            throw new IOException("no training command made the program load ND4J, so its libraries were not unpacked");
        }
        return classes;
    }

    /** A migration that moves so many rows that ND4J is loaded for it: every other row changes places with the next. */
    private static String swap() {
        return IntStream.range(0, 2014)
                .mapToObj(row -> String.valueOf(row ^ 1))
                .collect(Collectors.joining(
                        ", ",
                        "regraft: 1\nid: swap\nsteps:\n  - select_rows: {tensors: am.spk_tokenizer.weight, rows: [",
                        "]}\n"));
    }

    /** A line of a class list without its numbers, which hold for one list only; none for another loader's class. */
    private static Stream<String> ofClassPath(String line) {
        if (line.startsWith("#") || line.contains(" source: ")) {
            return Stream.empty();
        }
        return Stream.of(line.startsWith("@") ? line : line.replaceFirst(" id: .*", ""));
    }

    private void archive(Set<String> classes) throws IOException, InterruptedException {
        Path list = Files.write(work.resolve("classes.txt"), classes);
        Path archive = dist.resolve("archive.tmp");
        // G1: the only collector under which Java 17 archives objects besides classes. Any other may use them.
        Run run = java(List.of(
                "-Xshare:dump",
                "-XX:+UseG1GC",
                "-XX:SharedClassListFile=" + list,
                "-XX:SharedArchiveFile=" + archive,
                "-Xlog:disable",
                "-cp",
                jar().toString()));
        if (run.code == 0 && Files.exists(archive)) {
            Files.move(archive, dist.resolve("regraft-" + System.getProperty("java.runtime.version") + ".jsa"));
        } else {
            System.err.println("regraft: no class-data archive, so it will start more slowly: " + run.output);
        }
        Files.deleteIfExists(archive);
    }

    /** The launcher beside what it launches makes the folder whole; the stamp says that it is, and how old. */
    private void finish(Instant started, String fingerprint) throws IOException {
        Path launcher = root.resolve("regraft");
        if (Files.exists(launcher)) {
            Files.copy(
                    launcher,
                    dist.resolve("regraft"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        Path stamp = Files.writeString(dist.resolve("built.tmp"), fingerprint);
        Files.setLastModifiedTime(stamp, FileTime.from(started));
        Files.move(stamp, stamp(), StandardCopyOption.REPLACE_EXISTING);
    }

    private record Run(int code, String output) {}

    private Run java(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(words);
        Process process = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int end = Math.min(output.length(), 4000);
        return new Run(process.waitFor(), output.substring(0, end));
    }

    private Path jar() {
        return dist.resolve("regraft.jar");
    }

    private Path natives() {
        return dist.resolve("natives");
    }

    private Path stamp() {
        return dist.resolve("built");
    }

    private static boolean isHidden(Path entry) {
        return entry.getFileName().toString().startsWith(".");
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.skip(1).toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
