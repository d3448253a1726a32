package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where results and manifests may go, and what is said of files that lie beside a folder's weights. */
class TargetsTest {

    private static final Path MODEL = Path.of("samples/llama/model");

    @TempDir
    Path folder;

    private Path source;
    private Path empty;

    @BeforeEach
    void copyAModel() throws IOException {
        source = Files.createDirectory(folder.resolve("model"));
        try (Stream<Path> files = Files.list(MODEL)) {
            for (Path file : files.toList()) {
                Files.copy(file, source.resolve(file.getFileName()));
            }
        }
        empty = Files.writeString(folder.resolve("empty.yaml"), "regraft: 1\nid: empty\nsteps: []\n");
    }

    private List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private Ended migrate(String output, String... options) {
        String[] words = {"migrate", source.toString(), "-m", empty.toString(), "-o", folder + "/" + output};
        return Ended.run(Stream.of(words, options).flatMap(Stream::of).toArray(String[]::new));
    }

    @Test
    void nothingIsWrittenIntoTheSource() throws IOException {
        List<String> before = names(source);
        String index = source.resolve("model.safetensors.index.json").toString();
        List<Ended> refused = List.of(
                migrate("out", "--manifest", source + "/"),
                migrate("model/out"),
                Ended.run("convert", source.toString(), "--to", "pytorch", "--lossy", "-o", source + "/"),
                Ended.run(
                        "convert", index, "--to", "pytorch", "--shard-size", "1MB", "--lossy", "-o", source + "/cut"));
        assertThat(refused).extracting(Ended::code).containsOnly(2);
        assertThat(refused)
                .extracting(Ended::printed)
                .allMatch(p -> p.contains("it lies in the input, which is never changed"));
        assertThat(names(source)).isEqualTo(before);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void aManifestIsNoPartOfTheFolderThatItTellsOf() throws IOException {
        Ended ended = migrate("out", "--manifest", folder + "/out/");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.printed()).contains("it lies in the folder that is to be written, which appears whole");
        assertThat(names(folder)).containsExactly("empty.yaml", "model");
    }

    @Test
    void aFoldersResultIsNoFile() throws IOException {
        Ended ended = migrate("merged.safetensors");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.printed())
                .contains("the source is a folder, and so is the result; found the name of a file")
                .contains("regraft convert FOLDER -o merged.safetensors");
        assertThat(names(folder)).containsExactly("empty.yaml", "model");
    }

    @Test
    void foldersThatWereMadeForNothingGoAgain() throws IOException {
        Files.writeString(folder.resolve("bad.yaml"), "regraft: 1\nid: bad\nsteps:\n  - drop: {tensors: none}\n");
        Path one = source.resolve("model-00001-of-00003.safetensors");
        Ended ended = Ended.run(
                "migrate",
                one.toString(),
                "-m",
                folder + "/bad.yaml",
                "-o",
                folder + "/new/deep/",
                "--manifest",
                folder + "/manifests/");
        assertThat(ended.code()).isEqualTo(3);
        assertThat(names(folder)).containsExactly("bad.yaml", "empty.yaml", "model");
    }

    @Test
    void aFolderTakesTheSourcesNameWithTheEndingOfTheFormat() throws IOException {
        Path one = source.resolve("model-00001-of-00003.safetensors");
        Ended.printedBy(
                "convert", one.toString(), "--to", "hdf5", "-o", folder + "/new/", "--manifest", folder + "/m/");
        assertThat(names(folder.resolve("new"))).containsExactly("model-00001-of-00003.h5");
        assertThat(names(folder.resolve("m"))).containsExactly("model-00001-of-00003.h5.regraft.json");
    }

    @Test
    void momentsBesideAFolderAreToldWhereRowsChange() throws IOException {
        Files.write(source.resolve("optimizer.pt"), new byte[] {1});
        Files.writeString(
                folder.resolve("cut.yaml"),
                "regraft: 1\nid: cut\nsteps:\n  - truncate: {tensors: model.embed_tokens.weight, size: 100}\n");
        assertThat(Ended.printedBy("plan", source.toString(), "-m", folder + "/cut.yaml"))
                .contains("optimizer.pt is copied as it is, and keeps the moments of the size that"
                        + " 'model.embed_tokens.weight' had.");
        assertThat(Ended.printedBy("plan", source.toString(), "-m", empty.toString()))
                .doesNotContain("optimizer.pt is copied");
    }

    @Test
    void anEditedFileIsVerifiedWithoutDigestsOfTheFiles() throws IOException {
        Files.writeString(
                folder.resolve("edit.yaml"),
                "regraft: 1\nid: edit\nsteps:\n  - edit_file: {file: config.json, set: {/note: 1}}\n");
        Path output = folder.resolve("out");
        Ended.printedBy(
                "migrate",
                source.toString(),
                "-m",
                folder + "/edit.yaml",
                "-o",
                output.toString(),
                "--digests",
                "changed");
        assertThat(Ended.printedBy("verify", output.toString())).contains("agrees: SHA-256 of 1 edited file");
        Path config = output.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"note\": 1", "\"note\": 2"));
        Ended changed = Ended.run("verify", output.toString());
        assertThat(changed.code()).isEqualTo(1);
        assertThat(changed.printed()).contains("differs: SHA-256 of config.json is ");
    }

    @Test
    void aSecondDraftHasAnIdOfItsOwn() throws IOException {
        Path one = folder.resolve("one.safetensors");
        Ended.printedBy("convert", source.toString(), "-o", one.toString());
        Files.writeString(folder.resolve("first.yaml"), """
                regraft: 1
                id: mend-one-safetensors
                steps:
                  - rename: {from: '**', to: 'module.**'}
                """);
        Path wrapped = Files.createDirectory(folder.resolve("w")).resolve("one.safetensors");
        Ended.printedBy("migrate", one.toString(), "-m", folder + "/first.yaml", "-o", wrapped.toString());
        Ended draft = Ended.run("check", wrapped.toString(), "--target", one.toString());
        assertThat(draft.code()).isEqualTo(1);
        assertThat(draft.printed()).contains("id: mend-one-safetensors-2\n");
    }

    @Test
    void aDamagedManifestDoesNotStopCheck() throws IOException {
        Path one = folder.resolve("one.safetensors");
        Ended.printedBy("convert", source.toString(), "-o", one.toString());
        Files.writeString(folder.resolve("one.safetensors.regraft.json"), "{\"tool\": {\"name\": \"regraft\"");
        assertThat(Ended.printedBy("check", one.toString(), "--target", source.toString()))
                .contains(": compatible");
    }
}
