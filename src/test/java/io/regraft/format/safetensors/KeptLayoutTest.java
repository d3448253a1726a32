package io.regraft.format.safetensors;

import static io.regraft.format.safetensors.Raw.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.TensorBytes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What changes in a file, and what does not. */
class KeptLayoutTest {

    private static final TensorType TWO_BYTES = new TensorType(DType.UINT8, Shape.of(2));

    /** Three tensors of 2, 4 and 2 bytes; the header is as long as its text. */
    private static final byte[] FILE = Raw.file(
            "{" + tensor("a", "U8", "[2]", 0, 2) + "," + tensor("b", "I16", "[2]", 2, 6) + ","
                    + tensor("c", "U8", "[2]", 6, 8) + "}",
            8);

    private static final int DATA = FILE.length - 8;

    @Test
    void aRenameOfTheSameLengthMovesAllDataAsOneRange() {
        Edited edited = Edited.of(FILE).rename("b", "B");
        assertThat(edited.parts()).containsExactly("literal " + DATA, "copied " + DATA + " + 8");
        byte[] expected = FILE.clone();
        expected[new String(FILE, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("\"b\"") + 1] = 'B';
        assertThat(edited.bytes()).isEqualTo(expected);
    }

    @Test
    void aShorterNameIsPaddedToTheSameLength() {
        Edited edited = Edited.of(FILE).rename("b", "");
        assertThat(Raw.header(edited.bytes())).hasSize(DATA - 8).endsWith("} ");
        assertThat(edited.parts()).containsExactly("literal " + DATA, "copied " + DATA + " + 8");
    }

    @Test
    void aHeaderThatDoesNotFitGrowsToTheNextEight() {
        byte[] exact = Goldens.byHand("exact");
        int length = Raw.header(exact).length();
        assertThat(length).isEqualTo(197);
        assertThat(Raw.header(Edited.of(exact).rename("w", "v").bytes())).hasSize(197);
        assertThat(Raw.header(Edited.of(exact).rename("w", "vw").bytes())).hasSize(200);
        assertThat(Edited.of(exact).rename("w", "vw").parts()).containsExactly("literal 208", "copied 205 + 44");
    }

    @Test
    void bothOrdersStayWhereTheyDiffer() {
        Edited edited = Edited.of(Goldens.byHand("mlx-like")).rename("x", "y");
        assertThat(edited.parts()).containsExactly("literal 206", "copied 206 + 27");
        assertThat(edited.header())
                .isEqualTo(
                        "{\"__metadata__\":null,\"b.bias\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[21,27]},"
                                + "\"w.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
                                + "\"y\":{\"dtype\":\"U8\",\"shape\":[5],\"data_offsets\":[16,21]}}");
    }

    @Test
    void aDroppedTensorLeavesNoGap() {
        Edited edited = Edited.of(FILE).drop("b");
        assertThat(edited.parts())
                .containsExactly("literal 120", "copied " + DATA + " + 2", "copied " + (DATA + 6) + " + 2");
        assertThat(edited.header())
                .isEqualTo("{" + tensor("a", "U8", "[2]", 0, 2) + "," + tensor("c", "U8", "[2]", 2, 4) + "}");
        assertThat(Edited.of(FILE).drop("a").parts()).containsExactly("literal 120", "copied " + (DATA + 2) + " + 6");
    }

    @Test
    void neighboursOfAChangedTensorStayTogether() {
        Edited edited = Edited.of(FILE).change("c", new TensorType(DType.UINT8, Shape.of(3, 1)), new byte[] {7, 8, 9});
        assertThat(edited.parts()).containsExactly("literal 168", "copied " + DATA + " + 6", "slot 3");
        assertThat(edited.header()).endsWith("," + tensor("c", "U8", "[3,1]", 6, 9) + "}");
        assertThat(content(edited.bytes(), "c")).containsExactly(7, 8, 9);
        assertThat(content(edited.bytes(), "b")).containsExactly(2, 3, 4, 5);
    }

    @Test
    void aNewContentOfTheSameSizeKeepsTheHeader() {
        Edited edited = Edited.of(FILE).change("a", TWO_BYTES, new byte[] {9, 9});
        assertThat(edited.parts()).containsExactly("literal " + DATA, "slot 2", "copied " + (DATA + 2) + " + 6");
        assertThat(Raw.header(edited.bytes())).isEqualTo(Raw.header(FILE));
    }

    @Test
    void aNewTensorFollowsWhatItFollowsInHeaderAndData() {
        byte[] mlx = Goldens.byHand("mlx-like");
        Edited edited = Edited.of(mlx)
                .create("new", TWO_BYTES, new byte[] {1, 2}, "w.weight")
                .create("first", TWO_BYTES, new byte[] {3, 4}, "");
        byte[] result = edited.bytes();
        assertThat(Edited.open(result).header().entries())
                .extracting(Entry::name)
                .containsExactly("first", "b.bias", "w.weight", "new", "x");
        assertThat(Edited.open(result).inDataOrder())
                .extracting(Entry::name)
                .containsExactly("first", "w.weight", "new", "x", "b.bias");
        assertThat(Raw.header(result)).startsWith("{\"__metadata__\":null,\"first\":");
        assertThat(content(result, "x")).isEqualTo(content(mlx, "x"));
        assertThat(content(result, "new")).containsExactly(1, 2);
    }

    @Test
    void namesThatShareAreWrittenOneByOne() {
        Edited edited = Edited.of(FILE).share("b", "tied");
        assertThat(edited.parts())
                .containsExactly("literal 232", "copied " + DATA + " + 6", "copied " + (DATA + 2) + " + 6");
        assertThat(content(edited.bytes(), "tied")).containsExactly(2, 3, 4, 5);
    }

    @Test
    void blanksOfTheHeaderStayButTheFirst() {
        byte[] indented = Goldens.byHand("indented");
        String before = Raw.header(indented).strip();
        assertThat(Edited.of(indented).rename("n", "m").header()).isEqualTo(before.replace("\"n\"", "\"m\""));
        String dropped = Edited.of(indented).drop("w").header();
        assertThat(dropped).startsWith("{\n  \"b\": {\n    \"dtype\": \"F32\",");
        assertThat(dropped).contains("\"data_offsets\": [0,12]\n  },\n  \"n\": {");
        assertThat(dropped).endsWith("},\n  \"__metadata__\": {\n    \"format\": \"pt\"\n  }\n}");
    }

    @Test
    void metadataStayBetweenTheirNeighbours() {
        byte[] between = Goldens.byHand("metadata-between");
        String note = "\"__metadata__\":{\"format\":\"pt\",\"note\":\"in the middle\"}";
        assertThat(Edited.of(between).rename("b", "c").header()).contains("[0,24]}," + note + ",\"c\":");
        assertThat(Edited.of(between).drop("w").header()).startsWith("{" + note + ",\"b\":");
        assertThat(Edited.of(between).drop("b").drop("n").header()).endsWith("[0,24]}," + note + "}");
        assertThat(Edited.of(between).drop("w").drop("b").drop("n").header()).isEqualTo("{" + note + "}");
    }

    @Test
    void aFileMayLoseItsLastTensor() {
        Edited edited = Edited.of(FILE).drop("a").drop("b").drop("c");
        assertThat(edited.bytes()).isEqualTo(Raw.file("{}      ", 0));
    }

    @Test
    void escapedNamesStayAsTheyWereWritten() {
        byte[] escapes = Goldens.byHand("escapes");
        assertThat(Edited.of(escapes).create("z", TWO_BYTES, new byte[2], "").header())
                .isEqualTo("{" + tensor("z", "U8", "[2]", 0, 2)
                        + ",\"\\u00e9\\/\\ud83d\\ude00\\u0041\":{\"data_offsets\" : [2,4],\"shape\":[ 2 ] ,"
                        + "\"dtype\":\"\\u00558\"}}");
    }

    @Test
    void packedTensorsAreKeptRenamedAndMoved() {
        byte[] packed = Goldens.byHand("packed");
        byte[] result = Edited.of(packed)
                .drop("plain")
                .rename("odd", "o")
                .rename("six", "s")
                .bytes();
        assertThat(Edited.open(result).header().entries())
                .extracting(e -> e.name() + " " + e.typeText() + " " + e.begin())
                .containsExactly("o F4 [2, 1] 0", "s F6_E2M3 [2, 2] 1", "even F4 [2, 4] 4", "rows F6_E3M2 [3, 4] 8");
        assertThat(data(result)).isEqualTo(Arrays.copyOf(data(packed), 17));
    }

    @Test
    void rowsOfWholeBytesAreCountedInElementsAgain() {
        byte[] packed = Goldens.byHand("packed");
        String header = Edited.of(packed)
                .change("rows", new TensorType(DType.FLOAT6_E3M2FN_X4, Shape.of(1, 6)), new byte[6])
                .change("even", new TensorType(DType.FLOAT4_E2M1FN_X2, Shape.of(3, 2)), new byte[6])
                .header();
        assertThat(header).contains(tensor("rows", "F6_E3M2", "[1,8]", 10, 16), tensor("even", "F4", "[3,4]", 4, 10));
    }

    private static byte[] content(byte[] file, String name) {
        return TensorBytes.of(Edited.open(file).tensor(TensorName.of(name)).orElseThrow());
    }

    private static byte[] data(byte[] file) {
        return Arrays.copyOfRange(file, (int) Edited.open(file).header().dataStart(), file.length);
    }
}
