package io.regraft.report;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.WholeModule;
import io.regraft.kernel.Statistics;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is in a checkpoint, as a page for people. */
public final class InspectText {

    private static final int VALUES_SHOWN = 40;
    private static final int CLASSES_SHOWN = 20;

    private final Checkpoint checkpoint;
    private final Paint paint;
    private final Sharing sharing;
    private final List<OptimizerSummary> optimizers;
    private final StringBuilder out = new StringBuilder();

    private InspectText(Checkpoint checkpoint, Paint paint) {
        this.checkpoint = checkpoint;
        this.paint = paint;
        this.sharing = Sharing.of(checkpoint.tensors());
        this.optimizers = OptimizerSummary.in(checkpoint);
    }

    /**
     * The page of a checkpoint.
     *
     * @param chosen the tensors to list, and nothing else; empty for all that is there, optimizer state summed up
     * @param statistics of tensors by name, where they were asked for
     */
    public static String of(
            Checkpoint checkpoint, Optional<List<Tensor>> chosen, Map<TensorName, Statistics> statistics, Paint paint) {
        InspectText page = new InspectText(checkpoint, paint);
        chosen.ifPresentOrElse(ts -> page.table(ts, statistics), () -> page.everything(statistics));
        return page.out.toString();
    }

    private void everything(Map<TensorName, Statistics> statistics) {
        head();
        List<Tensor> plain = checkpoint.tensors().stream()
                .filter(t -> optimizers.stream().noneMatch(o -> o.holds(t.name())))
                .toList();
        tensors(plain, statistics);
        optimizers();
        values();
        classes();
        totals();
        notes();
    }

    /** The tensors asked for, in one table, under their whole names. */
    private void table(List<Tensor> tensors, Map<TensorName, Statistics> statistics) {
        new TensorTable(sharing, statistics).appendTo(out, tensors, TensorName.ROOT);
        line("listed: " + Text.number(tensors.size()) + " of "
                + Text.count(checkpoint.tensors().size(), "tensor") + ", "
                + Totals.size(Totals.of(tensors).bytes()) + " of "
                + Totals.size(Totals.of(checkpoint.tensors()).bytes()));
    }

    private void head() {
        out.append(paint.strong(Text.safe(checkpoint.name()))).append('\n');
        Columns facts = Columns.of("  ", "<<");
        facts.add("format", checkpoint.format());
        facts.add("size", Text.exactSize(checkpoint.bytes()));
        checkpoint.facts().forEach((name, fact) -> facts.add(Text.safe(name), Text.safe(fact)));
        facts.appendTo(out);
    }

    private void tensors(List<Tensor> tensors, Map<TensorName, Statistics> statistics) {
        Map<TensorName, List<Tensor>> sections = new LinkedHashMap<>();
        for (Tensor t : tensors) {
            sections.computeIfAbsent(t.name().container(), k -> new ArrayList<>())
                    .add(t);
        }
        TensorTable table = new TensorTable(sharing, statistics);
        sections.forEach((container, members) -> {
            section(title(container), Text.count(members.size(), "tensor"));
            table.appendTo(out, members, container);
        });
    }

    private String title(TensorName container) {
        return container.equals(TensorName.ROOT) ? "Tensors" : Text.safe(container.text()) + "/";
    }

    private void optimizers() {
        for (OptimizerSummary o : optimizers) {
            List<Tensor> members =
                    checkpoint.tensors().stream().filter(t -> o.holds(t.name())).toList();
            section(
                    Text.safe(o.container().text()) + "/",
                    "optimizer state of " + Text.count(o.entries(), "parameter"));
            Columns columns = Columns.of("  ", "<>");
            o.slots().forEach((slot, n) -> columns.add(Text.safe(slot), Text.count(n, "tensor")));
            columns.appendTo(out);
            line("in all " + Text.count(members.size(), "tensor") + ", "
                    + Totals.size(Totals.of(members).bytes()));
            if (!members.isEmpty()) {
                line("listed by --tensors '" + Text.safe(o.state().text()) + "/**'");
            }
        }
    }

    private void values() {
        List<Map.Entry<TensorName, String>> lines = ValueLines.of(checkpoint);
        if (lines.isEmpty()) {
            return;
        }
        section("Values that are no tensors", Text.number(checkpoint.values().size()));
        Columns columns = Columns.of("  ", "<<");
        lines.stream()
                .limit(VALUES_SHOWN)
                .forEach(e -> columns.add(Text.safe(e.getKey().text()), Text.safe(e.getValue())));
        columns.appendTo(out);
        more(lines.size() - VALUES_SHOWN);
    }

    private void classes() {
        Checkpoint.CodeReport code = checkpoint.code();
        if (code.classes().isEmpty() && code.weightsOnly()) {
            return;
        }
        section(
                "Classes named in the file",
                code.weightsOnly()
                        ? paint.good("a weights-only load takes them")
                        : paint.bad("a weights-only load refuses the file"));
        code.reasons().forEach(r -> line(Text.safe(r)));
        Columns columns = Columns.of("  ", "<<<");
        code.classes().stream()
                .sorted(java.util.Comparator.comparing(Checkpoint.CodeReport.Named::allowed))
                .limit(CLASSES_SHOWN)
                .forEach(c -> columns.add(
                        Text.safe(c.name()), c.allowed() ? "allowed" : "not allowed", "at " + Text.safe(c.at())));
        columns.appendTo(out);
        more(code.classes().size() - CLASSES_SHOWN);
        line("Nothing in the file was run: classes are read as names.");
    }

    private void totals() {
        Totals all = Totals.of(checkpoint.tensors());
        section("Totals", "");
        Columns columns = Columns.of("  ", "<>>><");
        all.byDtype().forEach((dtype, t) -> columns.add(row(dtype.label(), t)));
        if (all.byDtype().size() != 1) {
            columns.add(row("all", all));
        }
        columns.appendTo(out);
        Map<String, List<TensorName>> shared = sharing.shared();
        if (!shared.isEmpty()) {
            int names = shared.values().stream().mapToInt(List::size).sum();
            line(Text.count(names, "tensor") + " on " + Text.count(shared.size(), "shared storage") + "; "
                    + Text.count(sharing.storages(), "storage") + " in all, "
                    + Text.exactSize(sharing.storageBytes()));
        }
    }

    private static String[] row(String title, Totals t) {
        return new String[] {
            title,
            Text.count(t.tensors(), "tensor"),
            String.format(Locale.ROOT, t.values().equals(BigInteger.ONE) ? "%,d value" : "%,d values", t.values()),
            String.format(Locale.ROOT, "%,d bytes", t.bytes()),
            t.bytes().bitLength() < 11 ? "" : "(" + Totals.size(t.bytes()) + ")"
        };
    }

    private void notes() {
        List<String> notes = Stream.concat(
                        WholeModule.find(checkpoint).stream().map(WholeModule::note), checkpoint.notes().stream())
                .toList();
        if (!notes.isEmpty()) {
            section("Notes", "");
            notes.forEach(n -> Text.lines(Text.safe(n), Text.WIDTH - 2).forEach(this::line));
        }
    }

    private void section(String title, String beside) {
        out.append('\n').append(paint.strong(title));
        if (!beside.isEmpty()) {
            out.append("  ").append(beside);
        }
        out.append('\n');
    }

    private void line(String text) {
        out.append("  ").append(text).append('\n');
    }

    private void more(int left) {
        if (left > 0) {
            line("and " + Text.number(left) + " more; --json lists all");
        }
    }
}
