package io.regraft.diagnose.cause;

import io.regraft.checkpoint.TensorName;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import io.regraft.diagnose.Repair;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Most of what the target asks for is not there under any name that could be made of those in the file. */
final class OtherModel implements CauseFinder {

    private static final int FEWEST = 3;

    @Override
    public Optional<Repair> find(Evidence evidence) {
        int missing = evidence.missing().size();
        int expected = evidence.expected().size();
        boolean most = missing >= FEWEST && 2 * missing > expected;
        if (missing == 0 || (missing < expected && !most)) {
            return Optional.empty();
        }
        List<TensorName> all = new ArrayList<>(evidence.missing().keySet());
        all.addAll(evidence.unexpected().keySet());
        Cause cause =
                Optimizers.in(evidence) && missing == expected ? optimizerFile(evidence, all) : other(evidence, all);
        return Optional.of(new Repair(cause, Draft.EMPTY, evidence.settled(all)));
    }

    private static Cause optimizerFile(Evidence evidence, List<TensorName> all) {
        return new Cause(
                "optimizer-file",
                Cause.Verdict.OTHER_MODEL,
                "the file holds the state of an optimizer and none of the tensors that the target asks for",
                List.of(
                        "It has: " + contents(evidence) + ".",
                        "Training writes the model to a file beside it: give that one."),
                all);
    }

    private static Cause other(Evidence evidence, List<TensorName> all) {
        return new Cause(
                "other-model",
                Cause.Verdict.OTHER_MODEL,
                absent(evidence) + ", and nothing in it could be them",
                List.of(
                        "It has: " + contents(evidence) + ".",
                        "It seems to be another model, or another version of it; no migration is proposed."),
                all);
    }

    private static String absent(Evidence evidence) {
        int missing = evidence.missing().size();
        int expected = evidence.expected().size();
        return missing == expected
                ? String.format(Locale.ROOT, "none of the target's %,d tensors is in the file", expected)
                : String.format(Locale.ROOT, "%,d of the target's %,d tensors are not in the file", missing, expected);
    }

    /** The outermost containers, or the first words of the names. */
    private static String contents(Evidence evidence) {
        List<String> tops = evidence.checkpoint().tensors().stream()
                .map(t -> t.name().parts().size() > 1
                        ? TensorName.of(t.name().parts().get(0)).text() + "/"
                        : t.name().text().replaceFirst("\\..*", ".*"))
                .distinct()
                .toList();
        String shown = String.join(", ", tops.subList(0, Math.min(6, tops.size())));
        return tops.size() > 6 ? String.format(Locale.ROOT, "%s and %,d more", shown, tops.size() - 6) : shown;
    }
}
