package io.regraft.migration.rule;

import io.regraft.checkpoint.TensorName;
import io.regraft.migration.CaptureTemplate;
import io.regraft.migration.Captures;
import io.regraft.migration.Located;
import io.regraft.migration.Match;
import io.regraft.migration.Selector;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.migration.TextMap;
import io.regraft.problem.NearestName;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One entry of a {@code rename}. */
sealed interface NameChange {

    /** On what the entry works. */
    enum Scope {
        /** The state-dict key: the last part of the name. */
        KEY,
        /** The whole path, in its text form. */
        PATH;

        String of(TensorName name) {
            return this == KEY ? name.key() : name.text();
        }

        /** The name with another text in place of {@link #of}. */
        TensorName renamed(TensorName old, String text, Where at) {
            if (this == KEY) {
                return old.container().child(text);
            }
            return TensorName.parse(text)
                    .orElseThrow(() ->
                            Step.wrong(at, "the new name '" + text + "' ends in a backslash", "Write \\\\ for one."));
        }
    }

    Where.InText at();

    /**
     * The new names, by old one.
     *
     * @throws io.regraft.problem.RegraftException if nothing matches and the step is not optional
     */
    Map<TensorName, TensorName> renames(Step step, StateDict state);

    private static void requireMatch(Step step, boolean any, Where at, StateDict state, String what, String fix) {
        Step.require(
                any || step.optional(),
                at,
                fix,
                "%s none of %s in %s",
                what,
                Axis.count(state.names().size(), "tensor"),
                state.source().name());
    }

    private static Collection<TensorName> named(StateDict state) {
        return state.names().stream().filter(n -> !n.parts().isEmpty()).toList();
    }

    /** A glob, and a name made of what its wildcards bound. */
    record ByGlob(Selector from, CaptureTemplate to, Scope scope, Where.InText at) implements NameChange {
        @Override
        public Map<TensorName, TensorName> renames(Step step, StateDict state) {
            Map<TensorName, TensorName> out = new HashMap<>();
            for (Match m : from.resolve(step, state)) {
                out.put(m.name(), scope == Scope.KEY ? to.name(m) : to.path(m.captures()));
            }
            return out;
        }
    }

    /** A regular expression for all of the text, and a text made of its groups. */
    record ByRegex(Pattern regex, CaptureTemplate to, Scope scope, Where.InText at) implements NameChange {
        @Override
        public Map<TensorName, TensorName> renames(Step step, StateDict state) {
            Map<TensorName, TensorName> out = new HashMap<>();
            List<TensorName> partly = new ArrayList<>();
            for (TensorName name : named(state)) {
                String text = scope.of(name);
                Matcher m = regex.matcher(new BoundedText(text));
                if (bounded(m::matches, text)) {
                    out.put(name, renamed(name, groups(m)));
                } else if (bounded(regex.matcher(new BoundedText(text))::find, text)) {
                    partly.add(name);
                }
            }
            requireWhole(partly, out.size());
            requireMatch(step, !out.isEmpty(), at, state, "'" + regex + "' matches", "It must match the whole key.");
            return out;
        }

        private TensorName renamed(TensorName name, Captures captures) {
            TensorName now = to.path(captures);
            if (scope == Scope.PATH) {
                return now;
            }
            Step.require(
                    now.parts().size() == 1,
                    to.at(),
                    "To move it to another container say scope: path; a '/' of the key itself is written \\/.",
                    "the new key '%s' of '%s' holds a '/'",
                    now,
                    name);
            return name.container().child(now.key());
        }

        private boolean bounded(BooleanSupplier matching, String text) {
            try {
                return matching.getAsBoolean();
            } catch (StackOverflowError | BoundedText.Exhausted e) {
                throw Step.wrong(
                        at,
                        "'" + regex + "' takes too many steps on a name of " + text.length() + " characters",
                        "Write a simpler expression, without a repeated choice or repeat such as (a|b)* or (a+)*.");
            }
        }

        /** What the groups matched, in the text form of names. */
        private Captures groups(Matcher m) {
            List<String> texts = new ArrayList<>();
            for (int g = 1; g <= m.groupCount(); g++) {
                String text = Optional.ofNullable(m.group(g)).orElse("");
                texts.add(scope == Scope.KEY ? TensorName.escape(text) : text);
            }
            return new Captures(Collections.nCopies(texts.size(), "()"), texts);
        }

        private void requireWhole(List<TensorName> partly, int whole) {
            if (partly.isEmpty()) {
                return;
            }
            String more = partly.size() == 1 ? "" : " and of " + Axis.count(partly.size() - 1L, "other");
            throw Step.wrong(
                    at,
                    "'" + regex + "' matches only a part of '" + scope.of(partly.get(0)) + "'" + more,
                    "It must match the whole key: write '" + anchored(whole > 0)
                            + "'. To replace a text wherever it stands, use find and replace.");
        }

        private String anchored(boolean asItIs) {
            String inner = regex.pattern();
            boolean start = inner.startsWith("^");
            boolean end = inner.endsWith("$") && !inner.endsWith("\\$");
            inner = inner.substring(start ? 1 : 0, inner.length() - (end ? 1 : 0));
            String group = inner.indexOf('|') >= 0 ? "(?:" + inner + ")" : inner;
            return "^" + (start || asItIs ? "" : "(.*)") + group + (end || asItIs ? "" : "(.*)") + "$";
        }
    }

    /** A text and what stands in its place afterwards, every time. */
    record ByText(String find, String replace, Scope scope, Where.InText at) implements NameChange {
        @Override
        public Map<TensorName, TensorName> renames(Step step, StateDict state) {
            Map<TensorName, TensorName> out = new HashMap<>();
            for (TensorName name : named(state)) {
                String text = scope.of(name);
                if (text.contains(find)) {
                    out.put(name, scope.renamed(name, text.replace(find, replace), at));
                }
            }
            requireMatch(step, !out.isEmpty(), at, state, "'" + find + "' is in", "It is taken letter by letter.");
            return out;
        }
    }

    /** Old names and new ones, as they are. */
    record ByTable(TextMap table, Scope scope, Where.InText at) implements NameChange {
        @Override
        public Map<TensorName, TensorName> renames(Step step, StateDict state) {
            Map<String, List<TensorName>> byText = new HashMap<>();
            named(state)
                    .forEach(n -> byText.computeIfAbsent(scope.of(n), k -> new ArrayList<>())
                            .add(n));
            Map<TensorName, TensorName> out = new HashMap<>();
            for (TextMap.Pair p : table.pairs()) {
                List<TensorName> names = byText.getOrDefault(p.from().value(), List.of());
                requireThere(step, state, p.from(), names, byText);
                names.forEach(n -> out.put(n, scope.renamed(n, p.to().value(), p.to().at())));
            }
            return out;
        }

        private void requireThere(
                Step step,
                StateDict state,
                Located<String> from,
                List<TensorName> names,
                Map<String, List<TensorName>> byText) {
            if (names.isEmpty() && !step.optional()) {
                String nearest = NearestName.of(from.value(), byText.keySet())
                        .map(n -> "; closest is '" + n + "'")
                        .orElse("");
                throw Step.wrong(
                        from.at(),
                        "'" + from.value() + "' is none of "
                                + Axis.count(state.names().size(), "tensor") + " in "
                                + state.source().name() + nearest,
                        scope == Scope.KEY
                                ? "A table names keys; for whole paths say scope: path."
                                : "A table with scope: path names whole paths.");
            }
        }
    }
}
