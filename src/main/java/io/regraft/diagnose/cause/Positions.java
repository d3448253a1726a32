package io.regraft.diagnose.cause;

import io.regraft.checkpoint.TensorName;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.Components;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import io.regraft.diagnose.Patterns;
import io.regraft.diagnose.Repair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A table of positions for another length or another grid. */
final class Positions implements CauseFinder {

    private static final int MOST_EXTRA = 3;
    private static final Set<String> IMAGES = Set.of("vision", "visual", "vit", "patch", "image", "img", "pixel");

    @Override
    public Optional<Repair> find(Evidence evidence) {
        return evidence.mismatched().entrySet().stream()
                .flatMap(e -> Difference.of(e.getKey(), e.getValue()).stream())
                .filter(d -> d.isRows() && d.isPositions())
                .findFirst()
                .map(d -> isGrid(d) ? otherGrid(evidence, d) : otherLength(evidence, d));
    }

    /** True if both counts are a square, after the same few rows that are no positions, and it is about images. */
    private static boolean isGrid(Difference d) {
        boolean image =
                d.expected().rank() > 2 || Components.words(d.name()).stream().anyMatch(IMAGES::contains);
        for (int extra = 0; extra <= MOST_EXTRA; extra++) {
            if (image
                    && isSquare(d.change().found() - extra)
                    && isSquare(d.change().expected() - extra)) {
                return true;
            }
        }
        return d.name().text().contains("relative_position_bias_table");
    }

    private static boolean isSquare(long n) {
        long root = Math.round(Math.sqrt((double) n));
        return n > 1 && root * root == n;
    }

    private static Repair otherGrid(Evidence evidence, Difference d) {
        List<TensorName> all = evidence.mismatched().entrySet().stream()
                .flatMap(e -> Difference.of(e.getKey(), e.getValue()).stream())
                .filter(o -> o.isRows() && o.isPositions() && o.change().equals(d.change()))
                .map(Difference::name)
                .toList();
        Cause cause = new Cause(
                "position-grid",
                Cause.Verdict.NOT_MENDABLE,
                String.format(
                        Locale.ROOT,
                        "%,d %s positions on another grid: '%s' is %s, expected %s",
                        all.size(),
                        all.size() == 1 ? "table holds" : "tables hold",
                        d.name(),
                        d.found(),
                        d.expected()),
                List.of(
                        "The target works at another image or window size. Such a table is interpolated, by the rule"
                                + " interpolate, which this release lacks.",
                        "Cutting or padding it would put every position in the wrong place."),
                all);
        return new Repair(cause, Draft.EMPTY, evidence.settled(all));
    }

    private static Repair otherLength(Evidence evidence, Difference d) {
        boolean grows = d.change().expected() > d.change().found();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("tensors", new Patterns(evidence).nameInFile(d.name()));
        body.put("size", d.change().expected());
        if (d.axis() != 0) {
            body.put("axis", d.axis());
        }
        if (grows) {
            body.put("init", "mean");
        }
        Draft.Step step = grows
                ? Draft.Step.toReview("pad", body, "the new positions start untrained")
                : Draft.Step.toReview("truncate", body, "right if the target uses the first positions only");
        Cause cause = new Cause(
                "position-length",
                Cause.Verdict.REVIEW,
                String.format(
                        Locale.ROOT,
                        "'%s' holds %,d positions, the target %,d",
                        d.name(),
                        d.change().found(),
                        d.change().expected()),
                List.of(
                        grows
                                ? "Longer inputs than it was trained with: the positions added mean nothing before training."
                                : "Positions are counted from the start, so the first ones stay what they are."),
                List.of(d.name()));
        return new Repair(cause, Draft.of(step), evidence.reshaped(List.of(d.name())));
    }
}
