package io.regraft.report;

import io.regraft.manifest.Manifest;
import io.regraft.manifest.TensorChange;
import io.regraft.manifest.TensorChange.Action;
import io.regraft.manifest.TensorChange.RowSummary;
import io.regraft.plan.Conversion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A manifest in a few lines, for the terminal. */
public final class ManifestText {

    private static final int CHANGES = 20;
    private static final int NAMES = 3;

    private ManifestText() {}

    /** What was written, what changed, what was left alone. */
    public static String of(Manifest m, Path output, Path manifest) {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "%s: %s, %s%s%n",
                output,
                counts(m),
                Text.count(m.output().bytes(), "byte"),
                m.output().isFolder() ? " in " + Text.count(m.output().files().size(), "file") : ""));
        for (TensorChange c :
                m.changes().subList(0, Math.min(CHANGES, m.changes().size()))) {
            out.append("  ").append(line(c)).append('\n');
            for (RowSummary r : c.rows()) {
                out.append("      ").append(rows(r)).append('\n');
            }
            c.counts().forEach((what, n) -> out.append("      " + Text.count(n, "value") + " " + what + "\n"));
        }
        if (m.changes().size() > CHANGES) {
            out.append(
                    String.format(Locale.ROOT, "  and %,d more%n", m.changes().size() - CHANGES));
        }
        m.values().forEach(v -> out.append("  ").append(line(v)).append('\n'));
        m.edited()
                .forEach(f ->
                        out.append("  edited  ").append(Text.safe(f.path())).append('\n'));
        m.conversion().ifPresent(c -> out.append(lost(c)));
        out.append("left alone: ")
                .append(Text.count(m.untouched().tensors(), "tensor"))
                .append(", ")
                .append(Text.count(m.untouched().bytes(), "byte"))
                .append('\n');
        m.checks()
                .target()
                .ifPresent(t ->
                        out.append(agreement(t, m.checks().targetTensors())).append('\n'));
        out.append("manifest: ").append(manifest).append('\n');
        return out.toString().replace(System.lineSeparator(), "\n");
    }

    /** That all tensors of a target are as it says. */
    static String agreement(String target, long tensors) {
        return "target " + target + ": "
                + (tensors == 1 ? "its tensor agrees" : "all " + Text.count(tensors, "tensor") + " agree");
    }

    private static String line(Manifest.ValueChange v) {
        String path = Text.safe(v.path());
        if (v.after().isEmpty()) {
            return "unset  " + path
                    + v.before().map(b -> "  was " + Text.safe(b)).orElse("");
        }
        return "set  " + path + "  "
                + v.before().map(b -> Text.safe(b) + " -> ").orElse("")
                + Text.safe(v.after().get());
    }

    private static String lost(Conversion c) {
        StringBuilder out = new StringBuilder();
        out.append("from ").append(c.from()).append(" to ").append(c.to()).append('\n');
        c.lost().forEach(l -> out.append("  lost  ").append(Text.safe(l)).append('\n'));
        return out.toString();
    }

    private static String counts(Manifest m) {
        List<TensorChange> changes = m.changes();
        List<String> texts = new ArrayList<>();
        for (Action a : Action.values()) {
            long n = changes.stream().filter(c -> c.action() == a).count();
            if (n > 0) {
                texts.add(String.format(Locale.ROOT, "%,d %s", n, a.label()));
            }
        }
        if (!m.values().isEmpty()) {
            texts.add(Text.count(m.values().size(), "value") + " set or unset");
        }
        if (!m.edited().isEmpty()) {
            texts.add(Text.count(m.edited().size(), "file") + " edited");
        }
        return texts.isEmpty() ? "nothing changed" : String.join(", ", texts);
    }

    private static String line(TensorChange c) {
        StringBuilder line = new StringBuilder(c.action().label()).append("  ");
        c.from().ifPresent(f -> line.append(Text.safe(f.text())).append(" -> "));
        line.append(Text.safe(c.name().text())).append("  ");
        if (c.before().isPresent()
                && c.after().isPresent()
                && !c.before().get().type().equals(c.after().get().type())) {
            line.append(c.before().get().type()).append(" -> ");
        }
        line.append(c.after().or(c::before).orElseThrow().type());
        return line.toString();
    }

    private static String rows(RowSummary r) {
        List<String> texts = new ArrayList<>();
        texts.add(String.format(Locale.ROOT, "rows: %,d kept", r.kept()));
        if (r.moved() > 0) {
            texts.add(String.format(Locale.ROOT, "%,d moved", r.moved()));
        }
        if (!r.added().isEmpty()) {
            texts.add("new " + names(r.added())
                    + r.init().map(i -> " (" + i + ")").orElse(""));
        }
        if (!r.dropped().isEmpty()) {
            texts.add("dropped " + names(r.dropped()));
        }
        return String.join(", ", texts);
    }

    private static String names(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(NAMES, names.size())));
        String text = Text.safe(shown);
        return names.size() <= NAMES ? text : String.format(Locale.ROOT, "%s and %,d more", text, names.size() - NAMES);
    }
}
