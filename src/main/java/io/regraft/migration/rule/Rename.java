package io.regraft.migration.rule;

import io.regraft.checkpoint.TensorName;
import io.regraft.migration.CaptureTemplate;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Node;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.Selector;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.migration.TextMap;
import io.regraft.migration.Values;
import io.regraft.problem.Where;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Gives tensors new names, all at once, on the names as they are before the step. */
record Rename(List<NameChange> changes) implements Rule {

    private static final Key<Selector> FROM = Key.optional("from", Keys.selector(), "A glob over the key; with to.");
    private static final Key<Node.Scalar> TO = Key.optional(
            "to", Keys.template(), "The new key: the wildcards of from again, or $1; after regex its groups as $1.");
    private static final Key<Pattern> REGEX =
            Key.optional("regex", Keys.regex(), "An expression that matches the whole key; with to.");
    private static final Key<String> FIND =
            Key.optional("find", Keys.text(), "A text, taken literally, wherever it is in the key; with replace.");
    private static final Key<String> REPLACE =
            Key.optional("replace", Keys.text(), "What stands in its place; may be empty.");
    private static final Key<TextMap> TABLE = Key.optional("table", Keys.textMap(), "Old name to new name.");
    private static final Key<NameChange.Scope> SCOPE = Key.<NameChange.Scope>optional(
                    "scope", Keys.choice(NameChange.Scope.class), "Whether the key is meant or the whole path.")
            .orElse(NameChange.Scope.KEY);
    private static final List<Key<?>> KEYS = List.of(FROM, TO, REGEX, FIND, REPLACE, TABLE, SCOPE);
    private static final Key<List<NameChange>> ENTRIES = Key.required(
            "renames",
            Keys.list(Keys.object("an entry of 'rename'", KEYS, Rename::entry)),
            "Several such pairs, all at once.");

    static final RuleType TYPE = RuleType.of("rename", "Gives tensors new names, all at once.")
            .keys(FROM, TO, REGEX, FIND, REPLACE, TABLE, SCOPE)
            .orList(ENTRIES)
            .example("rename: {from: 'module.**', to: '**'}")
            .parsedBy(v -> new Rename(v.has(ENTRIES) ? v.get(ENTRIES) : List.of(entry(v))));

    Rename {
        changes = List.copyOf(changes);
    }

    private static NameChange entry(Values v) {
        List<String> given = Stream.of(FROM, REGEX, FIND, TABLE)
                .filter(v::has)
                .map(Key::name)
                .toList();
        boolean wantsTo = v.has(FROM) || v.has(REGEX);
        Step.require(
                given.size() == 1 && v.has(TO) == wantsTo && v.has(REPLACE) == v.has(FIND),
                v.at(),
                "Give one pair; several go into a list.",
                "rename takes from and to, regex and to, find and replace, or table, found %s",
                given(v));
        NameChange.Scope scope = v.get(SCOPE);
        if (v.has(FROM)) {
            return glob(v, scope);
        }
        if (v.has(REGEX)) {
            Pattern regex = v.get(REGEX);
            int groups = regex.matcher("").groupCount();
            return new NameChange.ByRegex(regex, CaptureTemplate.forRegex(v.get(TO), groups), scope, v.at(REGEX));
        }
        if (v.has(TABLE)) {
            return new NameChange.ByTable(v.get(TABLE), scope, v.at(TABLE));
        }
        Step.require(!v.get(FIND).isEmpty(), v.at(FIND), "Give the text that is to go.", "find is empty");
        return new NameChange.ByText(v.get(FIND), v.get(REPLACE), scope, v.at(FIND));
    }

    private static String given(Values v) {
        List<String> names = Stream.of(FROM, REGEX, TO, FIND, REPLACE, TABLE)
                .filter(v::has)
                .map(Key::name)
                .toList();
        return names.isEmpty() ? "none of them" : String.join(", ", names);
    }

    private static NameChange glob(Values v, NameChange.Scope scope) {
        Selector from = v.get(FROM);
        CaptureTemplate to = CaptureTemplate.forSelector(v.get(TO), from.wildcards());
        if (scope == NameChange.Scope.PATH) {
            Selector whole = from.isPath() ? from : Selector.of("/" + from.text(), from.at());
            return new NameChange.ByGlob(whole, to, scope, v.at(FROM));
        }
        requireKey(from.isPath(), "from", v.at(FROM));
        requireKey(to.isPath(), "to", v.at(TO));
        return new NameChange.ByGlob(from, to, scope, v.at(FROM));
    }

    private static void requireKey(boolean path, String key, Where at) {
        Step.require(
                !path,
                at,
                "For whole paths say scope: path; a '/' of the key itself is written \\/.",
                "'%s' holds a '/', and rename works on the key, the part after the last one",
                key);
    }

    @Override
    public void apply(Step step, StateDict state) {
        Map<TensorName, Renamed> renamed = new LinkedHashMap<>();
        for (NameChange change : changes) {
            change.renames(step, state).forEach((from, to) -> {
                Renamed now = new Renamed(to, change.at());
                Renamed before = renamed.putIfAbsent(from, now);
                Step.require(
                        before == null || before.to.equals(to),
                        change.at(),
                        "Let one entry match it.",
                        "'%s' is renamed twice: to '%s' here, and to '%s' at %s",
                        from,
                        to,
                        before == null ? to : before.to,
                        before == null ? "" : before.at.text());
            });
        }
        requireDistinct(step, state, renamed);
        Map<TensorName, TensorName> moves = new LinkedHashMap<>();
        for (TensorName name : state.names()) {
            Renamed to = renamed.get(name);
            if (to != null && !to.to.equals(name)) {
                Containers.requireKeyed(step, state, name);
                Containers.requireFree(step, state, to.to, to.at);
                moves.put(name, to.to);
            }
        }
        OptimizerCheck.renamed(step, state, moves);
        state.rename(step, moves);
    }

    private record Renamed(TensorName to, Where.InText at) {}

    private static void requireDistinct(Step step, StateDict state, Map<TensorName, Renamed> renamed) {
        Map<TensorName, TensorName> sources = new HashMap<>();
        for (TensorName name : state.names()) {
            TensorName to = renamed.containsKey(name) ? renamed.get(name).to : name;
            TensorName other = sources.putIfAbsent(to, name);
            if (other == null) {
                continue;
            }
            boolean bothMove = !other.equals(to) && !name.equals(to);
            TensorName moving = other.equals(to) ? name : other;
            TensorName second = other.equals(to) ? other : name;
            throw Step.wrong(
                    step.at(),
                    "two tensors would be named '" + to + "': '" + moving + "' by this rename, '" + second + "' "
                            + (bothMove ? "by it too" : "already there"),
                    "Drop or rename one before.");
        }
    }
}
