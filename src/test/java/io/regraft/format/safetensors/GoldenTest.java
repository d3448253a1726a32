package io.regraft.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Limits;
import io.regraft.format.Materialised;
import io.regraft.format.MemoryInput;
import io.regraft.format.Revision;
import io.regraft.format.safetensors.Goldens.Golden;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the library says of its files, and what we say; and its bytes, and ours. */
class GoldenTest {

    private static final SafetensorsFormat FORMAT = new SafetensorsFormat();

    static List<Golden> all() {
        return Goldens.all();
    }

    /** More keys than one are in another order each time that the library writes. */
    static List<Golden> reproducible() {
        return Goldens.written().stream()
                .filter(g -> g.expected().get("metadata").size() <= 1)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void tensorsAreThoseOfTheLibrary(Golden golden) throws IOException {
        try (SafetensorsCheckpoint checkpoint = open(golden.bytes())) {
            Map<String, String> expected = new TreeMap<>();
            golden.expected()
                    .get("tensors")
                    .properties()
                    .forEach(e -> expected.put(e.getKey(), described(e.getValue())));
            Map<String, String> found = new TreeMap<>();
            for (Entry e : checkpoint.header().entries()) {
                found.put(
                        e.name(), e.type() + " " + e.shape() + " " + sha256(Materialised.bytes(checkpoint.extent(e))));
            }
            assertThat(found).isEqualTo(expected);
        }
    }

    /** The library has no order among empty tensors at one place: they are left out. */
    @ParameterizedTest
    @MethodSource("all")
    void dataLiesInTheOrderOfTheLibrary(Golden golden) throws IOException {
        try (SafetensorsCheckpoint checkpoint = open(golden.bytes())) {
            List<String> found = checkpoint.inDataOrder().stream()
                    .filter(e -> e.bytes() > 0)
                    .map(Entry::name)
                    .toList();
            List<String> expected = new ArrayList<>();
            golden.expected().get("order").forEach(n -> expected.add(n.asText()));
            expected.removeIf(n -> !found.contains(n));
            assertThat(found).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void metadataAreThoseOfTheLibrary(Golden golden) throws IOException {
        try (Checkpoint checkpoint = open(golden.bytes())) {
            Map<String, String> expected = new LinkedHashMap<>();
            golden.expected()
                    .get("metadata")
                    .properties()
                    .forEach(e -> expected.put(e.getKey(), e.getValue().asText()));
            Map<String, String> found = new LinkedHashMap<>();
            checkpoint.values().forEach((path, value) -> {
                if (value instanceof Value.Text text) {
                    assertThat(path.container()).isEqualTo(TensorName.of("__metadata__"));
                    found.put(path.key(), text.value());
                }
            });
            assertThat(found).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("reproducible")
    void canonicalBytesOfTheLibrarysFilesAreTheFiles(Golden golden) throws IOException {
        assertThat(canonical(golden.bytes())).isEqualTo(golden.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mlx-like", "misaligned", "indented", "exact", "empty-metadata", "empties", "escapes"})
    void canonicalBytesOfOtherFilesAreWhatTheLibraryMakesOfThem(String name) throws IOException {
        assertThat(Raw.header(canonical(Goldens.byHand(name)))).isEqualTo(Raw.header(Goldens.canonical(name)));
        assertThat(canonical(Goldens.byHand(name))).isEqualTo(Goldens.canonical(name));
    }

    @Test
    void theKnownFileHasTheKnownDigest() {
        byte[] golden = Goldens.written("golden");
        assertThat(golden).hasSize(417);
        assertThat(sha256(golden)).isEqualTo("b29fdc74cd33a089f98cbe096002c18f1d289bcc9c6a80c4a463db88d0177438");
    }

    @Test
    void orderAndAlignmentAreFacts() throws IOException {
        assertThat(open(Goldens.written("golden")).facts())
                .isEqualTo(Map.of(
                        "header", "368 bytes, 5 of them padding",
                        "order", "canonical: by dtype, then by name",
                        "alignment", "each tensor begins at a multiple of its element size"));
        assertThat(open(Goldens.byHand("misaligned")).facts())
                .isEqualTo(Map.of(
                        "header", "196 bytes, 3 of them padding",
                        "order", "its own; header and data agree",
                        "alignment", "2 of 3 tensors misaligned (first 'f', F32 at byte 207)"));
        assertThat(open(Goldens.byHand("mlx-like")).facts())
                .containsEntry("order", "its own; the data lies in another order than the header names it");
        assertThat(open(Goldens.byHand("indented")).notes())
                .containsExactly(
                        "The header begins with 2 blanks; some readers take none before its '{'.",
                        "The header has 380 bytes, no multiple of 8: the data begins at byte 388.");
    }

    @Test
    void nullAndEmptyMetadataAreTold() throws IOException {
        TensorName path = TensorName.of("__metadata__");
        assertThat(open(Goldens.byHand("mlx-like")).values()).isEqualTo(Map.of(path, new Value.None()));
        assertThat(open(Goldens.byHand("empty-metadata")).values())
                .isEqualTo(Map.of(path, new Value.Container("metadata", 0)));
        assertThat(open(Goldens.byHand("exact")).containers())
                .isEqualTo(Map.of(
                        TensorName.ROOT, new Value.Container("dict", 4), path, new Value.Container("metadata", 1)));
    }

    @Test
    void packedElementsAreCountedInBytesWhereRowsAreWhole() throws IOException {
        assertThat(open(Goldens.byHand("packed")).tensors())
                .extracting(t -> t.name() + " " + t.type() + " " + t.layout())
                .containsExactly(
                        "odd float4_e2m1fn_x2 [1] F4 [2, 1], its rows no whole bytes",
                        "six float6_e2m3fn_x4 [3] F6_E2M3 [2, 2], its rows no whole bytes",
                        "even float4_e2m1fn_x2 [2, 2] strided",
                        "rows float6_e3m2fn_x4 [3, 3] strided",
                        "plain float32 [1] strided");
    }

    private static byte[] canonical(byte[] source) throws IOException {
        try (SafetensorsCheckpoint checkpoint = open(source)) {
            return Materialised.of(FORMAT.assembleCanonical(Revision.unchanged(checkpoint)), Map.of());
        }
    }

    private static SafetensorsCheckpoint open(byte[] bytes) throws IOException {
        return SafetensorsCheckpoint.open(new MemoryInput("x", bytes), Limits.DEFAULT);
    }

    private static String described(JsonNode t) {
        List<Long> shape = new ArrayList<>();
        t.get("shape").forEach(n -> shape.add(n.asLong()));
        return t.get("dtype").asText() + " " + shape + " " + t.get("sha256").asText();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
