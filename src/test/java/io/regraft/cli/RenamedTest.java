package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Renamed tensors are compared with what they were, digest or not. */
class RenamedTest {

    private static final String TORCH = "src/test/resources/golden/pytorch/torch-2.13.0/03-twelve-storages.pt";

    @TempDir
    Path folder;

    private Path source;
    private Path output;

    @BeforeEach
    void makeASourceWithoutChecksumsOfItsOwn() {
        source = folder.resolve("source.safetensors");
        output = folder.resolve("renamed.safetensors");
        Ended.printedBy("convert", TORCH, "-o", source.toString());
    }

    private void rename(String... options) throws IOException {
        Path yaml = Files.writeString(
                folder.resolve("rename.yaml"),
                "regraft: 1\nid: rename\nsteps:\n  - rename: {from: 'layer.*', to: 'stage.*'}\n");
        String[] words = new String[6 + options.length];
        System.arraycopy(
                new String[] {"migrate", source.toString(), "-m", yaml.toString(), "-o", output.toString()},
                0,
                words,
                0,
                6);
        System.arraycopy(options, 0, words, 6, options.length);
        Ended.printedBy(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"files", "tensors", "changed", "none"})
    void anotherByteInOneIsFound(String digests) throws IOException {
        rename("--digests", digests);
        Ended whole = Ended.run("verify", output.toString(), "--source", source.toString());
        assertThat(whole.code()).as(whole.printed()).isZero();
        assertThat(whole.printed()).contains("0 untouched tensors, 12 renamed");
        byte[] bytes = Files.readAllBytes(output);
        bytes[bytes.length - 1] ^= 1;
        Files.write(output, bytes);
        Ended flipped = Ended.run("verify", output.toString(), "--source", source.toString());
        assertThat(flipped.code()).isEqualTo(1);
        assertThat(flipped.printed()).contains("has other bytes than in the source");
    }

    @Test
    void theFilesDigestIsEnoughForEach() throws IOException {
        rename();
        String manifest = Files.readString(folder.resolve("renamed.safetensors.regraft.json"));
        assertThat(manifest.split("\"sha256\"")).hasSize(4);
    }
}
