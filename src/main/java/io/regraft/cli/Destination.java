package io.regraft.cli;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;

/**
 * Where a command writes, as it was typed: a slash at the end means a folder, there already or not.
 *
 * @param path the same as a path
 */
record Destination(String text, Path path) {

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
        Files.createDirectories(path);
        return path.resolve(name);
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
