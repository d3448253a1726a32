package io.regraft.report;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Part;
import io.regraft.migration.EditedFiles;
import io.regraft.migration.StateDict;
import io.regraft.plan.OutputTensor;
import io.regraft.plan.Plan;
import io.regraft.plan.Traffic;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A plan for people: tensor by tensor what would happen, and what would be left alone. */
public final class PlanText {

    private final StringBuilder out = new StringBuilder();

    private PlanText() {}

    /**
     * Prints a plan.
     *
     * @param parts true to list the parts of the output too
     */
    public static String of(Plan plan, boolean parts) {
        PlanText text = new PlanText();
        text.head(plan.source());
        text.changes(plan);
        text.dropped(plan.dropped());
        text.values(plan.changedValues());
        text.files(plan.edits());
        text.rest(plan);
        if (parts) {
            text.parts(plan.assembly().parts());
        }
        return text.out.toString();
    }

    private void head(Checkpoint source) {
        line(
                "%s: %s, %s, %s",
                Text.safe(source.name()),
                source.format(),
                Text.count(source.tensors().size(), "tensor"),
                Text.count(source.bytes(), "byte"));
    }

    private void changes(Plan plan) {
        List<OutputTensor> changed = plan.changed();
        if (plan.changesNothing() && changed.isEmpty()) {
            line("nothing would change");
            return;
        }
        ExpressionText expressions = new ExpressionText();
        for (OutputTensor t : changed) {
            String name = Text.safe(t.name().text());
            if (t.origin().isEmpty()) {
                line("  create  %s  %s", name, t.type());
            } else if (t.content().isEmpty()) {
                line("  rename  %s -> %s", Text.safe(t.origin().get().name().text()), name);
            } else {
                TensorType before = t.origin().get().type();
                String types = before.equals(t.type()) ? before.toString() : before + " -> " + t.type();
                line("  change  %s  %s", name, types);
            }
            if (t.content().isPresent()) {
                line("          = %s", t.expression().match(expressions));
            }
            steps(t.history().stream()
                    .map(a -> a.step().ruleName() + " (" + a.step().at().text() + ")")
                    .distinct()
                    .toList());
        }
    }

    /** The steps in one line where they fit, else one a line. */
    private void steps(List<String> steps) {
        String start = "          by ";
        String all = start + String.join(", ", steps);
        if (all.length() > Text.WIDTH) {
            all = start + String.join(",\n" + " ".repeat(start.length()), steps);
        }
        if (!steps.isEmpty()) {
            line("%s", all);
        }
    }

    private void dropped(List<StateDict.Dropped> dropped) {
        for (StateDict.Dropped d : dropped) {
            line(
                    "  drop    %s  %s  by %s (%s)",
                    Text.safe(d.entry().origin().orElseThrow().name().text()),
                    d.entry().type(),
                    d.step().ruleName(),
                    d.step().at().text());
        }
    }

    private void values(List<Plan.ChangedValue> values) {
        for (Plan.ChangedValue v : values) {
            line(
                    "  %s  %s",
                    v.after().isPresent() ? "set   " : "unset ",
                    Text.safe(v.path().text()));
            became(v.before(), v.after());
            line("          by %s", v.at().text());
        }
    }

    private void files(List<EditedFiles.Edit> edits) {
        for (EditedFiles.Edit e : edits) {
            line("  edit    %s  %s", Text.safe(e.path()), Text.safe(e.pointer().toString()));
            became(e.before(), e.after());
            line("          by %s (%s)", e.step().ruleName(), e.step().at().text());
        }
    }

    private void became(Optional<String> before, Optional<String> after) {
        line(
                "          %s -> %s",
                before.map(Text::safe).orElse("not there"),
                after.map(Text::safe).orElse("not there"));
    }

    private void rest(Plan plan) {
        List<OutputTensor> untouched = plan.untouched();
        long bytes = untouched.stream().mapToLong(t -> t.type().bytes()).sum();
        line("leave alone: %s, %s", Text.count(untouched.size(), "tensor"), Text.count(bytes, "byte"));
        if (!plan.pending().isEmpty()) {
            line(
                    "ask of the content before writing: %s",
                    Text.count(plan.pending().size(), "guard"));
        }
        plan.target()
                .ifPresent(t -> line(
                        "%s",
                        ManifestText.agreement(t.name(), t.spec().tensors().size())));
        Traffic traffic = Traffic.of(plan);
        line(
                "read %s, write %s, peak memory about %,d MB",
                Text.count(traffic.read(), "byte"),
                Text.count(traffic.written(), "byte"),
                traffic.memory() / 1_000_000);
    }

    private void parts(List<Part> parts) {
        line("parts:");
        long at = 0;
        for (Part p : parts) {
            line("  %,14d  %,14d  %s", at, p.length(), p.match(new PartText()));
            at += p.length();
        }
    }

    private void line(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    /** A part in words. */
    static final class PartText implements Part.Cases<String> {
        @Override
        public String copied(Part.Copied p) {
            return "copied    " + Text.safe(p.what());
        }

        @Override
        public String literal(Part.Literal p) {
            return "written   " + Text.safe(p.what());
        }

        @Override
        public String slot(Part.Slot p) {
            return "computed  " + Text.safe(p.what());
        }

        @Override
        public String late(Part.Late p) {
            return "checksum  " + Text.safe(p.what());
        }
    }
}
