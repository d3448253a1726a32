package io.regraft.format.safetensors;

import static io.regraft.format.safetensors.Raw.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Kind;
import io.regraft.problem.RegraftException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that are set and taken out. */
class MetadataTest {

    private static final String A = tensor("a", "U8", "[2]", 0, 2);

    private static final byte[] NONE = Raw.file("{" + A + "}", 2);

    private static byte[] with(String metadata) {
        return Raw.file("{\"__metadata__\":" + metadata + "," + A + "}", 2);
    }

    @Test
    void aTextIsReplacedInItsPlace() {
        byte[] source = with("{\"x\":\"1\",\"format\":\"np\",\"y\":\"2\"}");
        assertThat(Edited.of(source)
                        .set("format", "pt")
                        .set("z", "a \"b\"\n\u00e9")
                        .header())
                .isEqualTo(
                        "{\"__metadata__\":{\"x\":\"1\",\"format\":\"pt\",\"y\":\"2\",\"z\":\"a \\\"b\\\"\\n\u00e9\"},"
                                + A + "}");
    }

    @Test
    void theFirstTextBringsTheFormatThatReadersAskFor() {
        String expected = "{\"__metadata__\":{\"format\":\"pt\",\"k\":\"v\"}," + A + "}";
        assertThat(Edited.of(NONE).set("k", "v").header()).isEqualTo(expected);
        assertThat(Edited.of(with("null")).set("k", "v").header()).isEqualTo(expected);
        assertThat(Edited.of(with("{}")).set("k", "v").header()).isEqualTo(expected);
        assertThat(Edited.of(NONE).set("format", "mlx").header())
                .isEqualTo("{\"__metadata__\":{\"format\":\"mlx\"}," + A + "}");
        assertThat(Edited.of(with("{\"a\":\"\"}")).set("k", "v").header())
                .isEqualTo("{\"__metadata__\":{\"a\":\"\",\"k\":\"v\"}," + A + "}");
    }

    @Test
    void withTheLastTextTheMetadataGo() {
        assertThat(Edited.of(with("{\"k\":\"v\"}")).unset("k").header()).isEqualTo("{" + A + "}");
        assertThat(Edited.of(with("{\"k\":\"v\",\"l\":\"w\"}")).unset("k").header())
                .isEqualTo("{\"__metadata__\":{\"l\":\"w\"}," + A + "}");
        assertThat(Edited.of(with("{\"k\":\"v\",\"l\":\"w\"}"))
                        .edit(TensorName.of("__metadata__"), Optional.empty())
                        .header())
                .isEqualTo("{" + A + "}");
    }

    @Test
    void onlyTheHeaderIsNewThen() {
        byte[] source = with("{\"k\":\"value\"}");
        int data = source.length - 2;
        assertThat(Edited.of(source).set("k", "v").parts())
                .containsExactly("literal " + data, "copied " + data + " + 2");
    }

    @Test
    void nullAndEmptyOnesStayAsTheyAre() {
        assertThat(Edited.of(with("null")).rename("a", "b").header()).startsWith("{\"__metadata__\":null,\"b\":");
        assertThat(Edited.of(with("{}")).rename("a", "b").header()).startsWith("{\"__metadata__\":{},\"b\":");
    }

    @Test
    void canonicalOnesKeepTheirOrderAndNewOnesAreSorted() {
        byte[] source = with("{\"x\":\"1\",\"a\":\"2\"}");
        assertThat(Raw.header(Edited.of(source).set("b", "3").canonical()))
                .startsWith("{\"__metadata__\":{\"x\":\"1\",\"a\":\"2\",\"b\":\"3\"},");
        assertThat(NewMetadata.sorted(Edited.of(source)
                                .set("x", "1")
                                .set("\uE000", "3")
                                .set("\uD800\uDC00", "2")
                                .revision()
                                .values())
                        .texts())
                .containsExactly(
                        Map.entry("format", "pt"),
                        Map.entry("x", "1"),
                        Map.entry("\uE000", "3"),
                        Map.entry("\uD800\uDC00", "2"));
    }

    static Stream<Arguments> refused() {
        TensorName key = TensorName.of("__metadata__", "epoch");
        return Stream.of(
                Arguments.of(
                        key, new Plain.Int(BigInteger.ONE), "found '__metadata__/epoch', a number. Quote the value."),
                Arguments.of(key, new Plain.Real(0.5), "a number"),
                Arguments.of(key, new Plain.Bool(true), "true or false"),
                Arguments.of(key, new Plain.None(), "'__metadata__/epoch', none"),
                Arguments.of(key, new Plain.Items(List.of()), "several values"),
                Arguments.of(key, new Plain.Text("\ud800"), "half of a surrogate pair"),
                Arguments.of(
                        TensorName.of("epoch"),
                        new Plain.Text("1"),
                        "expected a key of __metadata__, the only values of a safetensors file, found 'epoch'"),
                Arguments.of(TensorName.of("__metadata__", "a", "b"), new Plain.Text("1"), "written \\/."),
                Arguments.of(TensorName.of("__metadata__"), new Plain.Text("1"), "Write it as __metadata__/KEY"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsNoTextIsRefusedWhereItWasAsked(TensorName path, Plain value, String message) {
        Edited edited = Edited.of(NONE).edit(path, Optional.of(value));
        assertThatThrownBy(edited::assembly)
                .isInstanceOf(RegraftException.class)
                .hasMessageStartingWith("m.yaml:4:7: expected a ")
                .hasMessageContaining(message)
                .satisfies(
                        e -> assertThat(((RegraftException) e).first().kind()).isEqualTo(Kind.MIGRATION));
    }
}
