package io.regraft.migration.yaml;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What the YAML parser complains of, with the cure where a selector or variable without quotes is the cause. */
final class SyntaxProblem {

    /** A brace or bracket with more text right behind it. */
    private static final Pattern GLUED =
            Pattern.compile("(?:[:,\\[{-]\\s*)([^\\s'\",:]*[{\\[][^{}\\[\\]'\"]*[}\\]][^\\s,'\"}\\]][^\\s,'\"}]*)");

    private static final String GENERAL = "Check quotes, brackets and indentation there and above.";
    /** Longer lines are not searched for a cause. */
    private static final int LONGEST = 1_000;

    private final String file;
    private final SourceLines lines;

    SyntaxProblem(String file, SourceLines lines) {
        this.file = file;
        this.lines = lines;
    }

    Problem of(YamlEngineException e) {
        if (e instanceof ReaderException r) {
            return new Problem(
                    Kind.MIGRATION,
                    lines.place(file, r.getPosition()),
                    String.format(Locale.ROOT, "the character U+%04X does not belong in a text", r.getCodePoint()),
                    "Take it out, or write it as an escape in double quotes.");
        }
        Optional<Mark> mark =
                e instanceof MarkedYamlEngineException m ? m.getProblemMark().or(m::getContextMark) : Optional.empty();
        Where.InText at = mark.map(m -> new Where.InText(file, m.getLine() + 1, m.getColumn() + 1))
                .orElseGet(() -> new Where.InText(file, 1, 1));
        Where.InText word = lines.startOfWord(at);
        Optional<Unquoted> unquoted = Unquoted.of(lines.word(word));
        if (unquoted.isPresent()) {
            return unquoted.get().problem(word, lines.word(word), lines.word(word));
        }
        String line = lines.line(at.line());
        if (line.strip().isEmpty() && at.line() > 1) {
            line = lines.line(at.line() - 1);
        }
        return new Problem(Kind.MIGRATION, at, "this is no YAML: " + clause(e), fix(e, line));
    }

    private static String clause(YamlEngineException e) {
        String said = e instanceof MarkedYamlEngineException m ? m.getProblem() : e.getMessage();
        String first = said == null ? "" : said.lines().findFirst().orElse("").replaceAll("[.\\s]+$", "");
        return first.isEmpty() ? "it can't be read" : first;
    }

    private static String fix(YamlEngineException e, String line) {
        if (clause(e).contains("TAB")) {
            return "Indent with spaces.";
        }
        if (line.length() > LONGEST) {
            return GENERAL;
        }
        if (line.contains("${") && !line.matches(".*['\"][^'\"]*\\$\\{.*")) {
            return "Put ${…} in single quotes: '${name}'.";
        }
        Matcher glued = GLUED.matcher(line);
        if (glued.find()) {
            return "Put a selector in single quotes: '" + glued.group(1) + "'.";
        }
        if (line.contains("\"") && line.contains("\\")) {
            return "In double quotes a backslash begins an escape: use single quotes.";
        }
        return GENERAL;
    }
}
