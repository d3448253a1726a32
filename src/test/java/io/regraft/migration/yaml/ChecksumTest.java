package io.regraft.migration.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumTest {

    private static final String BASE = """
            regraft: 1
            id: fix
            vars: {size: 2, old: {file: old.txt}}
            expect:
              - {tensor: emb.weight, shape: [3, '*'], because: so}
            steps:
              - probe: {from: '${old}', size: '${size}', to: 'a.b'}
            target: {file: spec.json, under: gen}
            """;

    private static String checksum(String yaml, String labels, Map<String, String> vars) {
        return new Folder(
                        Key.optional("from", Keys.labels(), "Labels."),
                        Key.optional("size", Keys.extent(), "Size."),
                        Key.optional("to", Keys.template(), "Name."))
                .file("d/old.txt", labels)
                .file("d/other.txt", labels)
                .file("d/fix.yaml", yaml)
                .result("d/fix.yaml", vars)
                .migration()
                .checksum();
    }

    private static String checksum(String yaml) {
        return checksum(yaml, "a\nb\n", Map.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id: fix|id: fix   # a comment",
                "\n|\r\n",
                "because: so|because: of something else",
                "old.txt|other.txt",
                "id: fix|id: fix\ndescription: A text for people.",
                "'a.b'|\"a.b\"",
                "'${size}'|2",
                "size: 2|unused: [x], size: 2",
                "tensor: emb.weight, shape: [3, '*']|shape: [3, '*'], tensor: emb.weight",
                "spec.json|other.json",
            })
    void whatDoesNotMatterDoesNotChangeIt(String change) {
        String[] parts = change.split("\\|", -1);
        assertThat(checksum(BASE.replace(parts[0], parts[1]))).isEqualTo(checksum(BASE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size: 2|size: 3",
                "id: fix|id: fox",
                "a.b|a.c",
                "a.b|a.$$1",
                "'*'|3",
                "gen|ema",
                "'a.b'}|'a.b', optional: true}",
                "\nsteps:|\nensure: []\nsteps:",
                "[3, '*']|['*', 3]",
            })
    void whatMattersChangesIt(String change) {
        String[] parts = change.split("\\|", -1);
        assertThat(checksum(BASE.replace(parts[0], parts[1]))).isNotEqualTo(checksum(BASE));
    }

    @Test
    void labelFilesCountByContent() {
        assertThat(checksum(BASE, "\uFEFFa\r\nb", Map.of())).isEqualTo(checksum(BASE));
        assertThat(checksum(BASE, "b\na\n", Map.of())).isNotEqualTo(checksum(BASE));
    }

    @Test
    void variablesArePutIn() {
        assertThat(checksum(BASE, "a\nb\n", Map.of("size", "7")))
                .isEqualTo(checksum(BASE.replace("size: 2", "size: 7")))
                .isNotEqualTo(checksum(BASE));
    }

    @Test
    void aDollarAndACaptureDiffer() {
        assertThat(checksum(BASE.replace("a.b", "a.$1"))).isNotEqualTo(checksum(BASE.replace("a.b", "a.$$1")));
    }

    @Test
    void whatIsHashedIsAsTheReferenceSays() throws NoSuchAlgorithmException {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (String text : new String[] {
            "regraft 1",
            "tiny",
            "steps",
            "[",
            "{",
            "probe",
            "{",
            "size",
            "integer",
            "7",
            "to",
            "text",
            "a",
            "}",
            "}",
            "]"
        }) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            sha.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
            sha.update(bytes);
        }
        assertThat(checksum("regraft: 1\nid: tiny\nsteps:\n- probe: {to: a, size: 7}\n"))
                .isEqualTo(HexFormat.of().formatHex(sha.digest()));
    }
}
