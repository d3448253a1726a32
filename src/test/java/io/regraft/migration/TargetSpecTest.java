package io.regraft.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TargetSpecTest {

    private final Path file = Jimfs.newFileSystem(Configuration.unix()).getPath("spec.json");

    private TargetSpec read(String json) {
        try {
            Files.writeString(file, json);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return TargetSpec.read(file);
    }

    @Test
    void namesAndTypesAreInTheOrderOfTheFile() {
        TargetSpec spec = read("""
                {"about": "a model", "tensors": {
                  "b.weight": {"dtype": "float32", "shape": [9, 4], "kind": "parameter"},
                  "a": {"dtype": "int64", "shape": []},
                  "ema/a": {"shape": [0], "dtype": "bool"}
                }}
                """);
        assertThat(spec.about()).isEqualTo("a model");
        assertThat(spec.tensors())
                .containsExactly(
                        java.util.Map.entry(TensorName.of("b.weight"), new TensorType(DType.FLOAT32, Shape.of(9, 4))),
                        java.util.Map.entry(TensorName.of("a"), new TensorType(DType.INT64, Shape.of())),
                        java.util.Map.entry(TensorName.of("ema", "a"), new TensorType(DType.BOOL, Shape.of(0))));
        assertThat(read("{\"tensors\": {}}").tensors()).isEmpty();
    }

    @Test
    void everyProblemHasItsPlace() {
        assertThatThrownBy(
                        () -> read(
                                "{\"tensors\": {\n\"a\": {\"dtype\": \"float23\", \"shape\": [1]},\n\"b\": {\"shape\": [-1]}}}"))
                .hasMessage("""
                        spec.json:2:16: there is no dtype 'float23'; did you mean 'float16'? Dtypes are named as torch names them: float32, bfloat16, int64, …
                        spec.json:3:6: a tensor of a spec needs the key 'dtype'. It takes dtype, shape, kind.
                        spec.json:3:17: expected a whole number of at least 0, found the number -1. Write a whole number of at least 0.""");
        assertThatThrownBy(() -> read("[]"))
                .hasMessage("spec.json:1:1: expected a map, found a list of 0. It takes about, tensors.");
        assertThatThrownBy(() -> read("{\"tensors\": {\"a.*\": {}}}"))
                .hasMessageStartingWith("spec.json:1:14: expected a tensor's name, found 'a.*' with the wildcard *.");
        assertThatThrownBy(() -> read("")).hasMessageStartingWith("spec.json:1:1: the file is empty");
    }
}
