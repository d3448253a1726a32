package io.regraft.format.safetensors;

import static io.regraft.format.safetensors.Raw.tensor;

import io.regraft.format.FormatContract.Hostile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Headers that are refused, each with what is said of it. */
final class HostileHeaders {

    private static final String A = tensor("a", "U8", "[2]", 0, 2);

    private HostileHeaders() {}

    static List<Hostile> all() {
        return Stream.of(lengths(), json(), entries(), numbers(), texts(), places())
                .flatMap(s -> s)
                .toList();
    }

    private static Hostile header(String name, String header, int data, String message) {
        return new Hostile(name, () -> Raw.file(header, data), message);
    }

    private static Hostile claiming(String name, long length, String message) {
        return new Hostile(
                name, () -> Raw.claiming(length, ("{" + A + "}").getBytes(StandardCharsets.UTF_8), 2), message);
    }

    private static Stream<Hostile> lengths() {
        return Stream.of(
                claiming("most", -1, "found a safetensors file that claims a header of 18446744073709551615 bytes"),
                claiming("sign", Long.MIN_VALUE, "claims a header of 9223372036854775808 bytes. No reader takes more"),
                claiming("limit", 100_000_001, "claims a header of 100000001 bytes"),
                claiming(
                        "allowed",
                        100_000_000,
                        "expected a header of 100,000,000 bytes, found a safetensors file that"
                                + " was cut short in its header, after 55. Copy it again."),
                claiming("one", 56, "cut short in its header"),
                claiming("less", 50, "byte 58: expected ']' after the two offsets of 'a', found the end of the header"),
                new Hostile(
                        "start", () -> new byte[] {9, 0, 0, 0, 0, 0, 0, 0, '{'}, "cut short in its header, after 1"));
    }

    private static Stream<Hostile> json() {
        return Stream.of(
                header("two objects", "{" + A + "}{}", 2, "byte 61: expected only blanks after the header's object"),
                header("NUL padding", "{" + A + "}\0\0", 2, "object, found byte 0x00"),
                header("form feed", "{" + A + "}\f", 2, "object, found byte 0x0c"),
                header("comma", "{" + A + ",}", 2, "byte 61: expected the name of a tensor in quotes, found '}'"),
                header("comment", "{/**/" + A + "}", 2, "byte 9: expected the name of a tensor in quotes, found '/'"),
                header(
                        "no end",
                        "{" + A,
                        2,
                        "byte 60: expected '}' or ',' after a tensor, found the end of the header"),
                header("no colon", "{\"a\" {}}", 0, "expected ':' after the name 'a', found '{'"),
                header("single quotes", "{'a':1}", 0, "expected the name of a tensor in quotes, found '''"),
                header("no name", "{1:2}", 0, "expected the name of a tensor in quotes, found 1"),
                header("NaN", "{\"a\":{\"dtype\":\"U8\",\"shape\":[NaN]}}", 0, "expected an extent of 'a'"),
                header("deep", "{\"a\":" + "[".repeat(100_000) + "}", 0, "byte 13: expected '{' with dtype, shape"),
                header("deeper", "{\"a\":{\"shape\":" + "[".repeat(100_000) + "}", 0, "expected an extent of 'a'"));
    }

    private static Stream<Hostile> entries() {
        String others = ", 2";
        return Stream.of(
                header(
                        "name twice",
                        "{" + A + "," + A + "}",
                        4,
                        "byte 61: expected the name 'a' once, found it a second"
                                + " time; the first is at byte 9, and which of them counts differs by reader"),
                header("escaped twin", "{" + A + "," + A.replace("\"a\"", "\"\\u0061\"") + "}", 4, "the name 'a' once"),
                header(
                        "metadata twice",
                        "{\"__metadata__\":null,\"__metadata__\":{}," + A + "}",
                        2,
                        "byte 29: expected" + " the name '__metadata__' once"),
                header(
                        "key twice",
                        "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}," + A + "}",
                        2,
                        "expected the key 'k' of"
                                + " __metadata__ once, found it a second time; the first is at byte 25"),
                header(
                        "metadata number",
                        "{\"__metadata__\":{\"k\":1}," + A + "}",
                        2,
                        "expected a text under 'k' of" + " __metadata__ in quotes, found 1"),
                header(
                        "metadata list",
                        "{\"__metadata__\":[]," + A + "}",
                        2,
                        "expected '{' or null after __metadata__"),
                header(
                        "field twice",
                        "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}",
                        0,
                        "the field 'dtype' of 'a' once"),
                header("shape twice", "{\"a\":{\"shape\":[],\"shape\":[]}}", 0, "the field 'shape' of 'a' once"),
                header(
                        "unknown field",
                        "{\"a\":{\"x\":[[]],\"dtype\":\"U8\"}}",
                        0,
                        "byte 14: expected only dtype, shape"),
                header(
                        "extra field",
                        "{\"a\":{\"dtype\":\"U8\",\"crc\":1}}",
                        0,
                        "byte 27: expected only dtype, shape and" + " data_offsets of 'a', found 'crc'"),
                header(
                        "no shape",
                        "{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,0]}}",
                        0,
                        "byte 9: expected dtype, shape" + " and data_offsets of 'a', found no shape"),
                header("nothing in it", "{\"a\":{}}", 0, "found no dtype"),
                header("entry as list", "{\"a\":[\"U8\",[2],[0,2]]}", 2, "expected '{' with dtype, shape"),
                header("dtype as object", "{\"a\":{\"dtype\":{\"U8\":null}}}", 0, "of 'a' in quotes, found '{'"),
                header(
                        "dtype unknown",
                        "{" + tensor("a", "C128", "[1]", 0, 16) + "}",
                        16,
                        "expected a dtype of 'a' among" + " BOOL, F4, F6_E2M3, F6_E3M2, U8, I8,"),
                header("dtype in small letters", "{" + tensor("a", "u8", "[2]", 0, 2) + "}", 2, "U64, found 'u8'"),
                header(
                        "one offset",
                        "{\"a\":{\"data_offsets\":[0]}}",
                        0,
                        "expected ',' between the two offsets of 'a'"),
                header("three offsets", "{" + A.replace("0,2", "0,2" + others) + "}", 2, "expected ']' after the two"),
                header(
                        "many axes",
                        "{" + tensor("a", "U8", "[" + ones(65) + "]", 0, 1) + "}",
                        1,
                        "expected at most 64 axes" + " of 'a', found more"));
    }

    private static String ones(int n) {
        return IntStream.range(0, n).mapToObj(i -> "1").collect(Collectors.joining(","));
    }

    private static Stream<Hostile> numbers() {
        return Stream.of("02", "2.0", "2e0", "-0", "-2", "+2", "2.", "0x2", "1e400")
                .map(n -> header(
                        "number " + n,
                        "{" + tensor("a", "U8", "[" + n + "]", 0, 2) + "}",
                        2,
                        "expected "
                                + (n.equals("0x2")
                                        ? "']' or ',' after an extent"
                                        : "an extent of 'a', written in digits only, found " + n)));
    }

    private static Stream<Hostile> texts() {
        return Stream.of(
                header(
                        "2^63",
                        "{" + tensor("a", "U8", "[9223372036854775808]", 0, 2) + "}",
                        2,
                        "an extent of 'a' below" + " 9,223,372,036,854,775,808, found 922337203685477580"),
                header("2^64", "{\"a\":{\"data_offsets\":[0,18446744073709551616]}}", 0, "an offset of 'a' below"),
                header(
                        "raw control",
                        "{\"a\tb\":{}}",
                        0,
                        "byte 11: expected control characters in a text only as escapes"),
                header("raw NUL", "{\"\0\":{}}", 0, "byte 10: expected control characters"),
                header(
                        "half a pair",
                        "{\"\\ud83d\":{}}",
                        0,
                        "byte 10: expected two escapes for a character beyond U+FFFF," + " found half of such a pair"),
                header("other half", "{\"\\ude00x\":{}}", 0, "half of such a pair"),
                header("wrong order", "{\"\\ude00\\ud83d\":{}}", 0, "half of such a pair"),
                header("short escape", "{\"\\u12\":{}}", 0, "four hexadecimal digits"),
                header("wide digit", "{\"\\u00\u0661\":{}}", 0, "four hexadecimal digits"),
                header(
                        "wrong escape",
                        "{\"\\x41\":{}}",
                        0,
                        "byte 11: expected an escape of JSON after '\\', found 'x'"),
                header("no end of text", "{\"abc", 0, "byte 9: expected an end of the text that begins here"),
                header("escaped end", "{\"abc\\", 0, "byte 9: expected an end of the text that begins here"),
                new Hostile(
                        "Latin-1",
                        () -> Raw.file("{\"\u00e9\":{}}".getBytes(StandardCharsets.ISO_8859_1), 0),
                        "byte 9: expected UTF-8 in the text that begins here, found bytes that are none"),
                new Hostile(
                        "half a pair as bytes",
                        () -> Raw.file(
                                new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '{', '}', '}'},
                                0),
                        "expected UTF-8"));
    }

    private static Stream<Hostile> places() {
        String b = tensor("b", "U8", "[2]", 2, 4);
        return Stream.of(
                header(
                        "hole at the start",
                        "{" + tensor("a", "U8", "[2]", 1, 3) + "}",
                        3,
                        "tensor 'a': expected"
                                + " data_offsets from 0 on, the start of the data, found 1, 1 bytes of no tensor between"),
                header(
                        "hole",
                        "{" + A + "," + tensor("b", "U8", "[2]", 3, 5) + "}",
                        5,
                        "tensor 'b': expected data_offsets"
                                + " from 2 on, the end of 'a', found 3, 1 bytes of no tensor between"),
                header(
                        "overlap",
                        "{" + A + "," + tensor("b", "U8", "[2]", 1, 3) + "}",
                        3,
                        "found 1, 1 bytes in common"),
                header(
                        "shared",
                        "{" + A + "," + tensor("b", "U8", "[2]", 0, 2) + "}",
                        2,
                        "tensor 'b': expected"
                                + " data_offsets from 2 on, the end of 'a', found 0, 2 bytes in common. Tensors can't share bytes"),
                header(
                        "backwards",
                        "{" + tensor("a", "U8", "[2]", 2, 0) + "}",
                        2,
                        "expected data_offsets that rise, found" + " 2 to 0"),
                header(
                        "size",
                        "{" + tensor("a", "F32", "[2,3]", 0, 20) + "}",
                        20,
                        "tensor 'a': expected 24 bytes for F32" + " [2, 3], found data_offsets over 20"),
                header(
                        "overflow",
                        "{" + tensor("a", "U8", "[4294967296,4294967296,4294967296]", 0, 2) + "}",
                        2,
                        "expected" + " a size of at most 2^63 bits"),
                header("overflow to 0", "{" + tensor("a", "U8", "[4294967296,4294967296]", 0, 0) + "}", 0, "2^63 bits"),
                header(
                        "bits",
                        "{" + tensor("a", "F4", "[3]", 0, 2) + "}",
                        2,
                        "expected whole bytes, found 12 bits of F4 [3]"),
                header(
                        "scalar of bits",
                        "{" + tensor("a", "F6_E2M3", "[]", 0, 1) + "}",
                        1,
                        "found 6 bits of F6_E2M3 []"),
                header(
                        "short",
                        "{" + A + "," + b + "}",
                        3,
                        "byte 116: expected 4 bytes of data, as the header's tensors"
                                + " have, found 3. The file was cut short: copy it again."),
                header(
                        "long",
                        "{" + A + "}",
                        5,
                        "byte 63: expected 2 bytes of data, as the header's tensors have, found 5."
                                + " Something was written after its end"),
                header(
                        "far",
                        "{" + tensor("a", "U8", "[9223372036854775807]", 0, Long.MAX_VALUE) + "}",
                        2,
                        "2^63 bits"));
    }
}
