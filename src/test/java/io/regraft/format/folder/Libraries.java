package io.regraft.format.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A Python process that loads folders with the libraries that they are for. */
final class Libraries implements AutoCloseable {

    private final Process process;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    Libraries(String python) throws IOException {
        process = new ProcessBuilder(python, "src/test/python/folder/load.py")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        questions = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** What they say. */
    JsonNode ask(String question, Path folder) throws IOException {
        questions.write(question + " " + folder + "\n");
        questions.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the process of the libraries ended at " + folder);
        }
        JsonNode answer = new ObjectMapper().readTree(line);
        if (answer.has("error")) {
            throw new IOException("the libraries can't load " + folder + ": " + answer.get("error"));
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        questions.close();
        process.destroy();
    }
}
