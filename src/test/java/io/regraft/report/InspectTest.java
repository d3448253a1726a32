package io.regraft.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Formats;
import io.regraft.kernel.Statistics;
import io.regraft.manifest.Verification;
import io.regraft.migration.Migration;
import io.regraft.migration.rule.Rules;
import io.regraft.migration.yaml.MigrationReader;
import io.regraft.plan.Planner;
import io.regraft.testing.MemoryCheckpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectTest {

    private static final Checkpoint SMALL = MemoryCheckpoint.builder()
            .counting("g/emb.weight", 3, 2)
            .tied("g/head.weight", "g/emb.weight")
            .view("g/row", "g/emb.weight", Shape.of(2), 2, 1)
            .tensor("g/steps", DType.INT64, Shape.of(), 7L)
            .opaque("s", DType.FLOAT32, Shape.of(4, 4), "sparse_coo")
            .counting("optim/state/0/exp_avg", 3, 2)
            .counting("optim/state/1/exp_avg", 2)
            .container("optim/param_groups", "list")
            .value("evil\nname", new Value.Text("\u001b[2J"))
            .build();

    @Test
    void pageShowsAllThatIsThere() {
        assertThat(InspectText.of(SMALL, Optional.empty(), Map.of(), Paint.PLAIN))
                .isEqualTo("""
                        g.pt
                          format  memory
                          size    64 bytes

                        g/  4 tensors
                          emb.weight   float32  [3, 2]  24 B
                          head.weight  float32  [3, 2]  24 B  = g/emb.weight
                          row          float32  [2]      8 B  on the storage of g/emb.weight; sees 8 B of 24 B
                          steps        int64    []       8 B

                        Tensors  1 tensor
                          s  float32  [4, 4]  64 B  sparse_coo

                        optim/  optimizer state of 2 parameters
                          exp_avg  2 tensors
                          in all 2 tensors, 32 B
                          listed by --tensors 'optim/state/**'

                        Values that are no tensors  1
                          evil\\u000aname  '\\u001b[2J'

                        Totals
                          float32  6 tensors  38 values  152 bytes
                          int64     1 tensor    1 value    8 bytes
                          all      7 tensors  39 values  160 bytes
                          3 tensors on 1 shared storage; 4 storages in all, 64 bytes
                        """);
    }

    @Test
    void chosenTensorsAreListedAlone() {
        List<io.regraft.checkpoint.Tensor> chosen = SMALL.tensors().subList(5, 7);
        Map<TensorName, Statistics> statistics =
                Map.of(chosen.get(0).name(), new Statistics(6, 0, 5, 2.5, 7.416198487095663, 1, 0, 0, 1));
        assertThat(InspectText.of(SMALL, Optional.of(chosen), statistics, Paint.PLAIN))
                .isEqualTo("""
                                                                        min    max   mean   norm  NaN, Inf
                          optim/state/0/exp_avg  float32  [3, 2]  24 B    0  5.000  2.500  7.416         1
                          optim/state/1/exp_avg  float32  [2]      8 B    -      -      -      -         -
                          listed: 2 of 7 tensors, 32 B of 160 B
                        """);
    }

    @Test
    void specHasATensorALine() {
        assertThat(SpecJson.of("small \"one\"", SMALL.tensors().subList(0, 4), TensorName.of("g")))
                .isEqualTo("""
                        {
                          "about": "small \\"one\\"",
                          "tensors": {
                            "emb.weight": {"dtype": "float32", "shape": [3, 2]},
                            "head.weight": {"dtype": "float32", "shape": [3, 2]},
                            "row": {"dtype": "float32", "shape": [2]},
                            "steps": {"dtype": "int64", "shape": []}
                          }
                        }
                        """);
    }

    @Test
    void jsonIsWhole() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        InspectJson.write(
                out,
                SMALL,
                Optional.of(SMALL.tensors().subList(1, 2)),
                Map.of(TensorName.of("g", "head.weight"), new Statistics(6, 0, 5, 2.5, Double.NaN, 1, 0, 0, 1)));
        String json = out.toString(StandardCharsets.UTF_8);
        assertThat(new com.fasterxml.jackson.databind.ObjectMapper()
                        .readTree(json)
                        .get("tensors")
                        .toString())
                .isEqualTo("[{\"name\":\"g/head.weight\",\"dtype\":\"float32\",\"shape\":[3,2],\"bytes\":24,"
                        + "\"layout\":\"strided\",\"storage\":{\"id\":\"data/0\",\"bytes\":24,\"offset\":0,"
                        + "\"strides\":[2,1],\"contiguous\":true},\"statistics\":{\"min\":0.0,\"max\":5.0,"
                        + "\"mean\":2.5,\"norm\":\"NaN\",\"zeros\":1,\"nan\":1,\"plusInfinity\":0,"
                        + "\"minusInfinity\":0}}]");
        assertThat(new com.fasterxml.jackson.databind.ObjectMapper()
                        .readTree(json)
                        .get("totalsOfListed")
                        .toString())
                .isEqualTo("{\"tensors\":1,\"values\":6,\"bytes\":24,\"storages\":1,"
                        + "\"byDtype\":{\"float32\":{\"tensors\":1,\"values\":6,\"bytes\":24}}}");
        assertThat(json).endsWith("}\n").contains("\"sharedStorages\"");
    }

    @Test
    void hundredThousandTensorsTakeNoTime() {
        MemoryCheckpoint.Builder builder = MemoryCheckpoint.builder();
        for (int i = 0; i < 100_000; i++) {
            builder.bytes("model/layers." + i + ".weight", DType.UINT8, Shape.of(1), new byte[1]);
        }
        Checkpoint large = builder.build();
        long start = System.nanoTime();
        String page = InspectText.of(large, Optional.empty(), Map.of(), Paint.PLAIN);
        assertThat(page.lines().count()).isGreaterThan(100_000);
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }

    @Test
    void loneSurrogatesAreEscapedInJson() {
        Checkpoint odd = MemoryCheckpoint.builder().counting("a\ud800b", 2).build();
        assertThat(SpecJson.of("\udfff", odd.tensors(), TensorName.ROOT)).isEqualTo("""
                {
                  "about": "\\uDFFF",
                  "tensors": {
                    "a\\uD800b": {"dtype": "float32", "shape": [2]}
                  }
                }
                """);
        Verification verified = new Verification(List.of(), List.of("a\ud800b"), List.of());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        VerificationText.write(out, verified);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
                {
                  "verified" : false,
                  "failures" : [ "a\\uD800b" ],
                  "checked" : [ ],
                  "unchecked" : [ ]
                }
                """);
    }

    @Test
    void loneSurrogatesAreEscapedInThePlanAsJson(@TempDir Path folder) throws IOException {
        Path yaml = Files.writeString(
                folder.resolve("m.yaml"), "regraft: 1\nid: m\nsteps:\n- rename: {from: '**', to: 'p.**'}\n");
        Migration migration =
                new MigrationReader(Rules.ALL).read(yaml, Map.of()).migration();
        try (Checkpoint odd = Formats.open(Path.of("src/test/resources/golden/graph/odd-texts.pt"))) {
            String json = new String(PlanJson.bytes(Planner.plan(odd, List.of(migration))), StandardCharsets.UTF_8);
            assertThat(json)
                    .contains("\"tensor\" : \"p.a\\uD800b\"", "\"from\" : \"c\\nd\"")
                    .endsWith("}\n");
        }
    }
}
