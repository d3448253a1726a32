package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.execute.Executor;
import io.regraft.execute.FileDisk;
import io.regraft.execute.Progress;
import io.regraft.execute.Request;
import io.regraft.format.Formats;
import io.regraft.manifest.DigestMode;
import io.regraft.manifest.Manifest;
import io.regraft.migration.Migration;
import io.regraft.migration.rule.Rules;
import io.regraft.migration.yaml.MigrationReader;
import io.regraft.plan.Planner;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** torch loads what was set, and finds the rest as it was. */
class ValuesInteropIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> VALUES =
            List.of("-70000", "'no'", "1e-3", "null", "[1, 'a', [true, {}]]", "{a: 1180591620717411303424, b: 'ü'}");

    private static final List<Object> MEANT = meant();

    @TempDir
    static Path folder;

    private static Torch torch;

    private static List<Object> meant() {
        List<Object> meant = new ArrayList<>(List.of(-70000, "no", 1e-3));
        meant.add(null);
        meant.add(List.of(1, "a", List.of(true, Map.of())));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", java.math.BigInteger.TWO.pow(70));
        map.put("b", "ü");
        meant.add(map);
        return meant;
    }

    @BeforeAll
    static void start() throws IOException {
        torch = new Torch();
    }

    @AfterAll
    static void stop() throws IOException {
        torch.close();
    }

    static List<Path> fixtures() throws IOException {
        return TorchInteropIT.fixtures();
    }

    /** Values under text keys of dicts, no two of them one. */
    private static List<TensorName> some(Path file) throws IOException {
        try (Checkpoint c = Formats.open(file)) {
            return c.values().keySet().stream()
                    .filter(p -> !p.parts().isEmpty() && isDict(c, p.container()))
                    .filter(p -> p.parts().stream().noneMatch(k -> k.contains(" at byte ")))
                    .filter(p -> !p.key().matches("-?[0-9.]+|None|True|False|nan"))
                    .limit(VALUES.size())
                    .toList();
        }
    }

    private static boolean isDict(Checkpoint c, TensorName container) {
        Value.Container type = c.containers().get(container);
        return type != null && Set.of("dict", "OrderedDict").contains(type.type());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void valuesOfEveryKindAreWhatTorchLoads(Path file) throws IOException {
        List<TensorName> paths = some(file);
        StringBuilder steps = new StringBuilder();
        List<Map<String, Object>> edits = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            steps.append("  - set: {path: '/").append(quoted(paths.get(i))).append("', value: ");
            steps.append(VALUES.get(i)).append("}\n");
            Map<String, Object> edit = new LinkedHashMap<>();
            edit.put("path", paths.get(i).parts());
            edit.put("value", MEANT.get(i));
            edits.add(edit);
        }
        if (!paths.isEmpty()) {
            agree(file, steps.toString(), edits);
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void aValueTakenOutIsGoneForTorch(Path file) throws IOException {
        List<TensorName> paths = some(file);
        if (!paths.isEmpty()) {
            TensorName path = paths.get(paths.size() - 1);
            agree(file, "  - unset: {path: '/" + quoted(path) + "'}\n", List.of(Map.of("path", path.parts())));
        }
    }

    @Test
    void withoutItsForeignObjectAFileLoadsWithWeightsOnly() throws IOException {
        Path file = Path.of("src/test/resources/golden/pytorch/torch-2.13.0/16-lightning-class.ckpt");
        agree(
                file,
                "  - unset: {path: hyper_parameters}\n",
                List.of(Map.of("path", List.of("hyper_parameters"))),
                "--weights-only");
    }

    private static String quoted(TensorName path) {
        return path.text().replace("'", "''");
    }

    private static void agree(Path file, String steps, List<Map<String, Object>> edits, String... more)
            throws IOException {
        Path yaml = Files.writeString(folder.resolve("m.yaml"), "regraft: 1\nid: set\nsteps:\n" + steps);
        Path output = folder.resolve(file.getParent().getFileName() + "-" + file.getFileName());
        try (Checkpoint source = Formats.open(file)) {
            Migration m = new MigrationReader(Rules.ALL).read(yaml, Map.of()).migration();
            Request request = new Request(
                    file, output, Manifest.besides(output), true, DigestMode.FILES, false, false, 2, 1 << 20);
            new Executor(new FileDisk(), Progress.SILENT, "test").run(Planner.plan(source, List.of(m)), request);
        } catch (RegraftException e) {
            assertThat(e.first().line()).containsAnyOf("stands in the file under several names", "two values have");
            return;
        }
        List<String> arguments =
                new ArrayList<>(List.of(file.toString(), output.toString(), JSON.writeValueAsString(edits)));
        arguments.addAll(List.of(more));
        assertThat(torch.objection("values", arguments)).as(steps).isEmpty();
    }
}
