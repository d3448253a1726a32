package io.regraft.plan;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Comparison;
import io.regraft.checkpoint.Spec;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Formats;
import io.regraft.migration.TargetFile;
import io.regraft.migration.TargetSpec;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a result must be.
 *
 * @param name the file that says so, as shown
 * @param under the container that is compared
 */
public record Target(String name, TensorName under, Spec spec, TargetFile file) {

    /** Reads a spec, or the header of a checkpoint, which is taken at {@code under} if it has that, else whole. */
    static Target read(TargetFile file) throws IOException {
        return new Target(
                String.valueOf(file.file().getFileName()), file.under(), spec(file.file(), file.under()), file);
    }

    /** The spec in a JSON file, or that of a checkpoint's header. */
    public static Spec spec(Path file, TensorName under) throws IOException {
        if (isSpec(file)) {
            return new Spec(TargetSpec.read(file).tensors());
        }
        try (Checkpoint checkpoint = Formats.open(file)) {
            Spec there = Spec.of(checkpoint.tensors(), under);
            return there.tensors().isEmpty() ? Spec.of(checkpoint.tensors(), TensorName.ROOT) : there;
        }
    }

    /** True for a JSON file that is no checkpoint: the header of a safetensors file may begin like JSON, too. */
    public static boolean isSpec(Path file) throws IOException {
        return Files.isRegularFile(file) && looksLikeJson(file) && !Formats.isCheckpoint(file);
    }

    private static boolean looksLikeJson(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            int first = in.read();
            while (first == ' '
                    || first == '\n'
                    || first == '\r'
                    || first == '\t'
                    || first == 0xEF
                    || first == 0xBB
                    || first == 0xBF) {
                first = in.read();
            }
            return first == '{' || first == '[';
        }
    }

    /** The difference between names and types and this target, if there is any. */
    Optional<Problem> check(Map<TensorName, TensorType> tensors) {
        Map<TensorName, TensorType> relative = new LinkedHashMap<>();
        tensors.forEach((name, type) -> {
            if (name.isUnder(under)) {
                relative.put(name.relativeTo(under), type);
            }
        });
        Comparison comparison = Comparison.of(new Spec(relative), spec);
        if (comparison.isCompatible()) {
            return Optional.empty();
        }
        return Optional.of(new Problem(
                Kind.GUARD,
                file.at(),
                String.format(
                        Locale.ROOT,
                        "the result would not be as the target %s says: %s",
                        name,
                        differences(comparison.findings())),
                "Nothing was written. Mend the steps, or give the target that is meant."));
    }

    private static String differences(List<Comparison.Finding> findings) {
        List<String> texts = new ArrayList<>();
        for (Comparison.Finding f : findings.subList(0, Math.min(3, findings.size()))) {
            if (f instanceof Comparison.Finding.Missing m) {
                texts.add("missing " + m.name() + " " + m.expected());
            } else if (f instanceof Comparison.Finding.Unexpected u) {
                texts.add("left over " + u.name() + " " + u.found());
            } else if (f instanceof Comparison.Finding.Mismatched m) {
                texts.add("expected " + m.name() + " " + m.expected() + ", found " + m.found());
            }
        }
        int more = findings.size() - texts.size();
        return String.join("; ", texts) + (more > 0 ? String.format(Locale.ROOT, "; and %,d more", more) : "");
    }
}
