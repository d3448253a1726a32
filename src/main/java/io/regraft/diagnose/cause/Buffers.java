package io.regraft.diagnose.cause;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.Components;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import io.regraft.diagnose.Patterns;
import io.regraft.diagnose.Repair;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/** Buffers that a version of the library saves and another does not: nothing that was learned is in them. */
final class Buffers implements CauseFinder {

    private static final Set<String> COMPUTED = Set.of(
            "position_ids",
            "token_type_ids",
            "inv_freq",
            "original_inv_freq",
            "freqs",
            "freqs_cis",
            "cos_cached",
            "sin_cached",
            "num_batches_tracked",
            "relative_position_index",
            "relative_coords_table",
            "attn_mask",
            "causal_mask",
            "masked_bias",
            "total_ops",
            "total_params",
            "num_updates");
    private static final long MOST_VALUES = 8192;

    @Override
    public Optional<Repair> find(Evidence evidence) {
        return tooMany(evidence)
                .or(() -> counters(evidence))
                .or(() -> positions(evidence))
                .or(() -> notKnown(evidence));
    }

    private static Optional<Repair> tooMany(Evidence evidence) {
        Map<TensorName, TensorType> extra = new LinkedHashMap<>();
        evidence.unexpected().forEach((name, type) -> {
            boolean mask = name.text().endsWith("attn.bias") && type.shape().rank() == 4;
            if (COMPUTED.contains(Components.last(name)) || mask) {
                extra.put(name, type);
            }
        });
        if (extra.isEmpty()) {
            return Optional.empty();
        }
        Object selectors = new Patterns(evidence).selectors(extra.keySet(), n -> false);
        Draft.Step step = Optimizers.step(evidence, "drop", Map.of("tensors", selectors), List.of());
        if (Optimizers.in(evidence)
                && extra.values().stream().anyMatch(t -> t.dtype().family() == DType.Family.FLOATING)) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("tensors", selectors);
            body.put("optimizer", "off");
            step = Draft.Step.safe("drop", body)
                    .noted(List.of("buffers: the optimizer has no state for them, so its parameters stay in place"));
        }
        Cause cause = new Cause(
                "buffers",
                Cause.Verdict.MENDABLE,
                String.format(
                        Locale.ROOT,
                        "%,d %s that the target computes itself: %s",
                        extra.size(),
                        extra.size() == 1 ? "buffer is in the file" : "buffers are in the file",
                        kinds(extra.keySet())),
                List.of(
                        "Versions of a library differ in which buffers they save; nothing learned is lost by dropping them."),
                List.copyOf(extra.keySet()));
        return Optional.of(new Repair(cause, Draft.of(step), evidence.without(extra.keySet())));
    }

    private static String kinds(Collection<TensorName> names) {
        return String.join(
                ", ", names.stream().map(Components::last).distinct().limit(4).toList());
    }

    /** {@code num_batches_tracked}, which files from before torch 0.4.1 lack. */
    private static Optional<Repair> counters(Evidence evidence) {
        List<TensorName> missing = evidence.missing().entrySet().stream()
                .filter(e -> Components.last(e.getKey()).equals("num_batches_tracked"))
                .filter(e -> e.getValue().shape().rank() == 0 && e.getValue().dtype() == DType.INT64)
                .map(Map.Entry::getKey)
                .toList();
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        List<Draft.Step> steps =
                missing.stream().map(n -> create(evidence, n, "zeros")).toList();
        Draft draft =
                forAll(evidence, missing).map(Draft::of).orElseGet(() -> Draft.of(steps.toArray(Draft.Step[]::new)));
        Cause cause = new Cause(
                "buffers",
                Cause.Verdict.MENDABLE,
                Counted.of(missing.size(), "counter num_batches_tracked is", "counters num_batches_tracked are")
                        + " missing, as in old files",
                List.of("They count training steps of a batch norm and matter only for momentum: None; 0 will do."),
                missing);
        return Optional.of(new Repair(cause, draft, evidence.with(missing)));
    }

    /** One step for all, if the file's running means are just where the counters are missing. */
    private static Optional<Draft.Step> forAll(Evidence evidence, List<TensorName> missing) {
        Patterns patterns = new Patterns(evidence);
        Set<TensorName> means = new java.util.LinkedHashSet<>();
        for (TensorName n : missing) {
            TensorName mean = TensorName.parse(sibling(n, "running_mean")).orElseThrow();
            if (!evidence.found().containsKey(mean)) {
                return Optional.empty();
            }
            means.add(mean);
        }
        String pattern = "**.running_mean";
        if (means.size() < 2 || !patterns.chooses(pattern, means)) {
            return Optional.empty();
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("for", patterns.inFile(pattern));
        body.put("name", patterns.inFile("**.num_batches_tracked"));
        body.put("dtype", "int64");
        body.put("shape", List.of());
        body.put("init", "zeros");
        return Optional.of(Draft.Step.safe("create", body));
    }

    private static String sibling(TensorName name, String last) {
        String stem = Components.stem(name);
        return stem.isEmpty() ? last : stem + "." + last;
    }

    /** {@code position_ids}: 0, 1, 2 … */
    private static Optional<Repair> positions(Evidence evidence) {
        Optional<TensorName> missing = evidence.missing().entrySet().stream()
                .filter(e -> Components.last(e.getKey()).equals("position_ids"))
                .filter(e -> e.getValue().dtype().family() == DType.Family.INTEGER && isRow(e.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
        return missing.map(name -> {
            long n = evidence.missing().get(name).shape().elements();
            Object init = Map.of("values", LongStream.range(0, n).boxed().toList());
            Cause cause = new Cause(
                    "buffers",
                    Cause.Verdict.MENDABLE,
                    String.format(Locale.ROOT, "the buffer '%s' is missing: the positions 0 to %,d", name, n - 1),
                    List.of("Libraries stopped saving it; the old code that you load with wants it."),
                    List.of(name));
            return new Repair(cause, Draft.of(create(evidence, name, init)), evidence.with(List.of(name)));
        });
    }

    private static boolean isRow(TensorType type) {
        int rank = type.shape().rank();
        return rank >= 1
                && type.shape().extent(rank - 1) > 0
                && type.shape().extent(rank - 1) <= MOST_VALUES
                && type.shape().outer(rank - 1) == 1;
    }

    private static Draft.Step create(Evidence evidence, TensorName name, Object init) {
        TensorType type = evidence.missing().get(name);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", new Patterns(evidence).nameInFile(name));
        body.put("dtype", type.dtype().label());
        body.put("shape", shape(type));
        body.put("init", init);
        return Draft.Step.safe("create", body);
    }

    static List<Long> shape(TensorType type) {
        List<Long> shape = new ArrayList<>();
        for (long extent : type.shape().toArray()) {
            shape.add(extent);
        }
        return shape;
    }

    /** Buffers that are missing and whose values depend on the model's settings. */
    private static Optional<Repair> notKnown(Evidence evidence) {
        List<TensorName> missing = new ArrayList<>();
        evidence.missing().keySet().stream()
                .filter(n -> COMPUTED.contains(Components.last(n)))
                .forEach(missing::add);
        evidence.mismatched().forEach((n, m) -> {
            if (COMPUTED.contains(Components.last(n)) && !m.sameShape()) {
                missing.add(n);
            }
        });
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        Cause cause = new Cause(
                "buffers",
                Cause.Verdict.NOT_MENDABLE,
                Counted.of(
                                missing.size(),
                                "buffer that the model computes differs",
                                "buffers that the model computes differ")
                        + ": " + kinds(missing),
                List.of(
                        "Their values follow from the model's settings, which the file does not tell.",
                        "Load with strict=False after dropping them, or save them once from the model that you load into."),
                missing);
        return Optional.of(new Repair(cause, Draft.EMPTY, evidence.settled(missing)));
    }
}
