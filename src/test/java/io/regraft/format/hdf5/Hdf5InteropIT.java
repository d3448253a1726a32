package io.regraft.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Revision.ValueEdit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** h5py reads every edited file, finds what was wanted, and goes on writing to it. */
class Hdf5InteropIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void h5pyReadsAndContinuesEveryEditedFile() throws IOException, InterruptedException {
        write(folder);
        String python = System.getProperty("regraft.python", ".venv/bin/python");
        Process process = new ProcessBuilder(python, "src/test/python/hdf5/check.py", folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains((Edits.all().size() + Composed.all().size()) + " files, 0 problems");
    }

    /** All edited files, and what they must hold. */
    static void write(Path folder) throws IOException {
        ObjectNode all = JSON.createObjectNode();
        for (Edits.Case edit : Edits.all()) {
            Edited edited = edit.edited().get();
            add(folder, all, edit.name(), edited.bytes(), edited.expectedTensors(), edited.values());
        }
        for (Composed file : Composed.all()) {
            add(folder, all, file.name(), file.bytes(), file.expected(), file.values());
        }
        JSON.writeValue(folder.resolve("edits.json").toFile(), all);
    }

    private static void add(
            Path folder,
            ObjectNode all,
            String name,
            byte[] bytes,
            Map<TensorName, Edited.Expected> expected,
            List<ValueEdit> values)
            throws IOException {
        String file = name.replace(".h5", "") + ".h5";
        Files.write(folder.resolve(file), bytes);
        ObjectNode wanted = all.putObject(file);
        ObjectNode tensors = wanted.putObject("tensors");
        expected.forEach((path, tensor) -> {
            ArrayNode t = tensors.putArray(String.join("/", path.parts()));
            t.add(tensor.type().dtype().label());
            ArrayNode shape = t.addArray();
            for (long extent : tensor.type().shape().toArray()) {
                shape.add(extent);
            }
            t.add(tensor.content());
        });
        ArrayNode attributes = wanted.putArray("attributes");
        for (ValueEdit e : values) {
            TensorName owner = e.path().container();
            ArrayNode a = attributes.addArray();
            a.add("/" + String.join("/", owner.parts())).add(e.path().key());
            if (e.value().isEmpty()) {
                a.add("absent");
            } else {
                a.addPOJO(plain(e.value().get()));
            }
        }
    }

    private static Object plain(Plain value) {
        if (value instanceof Plain.Text t) {
            return t.value();
        }
        if (value instanceof Plain.Int i) {
            return i.value();
        }
        if (value instanceof Plain.Real r) {
            return r.value();
        }
        if (value instanceof Plain.Bool b) {
            return b.value();
        }
        if (value instanceof Plain.Items items) {
            return items.values().stream().map(Hdf5InteropIT::plain).toList();
        }
        return value instanceof Plain.None ? null : Map.of();
    }

    public static void main(String[] args) throws IOException {
        write(Path.of(args[0]));
    }
}
