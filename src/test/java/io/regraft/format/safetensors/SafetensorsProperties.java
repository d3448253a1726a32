package io.regraft.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.TensorBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Laws of reading and writing. */
class SafetensorsProperties {

    private static final List<DType> DTYPES = List.copyOf(ElementType.dtypes());

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.strings()
                .withChars('a', '.', 'b', '/', '"', '\\', '\n', '\0', '\u007f', '\u2028', '\uE000', '\uFFFD', 'é')
                .ofMaxLength(4)
                .map(s -> s.replace("b", "\uD83D\uDE00"));
    }

    @Provide
    Arbitrary<Map<String, DType>> tensors() {
        return Arbitraries.maps(keys(), Arbitraries.of(DTYPES)).ofMaxSize(8);
    }

    /** Rows of 3 bytes are whole for every type. */
    private static byte[] file(Map<String, DType> tensors, Map<String, byte[]> contents, long seed) {
        Random random = new Random(seed);
        Edited edited = Edited.of(Raw.file("{}", 0));
        for (Map.Entry<String, DType> e : tensors.entrySet()) {
            TensorType type = new TensorType(e.getValue(), Shape.of(random.nextInt(3), 3));
            byte[] content = new byte[(int) type.bytes()];
            random.nextBytes(content);
            contents.put(e.getKey(), content);
            edited.create(e.getKey(), type, content, "");
        }
        return random.nextBoolean() ? edited.bytes() : edited.canonical();
    }

    private static Map<String, byte[]> contents(byte[] file) {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (Tensor t : Edited.open(file).tensors()) {
            contents.put(t.name().key(), TensorBytes.of(t));
        }
        return contents;
    }

    @Property(tries = 300)
    void whatWasWrittenIsRead(@ForAll("tensors") Map<String, DType> tensors, @ForAll long seed) {
        Map<String, byte[]> written = new HashMap<>();
        byte[] file = file(tensors, written, seed);
        assertThat(contents(file)).usingRecursiveComparison().isEqualTo(written);
        Map<String, DType> types = new HashMap<>();
        Edited.open(file)
                .tensors()
                .forEach(t -> types.put(t.name().key(), t.type().dtype()));
        assertThat(types).isEqualTo(tensors);
    }

    @Property(tries = 200)
    void canonicalBytesDoNotDependOnTheOrderBefore(@ForAll("tensors") Map<String, DType> tensors, @ForAll long seed) {
        byte[] file = file(tensors, new HashMap<>(), seed);
        byte[] canonical = Edited.of(file).canonical();
        assertThat(Edited.of(canonical).canonical()).isEqualTo(canonical);
        assertThat(contents(canonical)).usingRecursiveComparison().isEqualTo(contents(file));
        assertThat(Edited.open(canonical).facts().get("order")).startsWith("canonical");
        assertThat((canonical.length
                                - Edited.open(canonical).inDataOrder().stream()
                                        .mapToLong(Entry::bytes)
                                        .sum())
                        % 8)
                .isZero();
    }

    @Property(tries = 300)
    void renamesAndDropsLeaveTheRest(
            @ForAll("tensors") Map<String, DType> tensors, @ForAll long seed, @ForAll @Size(8) List<Integer> choices) {
        byte[] file = file(tensors, new HashMap<>(), seed);
        Edited edited = Edited.of(file);
        Map<String, byte[]> expected = contents(file);
        List<String> names = new ArrayList<>(expected.keySet());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (choices.get(i) % 3 == 0) {
                edited.drop(name);
                expected.remove(name);
            } else if (choices.get(i) % 3 == 1) {
                String to = "new " + i + name;
                edited.rename(name, to);
                expected.put(to, expected.remove(name));
            }
        }
        assertThat(contents(edited.bytes())).usingRecursiveComparison().isEqualTo(expected);
        assertThat(contents(edited.canonical())).usingRecursiveComparison().isEqualTo(expected);
    }

    @Property
    void aTextIsReadAsItWasWritten(@ForAll("keys") String text) {
        byte[] json = new JsonText().quoted(text).bytes();
        assertThat(new JsonReader("x", json).string("a text")).isEqualTo(text);
    }

    @Property
    void textsAreOrderedAsTheirBytes(@ForAll("keys") String a, @ForAll("keys") String b) {
        Comparator<byte[]> bytes = Arrays::compareUnsigned;
        int expected = bytes.compare(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(Utf8.ORDER.compare(a, b))).isEqualTo(Integer.signum(expected));
    }

    @Property(tries = 500)
    void bytesOfAnySortGiveAProblemOrAFile(@ForAll("snippets") String header) {
        try {
            Edited.open(Raw.file(header, 4));
        } catch (io.regraft.problem.RegraftException e) {
            assertThat(e.getMessage()).startsWith("x.safetensors");
        }
    }

    @Provide
    Arbitrary<String> snippets() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"a\"",
                        "\"dtype\"",
                        "\"U8\"",
                        "\"shape\"",
                        "\"data_offsets\"",
                        "0",
                        "4",
                        "[0,4]",
                        "null",
                        "\"__metadata__\"",
                        "\\",
                        "\"",
                        " ",
                        "\u0000",
                        "é",
                        "-1")
                .list()
                .ofMaxSize(24)
                .map(parts -> "{" + String.join("", parts));
    }

    @Property
    void namesAreFoundAgain(@ForAll("keys") String key) {
        TensorName name = TensorName.of(key);
        assertThat(TensorName.parse(name.text())).contains(name);
    }
}
