package io.regraft.execute;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Checkpoint.Member;
import io.regraft.manifest.Manifest;
import io.regraft.manifest.ManifestReader;
import io.regraft.migration.Migration;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Refuses, before anything is read at length, an output or a manifest that must not be written. */
final class TargetCheck {

    private static final String ANOTHER = "Name another file.";

    private final Request request;
    /** The files that this run reads. */
    private final List<Path> read = new ArrayList<>();

    TargetCheck(Request request, Checkpoint source, List<Migration> migrations) {
        this.request = request;
        source.files().stream().map(Member::input).forEach(i -> i.path().ifPresent(read::add));
        migrations.forEach(m -> read.addAll(m.reads()));
    }

    /**
     * Checks both.
     *
     * @param folder true if the output will be a folder
     */
    void check(boolean folder) throws IOException {
        if (folder) {
            checkFolder();
        } else {
            checkFile("-o", request.output(), "Name a shorter one.");
            requireFree(request.output());
        }
        checkManifest(folder);
    }

    private void checkFile(String argument, Path target, String shorter) throws IOException {
        Path folder = Leftovers.folderOf(target);
        if (!Files.isDirectory(folder)) {
            throw wrong(Kind.IO, argument, target, "expected a folder at " + folder + ", found none", "Make it first.");
        }
        requireOutside(argument, target);
        if (!isThere(argument, target, shorter)) {
            return;
        }
        if (Files.exists(target) && Files.isSameFile(target, request.input())) {
            throw wrong(Kind.USAGE, argument, target, "it is the input, which is never changed", ANOTHER);
        }
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            String found = Files.isSymbolicLink(target)
                    ? "a symbolic link"
                    : Files.isDirectory(target) ? "a folder" : "a special file";
            throw wrong(
                    Kind.USAGE,
                    argument,
                    target,
                    "expected a plain file or none, found " + found,
                    "Name another file, or remove it.");
        }
        for (Path each : read) {
            if (Files.exists(each) && Files.isSameFile(each, target)) {
                throw wrong(Kind.USAGE, argument, target, "this run reads it, as " + each, ANOTHER);
            }
        }
    }

    private static boolean isThere(String argument, Path target, String shorter) throws IOException {
        try {
            Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (FileSystemException e) {
            if (String.valueOf(e.getReason()).contains("too long")) {
                throw wrong(Kind.USAGE, argument, target, "the file system takes no name as long", shorter);
            }
            throw e;
        }
    }

    private void requireFree(Path target) {
        if (!request.overwrite() && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw wrong(
                    Kind.USAGE,
                    "-o",
                    target,
                    "expected no file of this name, found one",
                    "Name another, or add --overwrite.");
        }
    }

    private void checkManifest(boolean folder) throws IOException {
        String argument = "--manifest";
        Path manifest = request.manifest();
        if (sameName(request.output(), manifest)) {
            throw wrong(Kind.USAGE, argument, manifest, "it is the output too", ANOTHER);
        }
        if (folder && absolute(manifest).startsWith(absolute(request.output()))) {
            throw wrong(
                    Kind.USAGE,
                    argument,
                    manifest,
                    "it lies in the folder that is to be written, which appears whole",
                    "Name a file outside of it.");
        }
        boolean beside = manifest.equals(Manifest.besides(request.output()));
        checkFile(argument, manifest, beside ? "Name a shorter one by --manifest." : "Name a shorter one.");
        if (Files.exists(request.output(), LinkOption.NOFOLLOW_LINKS)
                && Files.exists(manifest)
                && Files.isSameFile(request.output(), manifest)) {
            throw wrong(Kind.USAGE, argument, manifest, "it is the output too", ANOTHER);
        }
        if (!Files.exists(manifest) || new Leftovers(new FileDisk(), request.output()).include(manifest)) {
            return;
        }
        if (!ManifestReader.isManifest(manifest)) {
            throw wrong(
                    Kind.USAGE,
                    argument,
                    manifest,
                    "expected a manifest of an earlier run or none, found another file",
                    "Name another file by --manifest, or remove it.");
        }
        if (!request.overwrite()) {
            throw wrong(
                    Kind.USAGE,
                    argument,
                    manifest,
                    "expected no file of this name, found the manifest of an earlier run",
                    "Name another by --manifest, or add --overwrite.");
        }
    }

    private void checkFolder() throws IOException {
        Path target = request.output();
        Path parent = Leftovers.folderOf(target);
        if (!Files.isDirectory(parent)) {
            throw wrong(Kind.IO, "-o", target, "expected a folder at " + parent + ", found none", "Make it first.");
        }
        requireOutside("-o", target);
        if (isThere("-o", target, "Name a shorter one.") && !Leftovers.isFree(target)) {
            throw wrong(
                    Kind.USAGE,
                    "-o",
                    target,
                    "expected nothing of this name, found " + found(target),
                    "Name another, or remove it; a folder is never overwritten.");
        }
    }

    private void requireOutside(String argument, Path target) throws IOException {
        if (Files.isDirectory(request.input())
                && Leftovers.folderOf(target)
                        .toRealPath()
                        .resolve(absolute(target).getFileName())
                        .startsWith(request.input().toRealPath())) {
            throw wrong(
                    Kind.USAGE,
                    argument,
                    target,
                    "it lies in the input, which is never changed",
                    "Name one outside of it.");
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static String found(Path target) {
        return Files.isSymbolicLink(target)
                ? "a symbolic link"
                : Files.isDirectory(target) ? "a folder that is not empty" : "a file";
    }

    /** True if both are one name in one folder. */
    private static boolean sameName(Path a, Path b) {
        return absolute(a).equals(absolute(b));
    }

    private static RuntimeException wrong(Kind kind, String argument, Path target, String what, String fix) {
        return new Problem(kind, new Where.OnCommandLine(argument + " " + target), what, fix).asException();
    }
}
