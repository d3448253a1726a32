package io.regraft.report;

import io.regraft.checkpoint.Comparison.Finding;
import io.regraft.checkpoint.TensorName;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.Diagnosis;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The answer to "would it load?" as a page for people. */
public final class CheckText {

    private static final int FINDINGS_SHOWN = 10;
    private static final int CAUSES_SHOWN = 12;

    private final Diagnosis diagnosis;
    private final Paint paint;
    private final StringBuilder out = new StringBuilder();

    private CheckText(Diagnosis diagnosis, Paint paint) {
        this.diagnosis = diagnosis;
        this.paint = paint;
    }

    /**
     * The page.
     *
     * @param written the file that the draft was written to
     */
    public static String of(String file, Diagnosis diagnosis, Optional<String> written, Paint paint) {
        CheckText page = new CheckText(diagnosis, paint);
        page.head(file);
        if (!diagnosis.isCompatible()) {
            page.findings();
            page.causes();
            page.migration(file, written);
        }
        return page.out.toString();
    }

    private void head(String file) {
        boolean yes = diagnosis.isCompatible();
        out.append(paint.strong(Text.safe(file)))
                .append(" against ")
                .append(Text.safe(diagnosis.target()))
                .append(": ")
                .append(yes ? paint.good("compatible") : paint.bad("not compatible"))
                .append('\n');
        Columns columns = Columns.of("  ", "<<");
        TensorName under = diagnosis.placement().under();
        String reason = diagnosis.placement().reason().map(r -> "  (" + r + ")").orElse("");
        if (!under.equals(TensorName.ROOT) || !reason.isEmpty()) {
            String place = under.equals(TensorName.ROOT) ? "the whole file" : under.text() + "/";
            columns.add("compared", Text.safe(place) + reason);
        }
        columns.add("matching", Text.count(diagnosis.comparison().matching(), "tensor"));
        if (!yes) {
            columns.add("missing", Text.number(count(Finding.Missing.class)));
            columns.add("unexpected", Text.number(count(Finding.Unexpected.class)));
            columns.add("mismatched", Text.number(count(Finding.Mismatched.class)));
        }
        columns.appendTo(out);
    }

    private long count(Class<? extends Finding> kind) {
        return diagnosis.comparison().findings().stream()
                .filter(kind::isInstance)
                .count();
    }

    private void findings() {
        list("Missing: expected, not in the file", Finding.Missing.class);
        list("Unexpected: in the file, not in the target", Finding.Unexpected.class);
        list("Mismatched: another shape or dtype", Finding.Mismatched.class);
    }

    private void list(String title, Class<? extends Finding> kind) {
        List<Finding> all = diagnosis.comparison().findings().stream()
                .filter(kind::isInstance)
                .map(Finding.class::cast)
                .toList();
        if (all.isEmpty()) {
            return;
        }
        section(title);
        Columns columns = Columns.of("  ", "<<<");
        all.stream().limit(FINDINGS_SHOWN).forEach(f -> columns.add(row(f)));
        columns.appendTo(out);
        more(all.size() - FINDINGS_SHOWN);
    }

    private static String[] row(Finding finding) {
        String name = Text.safe(finding.name().text());
        if (finding instanceof Finding.Missing f) {
            return new String[] {name, f.expected().toString(), ""};
        }
        if (finding instanceof Finding.Unexpected f) {
            return new String[] {name, f.found().toString(), ""};
        }
        Finding.Mismatched f = (Finding.Mismatched) finding;
        return new String[] {name, f.found().toString(), "expected " + f.expected()};
    }

    private void causes() {
        section(diagnosis.causes().size() == 1 ? "Likely cause" : "Likely causes");
        int n = 0;
        for (Cause cause : diagnosis.causes()) {
            if (++n > CAUSES_SHOWN) {
                more(diagnosis.causes().size() - CAUSES_SHOWN);
                break;
            }
            String number = diagnosis.causes().size() == 1 ? "" : n + ". ";
            paragraph(number, Text.safe(sentence(cause.summary())) + verdict(cause));
            cause.advice().forEach(a -> paragraph(" ".repeat(number.length()), Text.safe(a)));
        }
    }

    private static String sentence(String summary) {
        return Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".";
    }

    private static String verdict(Cause cause) {
        return switch (cause.verdict()) {
            case MENDABLE, REVIEW -> "";
            case NOT_MENDABLE -> " Not mendable in this release.";
            case OTHER_MODEL -> " Not the same model.";
        };
    }

    private void migration(String file, Optional<String> written) {
        if (diagnosis.migration().isEmpty()) {
            section("No migration is proposed");
            paragraph(
                    "",
                    diagnosis.isOtherModel()
                            ? "The file and the target are not the same model: what made it load would make it wrong."
                            : "No rule of this release makes the one of the other.");
            return;
        }
        long review = diagnosis.draft().toReview();
        String title = diagnosis.isMended()
                ? "A migration that would mend it"
                : String.format(
                        Locale.ROOT,
                        "A migration that would mend a part; it leaves %s",
                        Text.count(diagnosis.unexplained().size(), "finding"));
        section(title + (review == 0 ? "" : " (to review first: " + Text.count(review, "step") + ")"));
        diagnosis
                .migration()
                .get()
                .lines()
                .forEach(l -> out.append("  ").append(l).append('\n'));
        out.append('\n');
        String head =
                written.map(w -> "Written to " + Text.safe(w)).orElse("Write it to a file with --draft mend.yaml");
        out.append("  ").append(head).append(". Look through it, and see what it would do:\n");
        out.append("  regraft plan ")
                .append(Text.safe(file))
                .append(" -m ")
                .append(Text.safe(written.orElse("mend.yaml")))
                .append('\n');
    }

    private void section(String title) {
        out.append('\n').append(paint.strong(title)).append('\n');
    }

    /** Text in lines that fit, set in by as much as {@code lead} and two blanks. */
    private void paragraph(String lead, String text) {
        String start = "  " + lead;
        for (String line : Text.lines(text, Text.WIDTH - start.length())) {
            out.append(start).append(line).append('\n');
            start = " ".repeat(start.length());
        }
    }

    private void more(int left) {
        if (left > 0) {
            out.append("  and ").append(Text.number(left)).append(" more; --json lists all\n");
        }
    }
}
