package io.regraft.migration;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A step of a migration.
 *
 * @param migration id of the migration
 * @param index from 1
 * @param ruleName the word in the file: {@code remap_rows}
 * @param at where it stands
 * @param optional true if nothing needs to match
 * @param optimizer what to do about optimizer state
 * @param labelLists the migration's variables that are lists of labels, by name
 */
public record Step(
        String migration,
        int index,
        String ruleName,
        Where.InText at,
        boolean optional,
        OptimizerChoice optimizer,
        Rule rule,
        Map<String, Labels> labelLists) {

    public Step {
        labelLists = Collections.unmodifiableMap(new LinkedHashMap<>(labelLists));
    }

    /** A step of a migration that has no lists of labels. */
    public Step(
            String migration,
            int index,
            String ruleName,
            Where.InText at,
            boolean optional,
            OptimizerChoice optimizer,
            Rule rule) {
        this(migration, index, ruleName, at, optional, optimizer, rule, Map.of());
    }

    /** What a step says of optimizer state. */
    public enum OptimizerChoice {
        AUTO,
        OFF
    }

    /** A problem of this step at a place of its file. */
    public static RegraftException wrong(Where at, String what, String fix) {
        return new Problem(Kind.MIGRATION, at, what, fix).asException();
    }

    /** Throws unless {@code holds}; {@code format} is as in {@link String#format}. */
    public static void require(boolean holds, Where at, String fix, String format, Object... arguments) {
        if (!holds) {
            throw wrong(at, String.format(Locale.ROOT, format, arguments), fix);
        }
    }
}
