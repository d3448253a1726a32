package io.regraft.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Spec;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.diagnose.cause.Causes;
import io.regraft.migration.Migration;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.migration.rule.Rules;
import io.regraft.migration.yaml.MigrationReader;
import io.regraft.testing.MemoryCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A file checked against a target. Both are written a tensor a line, {@code name [3, 4]} or {@code name int64 [3, 4]}; a
 * line {@code a = b} makes two names of one storage, a line that ends in a slash a container.
 */
final class Checked {

    private final MemoryCheckpoint checkpoint;
    private final Spec expected;
    private final Diagnosis diagnosis;

    private Checked(MemoryCheckpoint checkpoint, Target target, Optional<String> under, LabelFiles labels) {
        this.checkpoint = checkpoint;
        this.expected = target.spec();
        Placement placement = under.map(u -> Placement.asked(checkpoint, name(u), target))
                .orElseGet(() -> Placement.found(checkpoint, List.of(target)));
        this.diagnosis = new Diagnoser(Causes.all(labels), Path.of(""), Set.of()).diagnose(checkpoint, placement);
    }

    static Checked of(String file, String target) {
        return new Checked(checkpoint(file), Target.of("target.json", spec(target)), Optional.empty(), LabelFiles.NONE);
    }

    static Checked under(String under, String file, String target) {
        return new Checked(
                checkpoint(file), Target.of("target.json", spec(target)), Optional.of(under), LabelFiles.NONE);
    }

    /** Against another checkpoint, of which ties are known. */
    static Checked againstCheckpoint(String file, String target) {
        Target other = Target.of(checkpoint(target), TensorName.ROOT);
        return new Checked(checkpoint(file), other, Optional.empty(), LabelFiles.NONE);
    }

    Diagnosis diagnosis() {
        return diagnosis;
    }

    /** Holds if these causes were found, in this order. */
    Checked causes(String... ids) {
        assertThat(diagnosis.causes().stream().map(Cause::id)).containsExactly(ids);
        return this;
    }

    /** Holds if a cause says this. */
    Checked says(String text) {
        assertThat(diagnosis.causes().stream()
                        .map(c -> c.summary() + " " + String.join(" ", c.advice()))
                        .collect(Collectors.joining("\n")))
                .contains(text);
        return this;
    }

    /** Holds if the draft has this line, blanks aside, and so on. */
    Checked drafts(String... lines) {
        List<String> draft =
                diagnosis.migration().orElse("").lines().map(String::strip).toList();
        assertThat(draft).contains(lines);
        return this;
    }

    /** Holds if nothing is proposed. */
    Checked proposesNothing() {
        assertThat(diagnosis.migration()).isEmpty();
        return this;
    }

    /** Holds if no step needs to be looked at. */
    Checked isSafe() {
        assertThat(diagnosis.draft().toReview()).isZero();
        return this;
    }

    Checked needsReview() {
        assertThat(diagnosis.draft().toReview()).isPositive();
        return this;
    }

    /** Holds if the draft, read and applied as any migration, gives just the target's names and types. */
    Checked mends() {
        assertThat(diagnosis.isMended()).isTrue();
        StateDict state = StateDict.of(checkpoint);
        for (Step step : read(diagnosis.migration().orElseThrow()).steps()) {
            step.rule().apply(step, state);
        }
        TensorName under = diagnosis.placement().under();
        Map<TensorName, TensorType> after = new LinkedHashMap<>();
        Map<TensorName, TensorType> others = new LinkedHashMap<>();
        for (StateDict.Entry e : state.entries()) {
            if (e.name().isUnder(under)) {
                after.put(e.name().relativeTo(under), e.type());
            } else {
                others.put(e.name(), e.type());
            }
        }
        assertThat(after).containsExactlyInAnyOrderEntriesOf(expected.tensors());
        Map<TensorName, TensorType> before = new LinkedHashMap<>();
        checkpoint.tensors().stream()
                .filter(t -> !t.name().isUnder(under))
                .forEach(t -> before.put(t.name(), t.type()));
        assertThat(others).isEqualTo(before);
        return this;
    }

    /** The draft, with label files of the lengths that it asks for beside it. */
    private Migration read(String yaml) {
        try {
            Path folder = Files.createTempDirectory("draft");
            for (Map.Entry<String, Object> var : diagnosis.draft().vars().entrySet()) {
                String file = ((Map<?, ?>) var.getValue()).get("file").toString();
                Files.writeString(folder.resolve(file), labels(var.getKey()));
            }
            Files.writeString(folder.resolve("mend.yaml"), yaml);
            return new MigrationReader(Rules.ALL)
                    .read(folder.resolve("mend.yaml"), Map.of())
                    .migration();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As many labels as the step that uses the variable says. */
    private String labels(String variable) {
        Pattern count = Pattern.compile("'" + variable + "' (?:must list the|the target's) ([0-9,]+)");
        Matcher matcher = count.matcher(diagnosis.draft().steps().stream()
                .flatMap(s -> s.review().stream())
                .collect(Collectors.joining("\n")));
        assertThat(matcher.find()).isTrue();
        int n = Integer.parseInt(matcher.group(1).replace(",", ""));
        return IntStream.range(0, n).mapToObj(i -> "label " + i + "\n").collect(Collectors.joining());
    }

    static MemoryCheckpoint checkpoint(String text) {
        MemoryCheckpoint.Builder builder = MemoryCheckpoint.builder();
        for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
            if (line.contains(" = ")) {
                String[] tie = line.strip().split(" = ", 2);
                builder.tied(tie[0], tie[1]);
            } else if (line.strip().endsWith("/")) {
                builder.container(line.strip().substring(0, line.strip().length() - 1), "dict");
            } else {
                TensorType type = type(line);
                builder.bytes(
                        line.strip().split(" ", 2)[0],
                        type.dtype(),
                        type.shape(),
                        new byte[Math.toIntExact(type.bytes())]);
            }
        }
        return builder.build();
    }

    static Spec spec(String text) {
        Map<TensorName, TensorType> types = new LinkedHashMap<>();
        text.lines()
                .filter(l -> !l.isBlank())
                .forEach(line -> types.put(name(line.strip().split(" ", 2)[0]), type(line)));
        return new Spec(types);
    }

    private static TensorName name(String text) {
        return TensorName.parse(text).orElseThrow();
    }

    private static TensorType type(String line) {
        String rest = line.strip().split(" ", 2)[1];
        int bracket = rest.indexOf('[');
        String dtype = rest.substring(0, bracket).strip();
        String inside = rest.substring(bracket + 1, rest.indexOf(']')).strip();
        long[] extents = inside.isEmpty()
                ? new long[0]
                : Arrays.stream(inside.split(", *", -1))
                        .mapToLong(Long::parseLong)
                        .toArray();
        return new TensorType(
                dtype.isEmpty() ? DType.FLOAT32 : DType.named(dtype).orElseThrow(), Shape.of(extents));
    }
}
