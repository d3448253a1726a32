package io.regraft.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A folder like a fresh clone: the launcher, the build program, one source file, and beside it a {@code mvn} that
 * "builds" a jar that leads to the one of this project's own build, and counts its calls.
 */
final class Checkout {

    private static final Path PROJECT = Path.of("").toAbsolutePath();

    /** What the scripts need of a system; a PATH of just these has neither Java nor Maven. */
    private static final List<String> TOOLS = List.of("cp", "find", "head", "mkdir", "readlink", "sleep", "stty");

    private final Path root;
    private final Path tools;
    private final Map<String, String> environment = new HashMap<>();

    private Checkout(Path root, Path tools) {
        this.root = root;
        this.tools = tools;
        environment.put("PATH", tools.toString());
        environment.put("MADE", tools.resolve("made").toString());
        environment.put("CALLS", tools.resolve("calls").toString());
    }

    /** A clone in {@code folder}, with Maven and this Java on the PATH; nothing is built. */
    static Checkout fresh(Path folder) throws IOException {
        Path root = folder.resolve("regraft");
        Files.createDirectories(root.resolve("src/main/java"));
        Files.createDirectories(root.resolve("src/build"));
        Files.createDirectories(root.resolve(".mvn"));
        Files.writeString(root.resolve("src/main/java/A.java"), "class A {}");
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.copy(PROJECT.resolve("regraft"), root.resolve("regraft"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(PROJECT.resolve("src/build/Build.java"), root.resolve("src/build/Build.java"));
        Checkout checkout = new Checkout(root, Files.createDirectories(folder.resolve("tools")));
        for (String tool : TOOLS) {
            checkout.script(checkout.tools.resolve(tool), "exec " + onPath(tool) + " \"$@\"\n");
        }
        checkout.script(checkout.tools.resolve("mvn"), """
                echo "$JAVA_HOME" >> "$CALLS"
                for word in "$@"; do case $word in -Dregraft.fingerprint=*) print=${word#*=} ;; esac; done
                sleep 0.2
                mkdir -p target
                cp -r "$MADE" target/dist
                printf %s "$print" > target/dist/built
                """);
        checkout.make(checkout.tools.resolve("made"));
        return checkout.with("JAVA_HOME", System.getProperty("java.home"));
    }

    /** A clone that was built, by Maven as it were and not by the launcher. */
    static Checkout built(Path folder) throws IOException {
        Checkout checkout = fresh(folder);
        checkout.make(checkout.file("target/dist"));
        Path stamp = Files.createFile(checkout.file("target/dist/built"));
        // Well before any edit of a test: the clock of a file system may tick only every few milliseconds.
        try (Stream<Path> files = Files.walk(checkout.root)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
            }
        }
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.EPOCH.plusSeconds(1)));
        return checkout;
    }

    /** A jar whose class path leads through a library to the real one. */
    private void make(Path dist) throws IOException {
        Files.createDirectories(dist.resolve("lib"));
        jar(dist.resolve("regraft.jar"), "lib/real.jar");
        jar(
                dist.resolve("lib/real.jar"),
                PROJECT.resolve("target/dist/regraft.jar").toUri().toString());
    }

    private static void jar(Path file, String classPath) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, "io.regraft.cli.Regraft");
        attributes.put(Attributes.Name.CLASS_PATH, classPath);
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
    }

    /** The version of this build. */
    static String version() {
        try (InputStream in = Checkout.class.getResourceAsStream("/io/regraft/version.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path onPath(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    Path root() {
        return root;
    }

    Path file(String name) {
        return root.resolve(name);
    }

    /** Puts a variable into the environment of what is run; an empty value takes it out. */
    Checkout with(String key, String value) {
        environment.put(key, value);
        if (value.isEmpty()) {
            environment.remove(key);
        }
        return this;
    }

    Checkout withoutMaven() throws IOException {
        Files.delete(tools.resolve("mvn"));
        return this;
    }

    /** The homes that Maven was called with, a line a call. */
    List<String> mavenCalls() throws IOException {
        Path calls = tools.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    /** Makes a Java home of the given version whose {@code bin/java} is a script of the given lines. */
    Path javaHome(String version, String lines) throws IOException {
        Path home = Files.createDirectories(tools.resolveSibling("java-" + version));
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), """
                IMPLEMENTOR="Nobody"
                JAVA_RUNTIME_VERSION="%s+9-x"
                JAVA_VERSION="%s"
                """.formatted(version, version));
        script(home.resolve("bin/java"), lines);
        return home;
    }

    void script(Path file, String lines) throws IOException {
        Files.deleteIfExists(file);
        Files.writeString(file, "#!/bin/sh\n" + lines);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What a process printed and how it ended. */
    record Result(int code, String out, String err) {}

    Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(file("regraft").toString()));
        command.addAll(List.of(arguments));
        return finish(start(root, command));
    }

    /** A process in a folder, with nothing of our own environment but what was put there. */
    Process start(Path folder, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    static Result finish(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        return new Result(process.waitFor(), out, err);
    }
}
