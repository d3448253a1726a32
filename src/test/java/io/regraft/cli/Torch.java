package io.regraft.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Python process with torch in it that answers questions about files. */
final class Torch implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    Torch() throws IOException {
        String python = System.getProperty("regraft.python", ".venv/bin/python");
        process = new ProcessBuilder(python, "src/test/python/interop/batch.py")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        questions = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Empty if the tool has nothing to object. */
    String objection(String tool, List<String> arguments) throws IOException {
        return ask(Map.of("tool", tool, "arguments", arguments));
    }

    /** Empty if a tensor of the output is those rows of a tensor of the source. */
    String objectionToRows(Path source, Path output, String name, List<Long> rows) throws IOException {
        return ask(Map.of(
                "tool",
                "rows",
                "source",
                source.toString(),
                "output",
                output.toString(),
                "from",
                name,
                "name",
                name,
                "rows",
                rows));
    }

    private String ask(Map<String, Object> question) throws IOException {
        questions.write(JSON.writeValueAsString(question));
        questions.write('\n');
        questions.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("torch's process ended at " + question);
        }
        JsonNode answer = JSON.readTree(line);
        return answer.path("ok").asBoolean() ? "" : answer.path("why").asText();
    }

    @Override
    public void close() throws IOException {
        questions.close();
        process.destroy();
    }
}
