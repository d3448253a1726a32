package io.regraft.format.document;

import io.regraft.problem.Kind;
import io.regraft.problem.NearestName;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.Collection;
import java.util.Locale;

/** What is wrong with an edit, as opposed to the file. */
record Misfit(String file, JsonPointer pointer, Where at) {

    /** There is no such key. */
    RegraftException noKey(int depth, Collection<String> there) {
        String token = pointer.tokens().get(depth);
        String shown = String.join(", ", there.stream().limit(3).toList());
        int more = there.size() - 3;
        return nothing(
                "no '" + token + "' in " + holder(depth)
                        + NearestName.of(token, there)
                                .map(n -> "; did you mean '" + n + "'?")
                                .orElse(""),
                there.isEmpty()
                        ? "It is empty: set the whole of it."
                        : "There is " + shown + (more > 0 ? String.format(Locale.ROOT, " and %,d more.", more) : "."));
    }

    /** There is no such item. */
    RegraftException noItem(int depth, int size) {
        return nothing(
                String.format(
                        Locale.ROOT,
                        "no item '%s' in %s, a list of %,d",
                        pointer.tokens().get(depth),
                        holder(depth),
                        size),
                "Items count from 0; '-' stands for a new one at the end.");
    }

    /** What should hold something is a single value. */
    RegraftException noHolder(int depth) {
        return nothing(holder(depth) + " is neither a map nor a list", "Set the whole of it, to a map or a list.");
    }

    private String holder(int depth) {
        return depth == 0 ? "the file" : "'" + pointer.head(depth) + "'";
    }

    private RegraftException nothing(String why, String fix) {
        return refused(file + " has nothing at '" + pointer + "': " + why, fix);
    }

    RegraftException refused(String what, String fix) {
        return new Problem(Kind.MIGRATION, at, what, fix).asException();
    }
}
