package io.regraft.cli;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.List;
import java.util.Locale;

/** The option {@code --under}: a container of a checkpoint. */
final class ContainerOption {

    private static final Where AT = new Where.OnCommandLine("--under");
    private static final int SHOWN = 4;

    private ContainerOption() {}

    /** Reads a path; a slash at the end is allowed. */
    static TensorName parse(String text) {
        String path = text.endsWith("/") && !text.endsWith("\\/") ? text.substring(0, text.length() - 1) : text;
        return TensorName.parse(path)
                .orElseThrow(() -> new Problem(
                                Kind.USAGE,
                                AT,
                                "expected a path such as generator, found '" + text + "'",
                                "Write a backslash that belongs to a name as \\\\.")
                        .asException());
    }

    /** What to say where a checkpoint has no tensors under a container. */
    static RegraftException none(Checkpoint checkpoint, TensorName container) {
        List<String> known = checkpoint.tensors().stream()
                .map(t -> t.name().container())
                .filter(c -> !c.equals(TensorName.ROOT))
                .map(c -> TensorName.of(c.parts().get(0)).text())
                .distinct()
                .toList();
        String shown = String.join(", ", known.subList(0, Math.min(SHOWN, known.size())));
        String more = known.size() > SHOWN ? String.format(Locale.ROOT, " and %,d more", known.size() - SHOWN) : "";
        return new Problem(
                        Kind.USAGE,
                        AT,
                        "expected a container with tensors in " + checkpoint.name() + ", found none under '" + container
                                + "'",
                        known.isEmpty() ? "It has no containers: leave --under out." : "It has " + shown + more + ".")
                .asException();
    }
}
