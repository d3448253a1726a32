package io.regraft.migration.rule;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.kernel.Expression;
import io.regraft.migration.Labels;
import io.regraft.migration.RowRef;
import io.regraft.migration.Step;
import io.regraft.problem.NearestName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;

/**
 * An axis of a tensor as a step finds it.
 *
 * @param file name of the checkpoint, for messages
 * @param axis at least 0 and below the rank
 * @param labels what its rows are called, where the step says so
 */
record Axis(String file, TensorName name, int axis, Expression content, Optional<Labels> labels) {

    long rows() {
        return shape().extent(axis);
    }

    Shape shape() {
        return content.type().shape();
    }

    DType dtype() {
        return content.type().dtype();
    }

    Optional<Quantisation> quantisation() {
        return content.quantisation();
    }

    /** Elements in one row. */
    long elementsPerRow() {
        return shape().with(axis, 1).elements();
    }

    /** {@code spk.weight in g.pt has 2,015 rows on axis 0}. */
    String describe() {
        return String.format(Locale.ROOT, "%s in %s has %s on axis %d", name, file, count(rows(), "row"), axis);
    }

    /** The labels of the rows before, for the manifest. */
    Optional<List<String>> labelsBefore() {
        return labels.map(Labels::list);
    }

    /** Throws unless the labels, if there are any, name every row. */
    void requireAllNamed() {
        if (labels.isEmpty() || labels.get().size() == rows()) {
            return;
        }
        throw wrongLength("It must name every row, in order.");
    }

    io.regraft.problem.RegraftException wrongLength(String fix) {
        Labels l = labels.orElseThrow();
        String verb = l.size() < rows() ? "the list ends at" : "the list goes on to";
        return Step.wrong(l.end(), verb + " " + count(l.size(), "label") + "; " + describe(), fix);
    }

    /** The indices that a reference means, in order. */
    LongStream resolve(Step step, RowRef ref) {
        if (ref instanceof RowRef.Index i) {
            requireInside(i.row(), ref);
            return LongStream.of(i.row());
        }
        if (ref instanceof RowRef.Range r) {
            requireInside(r.last(), ref);
            return LongStream.rangeClosed(r.first(), r.last());
        }
        return LongStream.of(rowOf(step, (RowRef.Label) ref));
    }

    /** The one row that a reference means. */
    long resolveOne(Step step, RowRef ref) {
        Step.require(
                !(ref instanceof RowRef.Range r) || r.first() == r.last(),
                ref.at(),
                "Name one row.",
                "expected one row, found a range of them");
        return resolve(step, ref).findFirst().orElseThrow();
    }

    void requireInside(long row, RowRef ref) {
        String last = rows() == 0 ? "It has none." : String.format(Locale.ROOT, "The last is row %,d.", rows() - 1);
        Step.require(row < rows(), ref.at(), last, "there is no row %,d: %s", row, describe());
    }

    private long rowOf(Step step, RowRef.Label ref) {
        String number = ref.label().matches("[0-9]{1,18}") ? " Without quotes it is the row of that index." : "";
        if (labels.isEmpty()) {
            throw Step.wrong(
                    ref.at(),
                    "'" + ref.label() + "' is a label, and " + step.ruleName() + " has nothing to look it up in",
                    "Say what the rows are called by rows_are: {file: …}." + number);
        }
        OptionalInt row = labels.get().rowOf(ref.label());
        if (row.isEmpty()) {
            String nearest = NearestName.of(ref.label(), labels.get().list())
                    .map(n -> "; did you mean '" + n + "'?")
                    .orElse("");
            throw Step.wrong(
                    ref.at(),
                    "no row is called '" + ref.label() + "' in " + labels.get().source() + nearest,
                    "Labels are compared letter by letter, spaces too." + number);
        }
        requireInside(row.getAsInt(), ref);
        return row.getAsInt();
    }

    /** {@code 1 row}, {@code 2,015 rows}. */
    static String count(long n, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", n, noun, n == 1 ? "" : "s");
    }
}
