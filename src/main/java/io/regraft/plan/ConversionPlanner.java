package io.regraft.plan;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Checkpoint.Mark;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Assembly;
import io.regraft.format.Composer;
import io.regraft.format.Format;
import io.regraft.format.Revision;
import io.regraft.format.folder.FolderFormat;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Plans a file of another format that holds the tensors of a checkpoint. Reads headers only. */
public final class ConversionPlanner {

    private static final String AGREE = "Nothing was written. Add --lossy to convert without.";

    private static final long LARGEST = 1L << 62;

    private final Checkpoint source;
    private final Format to;
    private final TensorName under;
    private final List<Tensor> tensors;
    private final Map<TensorName, Mark> marks = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private ConversionPlanner(Checkpoint source, Format to, TensorName under) {
        this.source = source;
        this.to = to;
        this.under = under;
        this.tensors =
                source.tensors().stream().filter(t -> t.name().isUnder(under)).toList();
        source.marks().forEach(m -> marks.put(m.tensor(), m));
    }

    /**
     * Plans.
     *
     * @param to a format that has a composer
     * @param under the container that is converted, names counting from there; the root for all
     * @param lossy true if what the new format can't hold may be lost
     * @param shardBytes how many bytes of tensors a file holds at most, where a folder is to be made
     * @throws RegraftException if it can't hold a tensor, or something would be lost without leave; all of it is named
     */
    public static Plan plan(Checkpoint source, Format to, TensorName under, boolean lossy, OptionalLong shardBytes)
            throws IOException {
        return new ConversionPlanner(source, to, under).plan(lossy, shardBytes);
    }

    private Plan plan(boolean lossy, OptionalLong shardBytes) throws IOException {
        Composer composer = to.composer().orElseThrow();
        requireSize();
        requireWays();
        ConvertedNames names = new ConvertedNames(source, under, composer);
        Map<TensorName, TensorName> named = names.of(tensors);
        problems.addAll(names.problems());
        ConvertedValues values = new ConvertedValues(source, under, composer);
        ConvertedTensors converted = new ConvertedTensors(to.abilities().sharing(), composer.holdsViews());
        List<Loss> lost = problems.isEmpty() ? losses(values, converted) : values.losses();
        if (!lossy) {
            lost.stream().filter(Loss::needsConsent).forEach(this::refuse);
        }
        if (!problems.isEmpty()) {
            throw new RegraftException(problems);
        }
        List<OutputTensor> outputs = tensors.stream()
                .map(t -> converted.output(t, named.get(t.name())))
                .toList();
        Revision revision = new Revision(
                source,
                outputs.stream()
                        .map(t -> new Revision.Revised(t.name(), t.origin(), t.type(), t.content()))
                        .toList(),
                values.kept(),
                Map.of());
        return planOf(outputs, converted.computed(), revision, assembly(revision, shardBytes), lost);
    }

    private void refuse(Loss loss) {
        problems.add(
                new Problem(Kind.NO, new Where.InFile(source.name()), to.id() + " would lose " + loss.text(), AGREE));
    }

    private Assembly assembly(Revision revision, OptionalLong shardBytes) throws IOException {
        return shardBytes.isPresent()
                ? FolderFormat.shards(revision, shardBytes.getAsLong(), to)
                : to.composer().orElseThrow().compose(revision);
    }

    private Plan planOf(
            List<OutputTensor> outputs,
            List<Plan.Computed> computed,
            Revision revision,
            Assembly assembly,
            List<Loss> lost) {
        return new Plan(
                source,
                List.of(),
                outputs,
                List.of(),
                List.of(),
                computed,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(new Conversion(
                        source.format(), to.id(), lost.stream().map(Loss::text).toList())),
                List.of(),
                revision,
                assembly);
    }

    /** An expanded tensor claims more elements than are stored, and gets them all in the new file. */
    private void requireSize() {
        long left = LARGEST;
        for (Tensor t : tensors) {
            left -= Math.min(left, t.type().bytes());
        }
        if (left == 0) {
            throw new Problem(
                            Kind.CHECKPOINT,
                            new Where.InFile(source.name()),
                            "expected tensors of less than 4 EiB in all, found more",
                            "Tensors are expanded from a few elements: leave them out, or save them as they are stored.")
                    .asException();
        }
    }

    /** What has no way at all: nothing is cast, and no sum of parts made one tensor, unless asked by name. */
    private void requireWays() {
        Map<Reason, List<TensorName>> reasons = new LinkedHashMap<>();
        for (Tensor t : tensors) {
            reason(t)
                    .ifPresent(r ->
                            reasons.computeIfAbsent(r, k -> new ArrayList<>()).add(t.name()));
        }
        reasons.forEach((r, names) -> problems.add(new Problem(
                Kind.NO,
                new Where.InFile(source.name()),
                r.what() + ": " + Examples.of(names),
                r.first() + " with: regraft migrate")));
    }

    /** Why tensors can't be in the new file, and what to do first. */
    private record Reason(String what, String first) {}

    private Optional<Reason> reason(Tensor t) {
        Mark mark = marks.get(t.name());
        DType dtype = t.type().dtype();
        if (t.view().isEmpty()) {
            return Optional.of(
                    new Reason(to.id() + " is given strided tensors only, found " + t.layout(), "Drop them first"));
        }
        if (!to.abilities().dtypes().contains(dtype) || ConvertedTensors.isPacked(t)) {
            return Optional.of(new Reason(
                    to.id() + " has no way for " + dtype,
                    "No dtype is changed unasked: cast them, or drop them, first"));
        }
        if (mark != null && mark.changesValues()) {
            return Optional.of(new Reason(
                    "the values are not those that are stored of a tensor " + mark.what(),
                    "Save what resolve_conj() and resolve_neg() give of them, or drop them first"));
        }
        return Optional.empty();
    }

    private List<Loss> losses(ConvertedValues values, ConvertedTensors converted) {
        List<Loss> losses = new ArrayList<>(values.losses());
        List<ConvertedTensors.Parted> parted = converted.parted(tensors);
        if (!parted.isEmpty()) {
            List<String> pairs = parted.stream()
                    .map(p -> "'" + p.copy() + "' of '" + p.from() + "'")
                    .toList();
            losses.add(Loss.of("the sharing of " + Examples.count(parted.size(), "tensor") + ", stored as a copy: "
                    + Examples.shown(pairs)));
        }
        losses.addAll(new ConvertedObjects(source, under, tensors, values).losses(marks));
        List<TensorName> strided = tensors.stream()
                .filter(t -> !t.view().orElseThrow().isContiguous(t.type().shape()))
                .map(Tensor::name)
                .toList();
        if (!strided.isEmpty()) {
            losses.add(new Loss(
                    "the strides of " + Examples.count(strided.size(), "tensor") + ", put into C order: "
                            + Examples.of(strided),
                    false));
        }
        return losses;
    }
}
