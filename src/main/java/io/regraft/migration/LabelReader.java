package io.regraft.migration;

import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads one list of labels; an object for each. */
final class LabelReader {

    private static final int SHOWN = 3;

    private final String source;
    private final Where.InText at;
    private final Reading reading;
    private int problems;

    LabelReader(String source, Where.InText at, Reading reading) {
        this.source = source;
        this.at = at;
        this.reading = reading;
    }

    /** A JSON or YAML file: a list, or a map label -> id. */
    Optional<Labels> value(Node node) {
        if (node instanceof Node.Sequence list) {
            return list(list);
        }
        if (node instanceof Node.Mapping map) {
            return map(map);
        }
        reading.problem(
                node.at(),
                "expected a list of labels or a map label: id, found " + node.describe(),
                "If they are deeper in the file, point to them: pointer: /model/vocab.");
        return Optional.empty();
    }

    Optional<Labels> list(Node.Sequence list) {
        List<Located<String>> labels = new ArrayList<>();
        for (Node item : list.items()) {
            if (item instanceof Node.Scalar s && !(s.text().isEmpty() && !s.quoted())) {
                labels.add(new Located<>(s.text(), s.at()));
            } else {
                problem(
                        item.at(),
                        "expected a label, found " + item.describe(),
                        "A label is a single value; the empty one is ''.");
            }
        }
        return distinct(labels);
    }

    private Optional<Labels> map(Node.Mapping map) {
        List<Located<String>> byId =
                new ArrayList<>(Collections.nCopies(map.entries().size(), null));
        List<Node.Entry> beyond = new ArrayList<>();
        for (Node.Entry entry : map.entries()) {
            Optional<Long> id = id(entry, map);
            if (id.isEmpty()) {
                continue;
            }
            Located<String> label =
                    new Located<>(entry.key().text(), entry.key().at());
            if (id.get() >= byId.size()) {
                beyond.add(entry);
                continue;
            }
            Located<String> other = byId.set(Math.toIntExact(id.get()), label);
            if (other != null) {
                problem(
                        label.at(),
                        String.format(
                                Locale.ROOT,
                                "two labels have the id %,d: '%s' (%s) and '%s'",
                                id.get(),
                                other.value(),
                                other.at().text(),
                                label.value()),
                        "Every row has one label: give one of them another id.");
            }
        }
        if (problems == 0 && !beyond.isEmpty()) {
            gap(byId, beyond.get(0));
        }
        return problems > 0 ? Optional.empty() : distinct(byId);
    }

    /** Labels with their ids, the lowest first. */
    Optional<Labels> byId(List<Map.Entry<Long, Located<String>>> ids) {
        List<Located<String>> labels = new ArrayList<>();
        for (Map.Entry<Long, Located<String>> e : ids) {
            if (e.getKey() != labels.size()) {
                problem(
                        e.getValue().at(),
                        String.format(
                                Locale.ROOT,
                                "no token has the id %,d, and '%s' has %,d",
                                labels.size(),
                                e.getValue().value(),
                                e.getKey()),
                        "Rows without a token need one, such as '<reserved>': write the labels to a file of your own.");
                return Optional.empty();
            }
            labels.add(e.getValue());
        }
        return distinct(labels);
    }

    private Optional<Long> id(Node.Entry entry, Node.Mapping map) {
        if (entry.value() instanceof Node.Scalar s
                && s.type() == Node.Type.INTEGER
                && s.number().orElse(-1L) instanceof Long n
                && n >= 0) {
            return Optional.of(n);
        }
        boolean backwards = map.entries().stream()
                .allMatch(e -> e.key().text().matches("[0-9]+") && e.value() instanceof Node.Scalar);
        problem(
                entry.value().at(),
                "expected the id of '" + entry.key().text() + "', a whole number of at least 0, found "
                        + entry.value().describe(),
                backwards
                        ? "The map is id: label; it must be label: id, or a list."
                        : "A map of labels is label: id; if it is deeper in the file, point to it: pointer: /speakers.");
        return Optional.empty();
    }

    /** As many ids as labels, and one is too large: so one below is missing. */
    private void gap(List<Located<String>> byId, Node.Entry beyond) {
        int missing = byId.indexOf(null);
        String last = ((Node.Scalar) beyond.value()).text();
        problem(
                beyond.key().at(),
                String.format(
                        Locale.ROOT,
                        "no label has the id %,d, and '%s' has %s; %,d labels need the ids 0 to %,d",
                        missing,
                        beyond.key().text(),
                        last,
                        byId.size(),
                        byId.size() - 1),
                "Is an entry lost, or do rows without a label need one, such as '<reserved>'?");
    }

    Optional<Labels> lines(DataText text, boolean trim, Optional<DataFile.Blank> blank) {
        List<Located<String>> labels = new ArrayList<>();
        String all = text.text();
        int line = 0;
        int start = 0;
        while (start < all.length()) {
            int feed = all.indexOf('\n', start);
            int end = feed < 0 ? all.length() : feed;
            line++;
            String label = all.substring(start, feed > start && all.charAt(feed - 1) == '\r' ? feed - 1 : end);
            label = trim ? label.strip() : label;
            Where.InText place = new Where.InText(text.name(), line, 0);
            if (!label.isEmpty() || blank.filter(b -> b == DataFile.Blank.LABEL).isPresent()) {
                labels.add(new Located<>(label, place));
            } else if (blank.isEmpty()) {
                problem(
                        place,
                        "the line is empty" + (feed < 0 || feed + 1 == all.length() ? ", at the end of the file" : ""),
                        "Loaders that read line by line count it as one more label; say blank: label if it is one, blank: ignore if not.");
            }
            start = end + 1;
        }
        if (line == 0) {
            problem(new Where.InText(text.name(), 1, 0), "the file is empty", "A file of labels has one a line.");
        }
        return problems > 0 ? Optional.empty() : distinct(labels);
    }

    private Optional<Labels> distinct(List<Located<String>> labels) {
        Map<String, Where.InText> first = new HashMap<>();
        for (Located<String> label : labels) {
            Where.InText other = first.putIfAbsent(label.value(), label.at());
            if (other != null) {
                problem(
                        label.at(),
                        "the label '" + label.value() + "' stands twice, first at " + other.text(),
                        "Every row needs a label of its own.");
            }
        }
        if (problems > SHOWN) {
            reading.problem(
                    at,
                    String.format(Locale.ROOT, "%s has %,d more such problems", source, problems - SHOWN),
                    "Mend those above first.");
        }
        return problems > 0 ? Optional.empty() : Optional.of(Labels.of(labels, source, at));
    }

    private void problem(Where.InText place, String what, String fix) {
        if (problems++ < SHOWN) {
            reading.problem(place, what, fix);
        }
    }
}
