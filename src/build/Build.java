import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds target/dist for the launcher, which calls it if something is newer than the last build.
 *
 * <p>One process builds at a time; what waited for it finds the work done. Sources that are newer but the same, as
 * after switching branches there and back, are not built again.
 */
final class Build {

    private static final List<String> SOURCES = List.of("src/main", "src/build", "pom.xml", ".mvn");

    private final Path root;
    private final Path javaHome;
    private final Path target;

    private Build(Path root, Path javaHome) {
        this.root = root;
        this.javaHome = javaHome;
        this.target = root.resolve("target");
    }

    public static void main(String[] arguments) throws InterruptedException {
        try {
            new Build(Path.of(arguments[0]), Path.of(arguments[1])).run();
        } catch (Unbuildable e) {
            say(e.getMessage());
            System.exit(1);
        } catch (IOException e) {
            say("it must be built first, which failed: " + e + ". Build it where target/ can be written.");
            System.exit(1);
        }
    }

    private void run() throws IOException, InterruptedException {
        Files.createDirectories(target);
        try (FileChannel channel = FileChannel.open(
                        target.resolve(".build.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            Instant now = Instant.now();
            String fingerprint = fingerprint();
            Path stamp = target.resolve("dist/built");
            if (Files.exists(stamp) && Files.readString(stamp).equals(fingerprint)) {
                Files.setLastModifiedTime(stamp, FileTime.from(now));
            } else {
                build(fingerprint);
            }
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock == null) {
            say("another process is building it; waiting ...");
            lock = channel.lock();
        }
        return lock;
    }

    private String fingerprint() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String source : SOURCES) {
            try (Stream<Path> tree = Files.walk(root.resolve(source))) {
                tree.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        }
        MessageDigest digest = sha256();
        for (Path file : files) {
            byte[] name = root.relativize(file).toString().getBytes(StandardCharsets.UTF_8);
            byte[] content = Files.readAllBytes(file);
            digest.update(ByteBuffer.allocate(8)
                    .putInt(name.length)
                    .putInt(content.length)
                    .flip());
            digest.update(name);
            digest.update(content);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void build(String fingerprint) throws IOException, InterruptedException {
        String maven = maven();
        say("building it with Maven, which takes some time and loads libraries the first time ...");
        List<String> command = new ArrayList<>(List.of(
                maven,
                "-B",
                "-ntp",
                "-Dmaven.test.skip=true",
                "-DwarningsAreErrors=false",
                "-Dregraft.fingerprint=" + fingerprint));
        repository().ifPresent(folder -> command.add("-Dmaven.repo.local=" + folder));
        command.add("package");
        Path log = target.resolve("build.log");
        ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.redirectInput(ProcessBuilder.Redirect.PIPE);
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        if (process.waitFor() != 0) {
            Files.readAllLines(log).stream()
                    .filter(line -> !line.startsWith("[INFO]"))
                    .forEach(System.err::println);
            throw new Unbuildable("the build failed; above is what went wrong, all of it is in " + log);
        }
        Files.delete(log);
    }

    /** The first mvn on the PATH. */
    private static String maven() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "mvn"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new Unbuildable("it must be built first, which needs Maven 3.8 or newer; found no mvn"
                                + " on the PATH.\nregraft: Install it, such as by: apt-get install maven"))
                .toString();
    }

    /** A folder of our own for Maven's downloads, where its usual one can't be written and no other was named. */
    private Optional<Path> repository() throws IOException {
        Path m2 = Path.of(System.getProperty("user.home"), ".m2");
        Path settings = m2.resolve("settings.xml");
        Map<String, String> environment = System.getenv();
        boolean named = Stream.of("MAVEN_OPTS", "MAVEN_ARGS")
                        .anyMatch(key -> environment.getOrDefault(key, "").contains("maven.repo.local"))
                || Files.isReadable(settings) && Files.readString(settings).contains("<localRepository>");
        return named || canWrite(m2.resolve("repository"))
                ? Optional.empty()
                : Optional.of(target.resolve("repository"));
    }

    private static boolean canWrite(Path folder) {
        try {
            Files.createDirectories(folder);
            return Files.isWritable(folder);
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static void say(String line) {
        System.err.println("regraft: " + line);
    }

    /** Why there is nothing to start. */
    private static final class Unbuildable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unbuildable(String message) {
            super(message);
        }
    }
}
