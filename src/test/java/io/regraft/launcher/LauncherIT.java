package io.regraft.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.launcher.Checkout.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a script for a POSIX shell")
class LauncherIT {

    private static final Result VERSION = new Result(0, "regraft " + Checkout.version() + "\n", "");
    private static final String BUILDING =
            "regraft: building it with Maven, which takes some time and loads libraries the first time ...\n";
    private static final String ECHO = "printf '%s\\n' \"$@\"\n";

    @TempDir
    Path folder;

    @Test
    void buildsOnFirstUseAndSaysSoInOneLine() throws Exception {
        Checkout checkout = Checkout.fresh(folder);
        assertThat(checkout.run("--version")).isEqualTo(new Result(0, VERSION.out(), BUILDING));
        assertThat(checkout.run("--version")).isEqualTo(VERSION);
        assertThat(checkout.mavenCalls()).containsExactly(System.getProperty("java.home"));
    }

    @Test
    void buildsOnceForThreeThatStartTogether() throws Exception {
        Checkout checkout = Checkout.fresh(folder);
        List<String> command = List.of("./regraft", "--version");
        List<Process> processes = List.of(
                checkout.start(checkout.root(), command),
                checkout.start(checkout.root(), command),
                checkout.start(checkout.root(), command));
        for (Process process : processes) {
            assertThat(Checkout.finish(process).out()).isEqualTo(VERSION.out());
        }
        assertThat(checkout.mavenCalls()).hasSize(1);
    }

    @Test
    void buildsAgainAfterAnEdit() throws Exception {
        Checkout checkout = Checkout.built(folder);
        Files.writeString(checkout.file("src/main/java/A.java"), "class A { int a; }");
        assertThat(checkout.run("--version").err()).isEqualTo(BUILDING);
        assertThat(checkout.run("--version")).isEqualTo(VERSION);
    }

    @Test
    void buildsAgainAfterAFileIsGone() throws Exception {
        Checkout checkout = Checkout.built(folder);
        Files.delete(checkout.file("src/main/java/A.java"));
        assertThat(checkout.run("--version").err()).isEqualTo(BUILDING);
    }

    @Test
    void buildsAgainAfterAnOldFileIsMovedIn() throws Exception {
        Checkout checkout = Checkout.built(folder);
        Path moved = Files.writeString(checkout.file("src/main/java/B.java"), "class B {}");
        Files.setLastModifiedTime(moved, FileTime.from(Instant.EPOCH));
        assertThat(checkout.run("--version").err()).isEqualTo(BUILDING);
    }

    @Test
    void doesNotBuildWhatIsNewerButTheSame() throws Exception {
        Checkout checkout = Checkout.fresh(folder);
        checkout.run("--version");
        Files.writeString(checkout.file("src/main/java/A.java"), "class A {}");
        assertThat(checkout.run("--version")).isEqualTo(VERSION);
        assertThat(checkout.mavenCalls()).hasSize(1);
    }

    @Test
    void showsWhatMavenFoundWrong() throws Exception {
        Checkout checkout = Checkout.fresh(folder);
        checkout.script(folder.resolve("tools/mvn"), "echo '[INFO] a'; echo '[ERROR] A.java: b'; exit 1\n");
        String log = checkout.root().toRealPath().resolve("target/build.log").toString();
        assertThat(checkout.run("--version"))
                .isEqualTo(new Result(
                        69,
                        "",
                        BUILDING + "[ERROR] A.java: b\n"
                                + "regraft: the build failed; above is what went wrong, all of it is in " + log
                                + "\n"));
    }

    @Test
    void saysWhatToInstallWithoutMaven() throws Exception {
        assertThat(Checkout.fresh(folder).withoutMaven().run("--version")).isEqualTo(new Result(69, "", """
                        regraft: it must be built first, which needs Maven 3.8 or newer; found no mvn on the PATH.
                        regraft: Install it, such as by: apt-get install maven
                        """));
    }

    @Test
    void saysWhatToInstallWithoutJava() throws Exception {
        assertThat(Checkout.fresh(folder).with("JAVA_HOME", "").run("--version"))
                .isEqualTo(new Result(69, "", """
                        regraft: it must be built first, which needs a JDK 17 or newer; found none.
                        regraft: Install one, such as openjdk-17-jdk-headless, or set JAVA_HOME to one.
                        """));
        Checkout built = Checkout.built(Files.createDirectory(folder.resolve("b")));
        assertThat(built.with("JAVA_HOME", "/nowhere").run("--version")).isEqualTo(new Result(69, "", """
                        regraft: it needs Java 17 or newer; found /nowhere/bin/java (no Java).
                        regraft: Install one, such as openjdk-17-jre-headless, or set JAVA_HOME or REGRAFT_JAVA.
                        """));
    }

    @Test
    void takesAJavaWithoutACompilerOnlyToRun() throws Exception {
        Checkout checkout = Checkout.fresh(folder);
        Path runtime = checkout.javaHome("21.0.1", ECHO);
        checkout.with("JAVA_HOME", runtime.toString());
        assertThat(checkout.run("--version").err())
                .startsWith("regraft: it must be built first, which needs a JDK 17 or newer; found " + runtime
                        + "/bin/java (21.0.1 without a compiler).\n");
        checkout.with("JAVA_HOME", System.getProperty("java.home")).run("--version");
        Result result = checkout.with("JAVA_HOME", runtime.toString()).run("--version");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("/regraft-21.0.1+9-x.jsa\n").endsWith("\n--version\n");
    }

    @Test
    void passesByAJavaThatIsTooOld() throws Exception {
        Checkout checkout = Checkout.built(folder);
        Path old = checkout.javaHome("11.0.9", ECHO);
        Files.createSymbolicLink(folder.resolve("tools/java"), Path.of(System.getProperty("java.home"), "bin/java"));
        assertThat(checkout.with("JAVA_HOME", old.toString()).run("--version")).isEqualTo(VERSION);
    }

    @Test
    void refusesAChosenJavaThatIsTooOld() throws Exception {
        Checkout checkout = Checkout.built(folder);
        Path old = checkout.javaHome("1.8.0_402", ECHO);
        assertThat(checkout.with("REGRAFT_JAVA", old.toString())
                        .run("--version")
                        .err())
                .startsWith("regraft: it needs Java 17 or newer; found " + old + "/bin/java (1.8.0_402).\n");
    }

    @Test
    void asksAJavaThatHasNoReleaseFile() throws Exception {
        Checkout checkout = Checkout.built(folder);
        Path wrapper = folder.resolve("wrapper");
        checkout.script(wrapper, "exec '" + System.getProperty("java.home") + "/bin/java' \"$@\"\n");
        assertThat(checkout.with("REGRAFT_JAVA", wrapper.toString()).run("--version"))
                .isEqualTo(VERSION);
    }

    @Test
    void startsFromAnyFolderThroughAChainOfRelativeLinks() throws Exception {
        Checkout checkout = Checkout.built(folder);
        Path bin = Files.createDirectories(folder.resolve("a/bin"));
        Files.createSymbolicLink(folder.resolve("a/link"), Path.of("../regraft/regraft"));
        Files.createSymbolicLink(bin.resolve("rg"), Path.of("../link"));
        assertThat(Checkout.finish(checkout.start(folder.resolve("a"), List.of("bin/rg", "--version"))))
                .isEqualTo(VERSION);
        checkout.with("PATH", bin + ":" + folder.resolve("tools"));
        assertThat(Checkout.finish(checkout.start(folder, List.of("/bin/sh", "-c", "rg --version"))))
                .isEqualTo(VERSION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"with blank", "-dash", "it's \"q\" $HOME `x`", "100%41#?&", "line\nend", "end\n", "ümläut"})
    void takesAnyNameOfAFolder(String name) throws Exception {
        Checkout checkout = Checkout.fresh(Files.createDirectory(folder.resolve(name)));
        checkout.run("--version");
        assertThat(checkout.run("--version")).isEqualTo(VERSION);
    }

    @Test
    void refusesAFolderThatJavaCannotRunFrom() throws Exception {
        Checkout checkout = Checkout.fresh(Files.createDirectory(folder.resolve("a:b")));
        assertThat(checkout.run("--version").err())
                .isEqualTo("regraft: " + checkout.root().toRealPath()
                        + ": Java can't run from a folder with ':' in its path. Move or rename it.\n");
    }

    @Test
    void writesNothingOnceItIsBuilt() throws Exception {
        Checkout checkout = Checkout.built(folder);
        List<String> before = listing(checkout.root());
        assertThat(checkout.run("--version")).isEqualTo(VERSION);
        assertThat(listing(checkout.root())).isEqualTo(before);
    }

    private static List<String> listing(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(f -> f + " " + f.toFile().lastModified()).sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "inspect g.pt, true",
        "plan g.pt -m a.yaml, true",
        "--version, true",
        "inspect g.pt --stats, false",
        "migrate g.pt -m a.yaml -o b.pt, false",
        "migrate g.pt -m a.yaml -o b.pt --digests tensors, false",
        "migrate g.pt -m a.yaml -o b.pt --digests none, true",
        "migrate g.pt -m a.yaml -o b.pt --digests=none, true",
        "verify b.pt, false"
    })
    void onlyACommandThatHashesGetsTheFullCompiler(String words, boolean quick) throws Exception {
        Checkout checkout = Checkout.built(folder);
        checkout.with("REGRAFT_JAVA", checkout.javaHome("17.0.1", ECHO).toString());
        List<String> flags = checkout.run(words.split(" ")).out().lines().toList();
        assertThat(flags.contains("-XX:TieredStopAtLevel=1")).isEqualTo(quick);
        assertThat(flags).contains("-Xms1g", "-Xmx1g").endsWith(words.split(" "));
    }

    @Test
    void givesTheHeapThatIsAskedFor() throws Exception {
        Checkout checkout = Checkout.built(folder);
        checkout.with("REGRAFT_JAVA", checkout.javaHome("17.0.1", ECHO).toString());
        assertThat(checkout.with("REGRAFT_HEAP", "2g").run("check").out().lines())
                .contains("-Xmx2g")
                .doesNotContain("-Xmx1g");
        assertThat(checkout.with("REGRAFT_HEAP", "lots").run("check"))
                .isEqualTo(new Result(
                        69, "", "regraft: REGRAFT_HEAP: expected a size such as 160m or 1g, found 'lots'.\n"));
    }

    @Test
    void passesOnArgumentsAndTheExitCode() throws Exception {
        Checkout checkout = Checkout.built(folder);
        checkout.with(
                "REGRAFT_JAVA",
                checkout.javaHome("17.0.1", "shift $(($# - 3))\n" + ECHO + "exit 4\n")
                        .toString());
        assertThat(checkout.run("a b", "", "*")).isEqualTo(new Result(4, "a b\n\n*\n", ""));
        assertThat(checkout.with("REGRAFT_JAVA", "").run("--no-such-option").code())
                .isEqualTo(2);
    }

    @Test
    void isQuietWhenItsReaderLeaves() throws Exception {
        Checkout checkout = Checkout.built(folder);
        String line = "./regraft --help | head -n 1";
        assertThat(Checkout.finish(checkout.start(checkout.root(), List.of("/bin/sh", "-c", line)))
                        .err())
                .isEmpty();
    }
}
