package io.regraft.cli;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;

/**
 * Where a command writes, as it was typed: a slash at the end means a folder, there already or not. One that was made for
 * nothing goes again when this is closed.
 */
final class Destination implements Closeable {

    private final String text;
    private final Path path;
    /** Folders that were made, the innermost first. */
    private final List<Path> made = new ArrayList<>();

    Destination(String text, Path path) {
        this.text = text;
        this.path = path;
    }

    /** As it was typed. */
    String text() {
        return text;
    }

    /** The same as a path. */
    Path path() {
        return path;
    }

    /** Reads one from the command line. */
    static final class Argument implements ITypeConverter<Destination> {
        @Override
        public Destination convert(String text) {
            return new Destination(text, new PathArgument().convert(text));
        }
    }

    /** True if it can only be a folder to write into. */
    boolean saysFolder() {
        return text.endsWith("/");
    }

    /**
     * The file of a name in the folder that this says or is, which is made if it is not there; else the path itself.
     *
     * @param option what it was given to, for messages
     */
    Path file(String option, String name) throws IOException {
        requireNoFile(option);
        return saysFolder() || Files.isDirectory(path) ? in(name) : path;
    }

    /** A name in this folder, which is made if it is not there. */
    Path in(String name) throws IOException {
        Path missing = path.toAbsolutePath().normalize();
        while (missing != null && Files.notExists(missing)) {
            made.add(missing);
            missing = missing.getParent();
        }
        Files.createDirectories(path);
        return path.resolve(name);
    }

    /** Removes the folders that were made and hold nothing. */
    @Override
    public void close() throws IOException {
        for (Path folder : made) {
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }

    /** Refuses a file where a slash says that it is a folder. */
    void requireNoFile(String option) {
        if (saysFolder() && Files.exists(path) && !Files.isDirectory(path)) {
            throw new Problem(
                            Kind.USAGE,
                            new Where.OnCommandLine(option + " " + text),
                            "expected a folder, as the / at the end says, found a file",
                            "Leave the / out to name a file, or name a folder.")
                    .asException();
        }
    }
}
