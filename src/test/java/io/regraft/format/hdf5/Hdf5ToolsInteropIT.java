package io.regraft.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tools of HDF5 and HDF5 2.0 read every file that was edited or made. What is not installed is said, and fails where
 * {@code -Dregraft.complete=true} wants all of it, as in {@code .ci/run}.
 */
class Hdf5ToolsInteropIT {

    @TempDir
    Path folder;

    /** h5dump prints all of it, and a copy by h5repack is found the same by h5diff. */
    @Test
    void theToolsReadWhateverTheyCouldReadBefore() throws IOException, InterruptedException {
        requireTool("h5dump", "Debian has it in hdf5-tools");
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (Edits.Case edit : Edits.all()) {
            Edited edited = edit.edited().get();
            Path before = Files.write(folder.resolve("before.h5"), edited.bytesOfSource());
            if (objection(before).isEmpty()) {
                asked++;
                String objection = objection(Files.write(folder.resolve("after.h5"), edited.bytes()));
                if (!objection.isEmpty()) {
                    wrong.add(edit.name() + ": " + objection);
                }
            }
        }
        for (Composed file : Composed.all()) {
            asked++;
            String objection = objection(Files.write(folder.resolve("made.h5"), file.bytes()));
            if (!objection.isEmpty()) {
                wrong.add(file.name() + ": " + objection);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(asked).isGreaterThan(80);
    }

    private String objection(Path file) throws IOException, InterruptedException {
        Path copy = folder.resolve("repacked.h5");
        Files.deleteIfExists(copy);
        for (List<String> command : List.of(
                List.of("h5dump", file.toString()),
                List.of("h5repack", file.toString(), copy.toString()),
                List.of("h5diff", file.toString(), copy.toString()))) {
            Ended ended = run(command);
            if (ended.code != 0) {
                return command.get(0) + " says " + ended.said.lines().limit(3).toList();
            }
        }
        return "";
    }

    /** The package h5wasm has HDF5 2.0 in it: npm install in src/test/node, or a copy of it. */
    @Test
    void hdf5OfVersion2ReadsAndContinuesEveryFile() throws IOException, InterruptedException {
        requireTool("node", "Debian has it in nodejs");
        Path modules = Path.of(System.getProperty("regraft.node_modules", "src/test/node/node_modules"));
        require(Files.isDirectory(modules.resolve("h5wasm")), "h5wasm in " + modules, "npm install in src/test/node");
        Hdf5InteropIT.write(folder);
        Ended ended = run(List.of("node", "src/test/node/h5wasm_check.mjs", modules.toString(), folder.toString()));
        assertThat(ended.code).as(ended.said).isZero();
        assertThat(ended.said).contains((Edits.all().size() + Composed.all().size()) + " files, 0 problems");
    }

    private static void requireTool(String tool, String where) throws InterruptedException {
        boolean there;
        try {
            there = run(List.of(tool, "--version")).code == 0;
        } catch (IOException e) {
            there = false;
        }
        require(there, tool, where);
    }

    private static void require(boolean there, String what, String where) {
        if (!there && Boolean.getBoolean("regraft.complete")) {
            fail("there is no " + what + ": " + where);
        }
        if (!there) {
            System.err.println("NOT TRIED: there is no " + what + "; " + where);
        }
        Assumptions.assumeTrue(there, "there is no " + what);
    }

    private record Ended(int code, String said) {}

    private static Ended run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }
}
