package io.regraft.cli;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Spec;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.diagnose.Diagnoser;
import io.regraft.diagnose.Diagnosis;
import io.regraft.diagnose.LabelFiles;
import io.regraft.diagnose.Placement;
import io.regraft.diagnose.Target;
import io.regraft.diagnose.cause.Causes;
import io.regraft.format.Formats;
import io.regraft.manifest.Manifest;
import io.regraft.manifest.ManifestReader;
import io.regraft.migration.TargetSpec;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import io.regraft.report.CheckJson;
import io.regraft.report.CheckText;
import io.regraft.report.Paint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code regraft check}. */
@Command(
        name = "check",
        description = {
            "Tells whether a checkpoint would load: compares names, shapes and dtypes with a target, names the likely"
                    + " causes of what differs, and drafts a migration that mends it. Reads headers only.",
            "Exit code 0: compatible; 1: not."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  regraft check g_00140000 --target emotivoice-2014.json",
            "  regraft check model.pt --target fresh.pt --under model",
            "  regraft check model.pt --target spec.json --draft mend.yaml"
        })
final class CheckCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    @SuppressWarnings("unused") // read by picocli
    private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "FILE", description = "The checkpoint.")
    private Path file = Path.of("");

    @Option(
            names = "--target",
            required = true,
            paramLabel = "F",
            description =
                    "What is expected: a spec (see inspect --spec), or any checkpoint, of which headers are read.")
    private Path target = Path.of("");

    @Option(
            names = "--under",
            paramLabel = "PATH",
            description = "The container to compare, such as generator; else the one in which the target's names are.")
    private Optional<String> under = Optional.empty();

    @Option(names = "--draft", paramLabel = "OUT", description = "Write the drafted migration to a new file.")
    private Optional<Path> draft = Optional.empty();

    @Option(names = "--json", description = "Print the answer as JSON, with all findings.")
    private boolean json;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        draft.filter(Files::exists).ifPresent(CheckCommand::refuse);
        try (Checkpoint checkpoint = Formats.open(file)) {
            Diagnosis diagnosis = new Diagnoser(Causes.all(LabelFiles.in(folders())), draftFolder(), taken())
                    .diagnose(checkpoint, placement(checkpoint));
            Optional<Path> written = write(diagnosis);
            if (json) {
                CheckJson.write(terminal.out(), file.toString(), diagnosis);
            } else {
                Paint paint = Paint.of(terminal.colours());
                terminal.out().print(CheckText.of(file.toString(), diagnosis, written.map(Path::toString), paint));
            }
            terminal.out().flush();
            return diagnosis.isCompatible() ? 0 : 1;
        }
    }

    /** Ids in the manifest beside the checkpoint; none where there is none that can be read: check does not ask for it. */
    private Set<String> taken() throws IOException {
        Path manifest = Manifest.besides(file);
        if (!Files.isRegularFile(manifest)) {
            return Set.of();
        }
        try {
            return ManifestReader.read(manifest).migrations().stream()
                    .map(Manifest.AppliedMigration::id)
                    .collect(Collectors.toSet());
        } catch (RegraftException e) {
            return Set.of();
        }
    }

    private Optional<Path> write(Diagnosis diagnosis) throws IOException {
        if (draft.isPresent() && diagnosis.migration().isPresent()) {
            Files.writeString(draft.get(), diagnosis.migration().get(), StandardOpenOption.CREATE_NEW);
            return draft;
        }
        draft.ifPresent(d -> terminal.message("regraft: no migration to propose; " + d + " was not written"));
        return Optional.empty();
    }

    private static void refuse(Path there) {
        throw new Problem(
                        Kind.USAGE,
                        new Where.InFile(there.toString()),
                        "it is there already",
                        "Nothing was written; name another file, or remove it.")
                .asException();
    }

    /** Where the draft is, or the current folder, in which a person would save it. */
    private Path draftFolder() {
        return draft.map(Path::getParent).orElse(Path.of(""));
    }

    private List<Path> folders() {
        return Stream.of(file, target)
                .map(p -> Optional.ofNullable(p.getParent()).orElse(Path.of("")))
                .distinct()
                .toList();
    }

    private Placement placement(Checkpoint checkpoint) throws IOException {
        Optional<TensorName> asked = under.map(ContainerOption::parse);
        asked.filter(a -> checkpoint.tensors().stream().noneMatch(t -> t.name().isUnder(a)))
                .ifPresent(a -> {
                    throw ContainerOption.none(checkpoint, a);
                });
        if (io.regraft.plan.Target.isSpec(target)) {
            Target spec = Target.of(
                    target.toString(), new Spec(TargetSpec.read(target).tensors()));
            requireTensors(spec);
            return asked.map(a -> Placement.asked(checkpoint, a, spec))
                    .orElseGet(() -> Placement.found(checkpoint, List.of(spec)));
        }
        try (Checkpoint other = Formats.open(target)) {
            requireTensors(Target.of(other, TensorName.ROOT));
            if (asked.isPresent()) {
                boolean samePlace =
                        other.tensors().stream().anyMatch(t -> t.name().isUnder(asked.get()));
                return Placement.asked(
                        checkpoint, asked.get(), Target.of(other, samePlace ? asked.get() : TensorName.ROOT));
            }
            return Placement.found(checkpoint, targets(other));
        }
    }

    private static void requireTensors(Target target) {
        if (target.spec().tensors().isEmpty()) {
            throw new Problem(
                            Kind.USAGE,
                            new Where.InFile(target.name()),
                            "expected a target with tensors, found none",
                            "Give a spec or a checkpoint that holds the model; see: regraft inspect " + target.name())
                    .asException();
        }
    }

    /** A checkpoint as a whole, and what its containers hold. */
    private static List<Target> targets(Checkpoint other) {
        return Stream.concat(
                        Stream.of(TensorName.ROOT),
                        other.tensors().stream()
                                .map(Tensor::name)
                                .map(TensorName::container)
                                .distinct())
                .distinct()
                .filter(c -> c.parts().size() <= 1)
                .map(c -> Target.of(other, c))
                .toList();
    }
}
