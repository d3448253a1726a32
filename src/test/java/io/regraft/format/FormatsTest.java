package io.regraft.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.problem.RegraftException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What people feed by mistake is named, and so is the way out. */
class FormatsTest {

    private static final String LFS =
            "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0f".repeat(32) + "\nsize 1234567\n";

    static Stream<Arguments> mistakes() throws IOException {
        return Stream.of(
                text(
                        LFS,
                        "a Git LFS pointer to an object of 1,234,567 bytes, sha256 " + "0f".repeat(32),
                        "Run: git lfs pull"),
                text(
                        "<!DOCTYPE html><html><head><title>Google Drive - Quota exceeded</title>",
                        "a web page titled 'Google Drive - Quota exceeded'",
                        "download again"),
                text("\uFEFF\n <html><body>no title", "found a web page.", "sign in"),
                text(
                        "<?xml version='1.0'?><Error><Code>A</Code><Message>Access Denied</Message>",
                        "an XML answer of a server that says 'Access Denied'",
                        ""),
                text("Entry not found", "the answer 'Entry not found' of a server", ""),
                text("{\"error\":\"Repository not found\"}", "the answer of a server: '\"Repository not found\"'", ""),
                text(
                        "{\"metadata\":{},\"weight_map\":{\"a\":\"m-2.bin\",\"b\":\"m-1.bin\"}}",
                        "the index of a checkpoint in 2 files, the first m-1.bin",
                        "Give one of the files"),
                text("{\"vocab_size\": 5}", "a JSON file, such as a model's config", ""),
                text("{not json", "a text file, beginning '{not json'", ""),
                text("anna\nbo\n", "a text file, beginning 'anna bo'", "Give the checkpoint file itself"),
                bytes(new byte[0], "an empty file", "Get it again"),
                bytes(new byte[5000], "zero bytes only, at least the first 4,096", "disk or the download failed"),
                latin1(
                        "\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.",
                        "in the format that torch wrote before 1.6",
                        "torch.save"),
                latin1("\u0080\4\u0095\5\0\0\0\0\0\0\0]\u0094.", "a bare pickle", ""),
                latin1(
                        "\u0080\2\0\0\0\0\0\1{\"a\":{\"dtype\"",
                        "a safetensors file that claims a header of 72057594037928576 bytes",
                        "its first 8 bytes are damaged"),
                latin1(
                        "\u0080\2\0\0\0\0\0\0{\"a\":{\"dtype\"",
                        "a safetensors file that was cut short in its header",
                        "Copy it again"),
                latin1("\u0093NUMPY\1\0v\0{'descr'", "a NumPy array (.npy)", ""),
                latin1("GGUF\3\0\0\0\0\0\0\0\0\0\0\0", "a GGUF file", ""),
                latin1("\b\b\u0012\7pytorch", "an ONNX model", "exported from"),
                latin1("\u0012\1\0\0\0\0\0\0\0\0", "MXNet parameters", ""),
                latin1("\0\5\u0016\7\0\2\0\0", "AppleDouble", "without the leading '._'"),
                latin1("\1\2\3\u00ff\u00fe", "bytes of no format that is known, beginning 01 02 03 ff fe", ""),
                bytes(zip("a.npy", "b.npy"), "a NumPy archive (.npz) of 2 arrays", ""),
                bytes(zip("config.json", "model.weights.npz"), "a Keras 3 model", ""),
                bytes(
                        zip("x/readme.txt"),
                        "a zip archive of 1 files, the first 'x/readme.txt'",
                        "give the checkpoint inside"),
                bytes(tar("model_config.yaml"), "a NeMo archive (.nemo) of 1 files", "Unpack it"),
                bytes(tar("storages"), "the tar format that torch wrote before 0.1.10", ""),
                bytes(gzip(zip("x/y")), "a file packed by gzip that holds a zip archive", "Unpack it"),
                bytes(
                        Arrays.copyOf(zip("m/data.pkl"), 60),
                        "a zip directory in the last 65,557 bytes",
                        "inside record 'm/data.pkl'"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsNamedWithTheWayOut(MemoryInput in, String seen, String fix) {
        assertThatThrownBy(() -> Formats.open(in, Limits.DEFAULT))
                .isInstanceOf(RegraftException.class)
                .hasMessageStartingWith(in.name() + ": expected a ")
                .hasMessageContaining(seen)
                .hasMessageContaining(fix);
        assertThat(in.isClosed()).isTrue();
    }

    @Test
    void formatsAreFoundByTheirId() {
        assertThat(Formats.named("pytorch")).isPresent();
        assertThat(Formats.named("safetensors")).isPresent();
        assertThat(Formats.named("nothing")).isEmpty();
        assertThat(Formats.ALL).extracting(Format::id).doesNotHaveDuplicates();
    }

    private static Arguments text(String text, String seen, String fix) {
        return bytes(text.getBytes(StandardCharsets.UTF_8), seen, fix);
    }

    private static Arguments latin1(String text, String seen, String fix) {
        return bytes(text.getBytes(StandardCharsets.ISO_8859_1), seen, fix);
    }

    private static Arguments bytes(byte[] bytes, String seen, String fix) {
        return Arguments.of(new MemoryInput("some.pt", bytes), seen, fix);
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private static byte[] tar(String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(3);
            tar.putArchiveEntry(entry);
            tar.write(new byte[] {1, 2, 3});
            tar.closeArchiveEntry();
        }
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
