package io.regraft.migration.yaml;

import io.regraft.migration.Node;
import io.regraft.migration.Reading;
import io.regraft.problem.NearestName;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The variables of one migration, and how they are put in. A variable may use those declared before it. */
final class Variables {

    static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

    /**
     * How many characters variables may put in, in all: a list as long as a migration may be, used four times. Variables
     * that use others several times grow without bound otherwise.
     */
    static final long MOST_PUT_IN = 4 * MigrationReader.LIMIT;

    /** What a value counts for beside its characters: it takes memory even if it is empty. */
    private static final long EACH = 16;

    private final Map<String, Variable> declared = new LinkedHashMap<>();
    private final Reading reading;
    private long putIn;
    private Optional<Where.InText> section = Optional.empty();

    Variables(Reading reading) {
        this.reading = reading;
    }

    /**
     * A value and where it is defined.
     *
     * @param size its characters, with those of the variables that it uses
     * @param broken true if it has problems, which are reported
     */
    private record Variable(Node value, Where.InText definition, long size, boolean broken) {}

    /** Reads the {@code vars} of a file, with the values given on the command line in place of theirs. */
    void declare(Node node, GivenVariables given) {
        section = Optional.of(node.at());
        if (!(node instanceof Node.Mapping map)) {
            reading.problem(
                    node.at(), "expected variables by name, found " + node.describe(), "Write vars: {size: 2014}.");
            return;
        }
        for (Node.Entry entry : map.entries()) {
            String name = entry.key().text();
            if (!NAME.matcher(name).matches()) {
                reading.problem(
                        entry.key().at(),
                        "'" + name + "' can't be the name of a variable",
                        "Begin with a letter, then letters, digits, dashes and underscores.");
                continue;
            }
            Optional<Node> own = given.value(name, entry.value(), reading);
            long before = putIn;
            Node written = own.orElse(entry.value());
            Optional<Node> value = put(written);
            long size = size(written) + putIn - before;
            Where.InText definition =
                    own.isPresent() ? own.get().at() : entry.key().at();
            declared.put(name, new Variable(value.orElse(entry.value()), definition, size, value.isEmpty()));
        }
    }

    private static long size(Node node) {
        if (node instanceof Node.Scalar s) {
            return EACH + s.text().length();
        }
        if (node instanceof Node.Sequence list) {
            return EACH + list.items().stream().mapToLong(Variables::size).sum();
        }
        return EACH
                + ((Node.Mapping) node)
                        .entries().stream()
                                .mapToLong(e -> size(e.key()) + size(e.value()))
                                .sum();
    }

    /** Each variable's value, in the order declared. */
    Map<String, Node> values() {
        Map<String, Node> values = new LinkedHashMap<>();
        declared.forEach((name, v) -> values.put(name, v.value()));
        return Collections.unmodifiableMap(values);
    }

    /** The node with every variable put in; empty if one of them is wrong, which is reported. */
    Optional<Node> put(Node node) {
        if (node instanceof Node.Scalar scalar) {
            return scalar(scalar);
        }
        boolean right = true;
        if (node instanceof Node.Sequence list) {
            List<Node> items = new ArrayList<>();
            for (Node item : list.items()) {
                Optional<Node> value = put(item);
                right &= value.isPresent();
                value.ifPresent(items::add);
            }
            return right ? Optional.of(new Node.Sequence(list.place(), items)) : Optional.empty();
        }
        Node.Mapping map = (Node.Mapping) node;
        List<Node.Entry> entries = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (Node.Entry entry : map.entries()) {
            Optional<Node> value = put(entry.value());
            Optional<Node.Scalar> key = key(entry.key());
            right &= value.isPresent() && key.isPresent();
            if (value.isPresent() && key.isPresent()) {
                entries.add(new Node.Entry(key.get(), value.get()));
                right &= isNew(keys, key.get());
            }
        }
        return right ? Optional.of(new Node.Mapping(map.place(), entries)) : Optional.empty();
    }

    private boolean isNew(Set<String> keys, Node.Scalar key) {
        if (keys.add(key.text())) {
            return true;
        }
        reading.problem(
                key.at(), "the key '" + key.text() + "' stands twice once variables are put in", "Take one out.");
        return false;
    }

    private Optional<Node.Scalar> key(Node.Scalar key) {
        Optional<Node> put = put(key);
        if (put.isPresent() && !(put.get() instanceof Node.Scalar)) {
            reading.problem(
                    key.at(),
                    "a key is a single text, found " + put.get().describe(),
                    "Use a variable with one value.");
        }
        return put.filter(Node.Scalar.class::isInstance).map(Node.Scalar.class::cast);
    }

    private Optional<Node> scalar(Node.Scalar scalar) {
        String text = scalar.text();
        if (text.indexOf('$') < 0) {
            return Optional.of(scalar);
        }
        if (text.startsWith("${") && text.indexOf('}') == text.length() - 1) {
            return find(text.substring(2, text.length() - 1), scalar.at()).map(v -> whole(text, v, scalar));
        }
        return new Interpolation(scalar).read();
    }

    private static Node whole(String use, Variable variable, Node.Scalar at) {
        String note = use + " of " + variable.definition().text();
        Node.Place place = new Node.Place(at.at(), variable.value().folder(), Optional.of(note));
        if (variable.value() instanceof Node.Scalar s) {
            return new Node.Scalar(place, s.text(), s.type(), s.style(), s.plainDollars());
        }
        if (variable.value() instanceof Node.Sequence s) {
            return new Node.Sequence(place, s.items());
        }
        return new Node.Mapping(place, ((Node.Mapping) variable.value()).entries());
    }

    private Optional<Variable> find(String name, Where.InText at) {
        Variable variable = declared.get(name);
        if (variable != null) {
            return Optional.of(variable).filter(v -> !v.broken() && fits(name, v, at));
        }
        if (!NAME.matcher(name).matches()) {
            reading.problem(at, "'${" + name + "}' names no variable", "Write ${name}; for a dollar sign write $$.");
            return Optional.empty();
        }
        String what = "there is no variable '" + name + "'"
                + NearestName.of(name, declared.keySet())
                        .map(n -> "; did you mean '" + n + "'?")
                        .orElse("");
        String fix = section.isEmpty()
                ? "The file has no vars; for the text itself write $${" + name + "}."
                : "Declared at " + section.get().text() + ": "
                        + (declared.isEmpty() ? "none" : String.join(", ", declared.keySet()))
                        + "; a variable may use those above it.";
        reading.problem(at, what, fix);
        return Optional.empty();
    }

    private boolean fits(String name, Variable variable, Where.InText at) {
        if (putIn > MOST_PUT_IN) {
            return false;
        }
        putIn += variable.size();
        if (putIn <= MOST_PUT_IN) {
            return true;
        }
        reading.problem(
                at,
                String.format(
                        Locale.ROOT,
                        "with '${%s}', which is %,d characters long, variables put in more than %,d",
                        name,
                        variable.size(),
                        MOST_PUT_IN),
                "Use it less often; a long list of labels goes to a file: {file: labels.txt}.");
        return false;
    }

    /** One text with variables as parts of it; {@code $1} and {@code $(} are left for others. */
    private final class Interpolation {
        private final Node.Scalar scalar;
        private final StringBuilder out = new StringBuilder();
        private final Set<Integer> plainDollars = new HashSet<>();
        private boolean right = true;
        private boolean used;

        Interpolation(Node.Scalar scalar) {
            this.scalar = scalar;
        }

        Optional<Node> read() {
            String text = scalar.text();
            int next = 0;
            while (next < text.length()) {
                char c = text.charAt(next);
                if (c == '$' && scalar.plainDollars().contains(next)) {
                    plainDollars.add(out.length());
                    out.append(c);
                    next++;
                } else if (text.startsWith("$$", next)) {
                    plainDollars.add(out.length());
                    out.append('$');
                    next += 2;
                } else if (text.startsWith("${", next)) {
                    next = variable(text, next);
                } else {
                    out.append(c);
                    next++;
                }
            }
            if (!right) {
                return Optional.empty();
            }
            Node.Type type = used ? Node.Type.TEXT : scalar.type();
            Node.Style style = used && scalar.style() == Node.Style.PLAIN ? Node.Style.SINGLE_QUOTED : scalar.style();
            return Optional.of(new Node.Scalar(scalar.place(), out.toString(), type, style, plainDollars));
        }

        private int variable(String text, int start) {
            int end = text.indexOf('}', start);
            if (end < 0) {
                reading.problem(
                        scalar.at(), "'" + text + "' opens ${ and never closes it", "For a dollar sign write $$.");
                right = false;
                return text.length();
            }
            Optional<Variable> found = find(text.substring(start + 2, end), scalar.at());
            right &= found.isPresent();
            found.ifPresent(v -> insert(text.substring(start, end + 1), v));
            return end + 1;
        }

        private void insert(String use, Variable variable) {
            used = true;
            if (variable.value() instanceof Node.Scalar s && s.type() != Node.Type.NULL) {
                s.plainDollars().forEach(i -> plainDollars.add(out.length() + i));
                out.append(s.text());
                return;
            }
            right = false;
            reading.problem(
                    scalar.at(),
                    use + " stands in the middle of a text and is "
                            + variable.value().describe() + " ("
                            + variable.definition().text() + ")",
                    "Only a single value can be a part of a text.");
        }
    }
}
