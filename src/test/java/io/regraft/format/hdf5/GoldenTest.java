package io.regraft.format.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Limits;
import io.regraft.format.MemoryInput;
import io.regraft.format.TensorBytes;
import io.regraft.format.hdf5.Goldens.Golden;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What h5py says of its files, and what we say. */
class GoldenTest {

    static List<Golden> all() {
        return Goldens.all();
    }

    private static Checkpoint open(Golden golden) throws IOException {
        return new Hdf5Format().open(new MemoryInput(golden.name(), Files.readAllBytes(golden.file())), Limits.DEFAULT);
    }

    @ParameterizedTest
    @MethodSource("all")
    void tensorsAreThoseOfH5py(Golden golden) throws IOException {
        try (Checkpoint checkpoint = open(golden)) {
            Map<String, String> expected = new TreeMap<>();
            golden.expected().get("datasets").properties().forEach(e -> {
                if (e.getValue().has("sha256") || e.getValue().has("unreadable")) {
                    expected.put(Goldens.name(e.getKey()).text(), describe(e.getValue()));
                }
            });
            Map<String, String> found = new TreeMap<>();
            checkpoint.tensors().forEach(t -> found.put(t.name().text(), describe(t)));
            assertThat(found).isEqualTo(expected);
        }
    }

    private static String describe(JsonNode d) {
        List<Long> shape = new ArrayList<>();
        d.get("shape").forEach(n -> shape.add(n.asLong()));
        boolean bytes = d.has("sha256") && !d.get("kept").asBoolean();
        return d.get("dtype").asText() + shape + " " + d.get("byteorder").asText() + " "
                + (bytes ? d.get("sha256").asText() : "kept");
    }

    private static String describe(Tensor t) {
        String order = t.view()
                .filter(v -> v.storage().order() == ByteOrder.BIG_ENDIAN)
                .map(v -> "big")
                .orElse("little");
        return t.type().dtype().label() + t.type().shape() + " " + order + " "
                + t.view().map(v -> sha256(TensorBytes.of(t))).orElse("kept");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void groupsAreThoseOfH5py(Golden golden) throws IOException {
        try (Checkpoint checkpoint = open(golden)) {
            List<TensorName> expected = new ArrayList<>();
            golden.expected().get("groups").properties().forEach(e -> expected.add(Goldens.name(e.getKey())));
            assertThat(checkpoint.containers().entrySet().stream()
                            .filter(e -> e.getValue().type().equals("group"))
                            .map(Map.Entry::getKey))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void attributesAreThoseOfH5py(Golden golden) throws IOException {
        try (Checkpoint checkpoint = open(golden)) {
            Map<TensorName, Object> expected = new LinkedHashMap<>();
            Map<TensorName, Object> found = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> e :
                    golden.expected().get("attributes").properties()) {
                TensorName path = Goldens.name(e.getKey());
                for (JsonNode a : e.getValue()) {
                    TensorName name = path.child(a.get(0).asText());
                    if (a.get(2).size() < 2 && !a.get(1).asText().equals("bfloat16")) {
                        expected.put(name, plain(a.get(1)));
                        found.put(name, value(checkpoint, name));
                    }
                }
            }
            assertThat(found).isEqualTo(expected);
        }
    }

    private static Object plain(JsonNode n) {
        if (n.isArray()) {
            List<Object> all = new ArrayList<>();
            n.forEach(e -> all.add(plain(e)));
            return all;
        }
        return n.isNull() ? "none" : n.isNumber() ? n.doubleValue() : n.isBoolean() ? n.asBoolean() : n.asText();
    }

    private static Object value(Checkpoint c, TensorName name) {
        Value.Container list = c.containers().get(name);
        if (list != null) {
            List<Object> all = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                all.add(value(c, name.child(String.valueOf(i))));
            }
            return all;
        }
        Value v = c.values().get(name);
        return v instanceof Value.Text t
                ? t.value()
                : v instanceof Value.Int i
                        ? i.value().doubleValue()
                        : v instanceof Value.Real r ? r.value() : v instanceof Value.Bool b ? b.value() : "none";
    }
}
