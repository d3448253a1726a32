package io.regraft.migration;

import io.regraft.problem.Where;
import java.security.MessageDigest;
import java.util.AbstractList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The labels of a tensor's rows, row 0 first; no label twice; each knows where it was written. Immutable. */
public final class Labels {

    private final List<Located<String>> labels;
    private final Map<String, Integer> rows;
    private final String source;
    private final Where.InText end;
    private final Where.InText at;

    private Labels(
            List<Located<String>> labels, Map<String, Integer> rows, String source, Where.InText end, Where.InText at) {
        this.labels = labels;
        this.rows = rows;
        this.source = source;
        this.end = end;
        this.at = at;
    }

    /** Labels that are known to be distinct. */
    static Labels of(List<Located<String>> labels, String source, Where.InText at) {
        Map<String, Integer> rows = new HashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            if (rows.put(labels.get(i).value(), i) != null) {
                throw new IllegalArgumentException("twice: " + labels.get(i));
            }
        }
        Where.InText end = labels.isEmpty() ? at : labels.get(labels.size() - 1).at();
        return new Labels(List.copyOf(labels), Collections.unmodifiableMap(rows), source, end, at);
    }

    /** The same labels, named at another place. */
    Labels namedAt(Where.InText other) {
        return new Labels(labels, rows, source, end, other);
    }

    public int size() {
        return labels.size();
    }

    public String get(int row) {
        return labels.get(row).value();
    }

    /** The labels in order. */
    public List<String> list() {
        return new AbstractList<>() {
            @Override
            public String get(int index) {
                return labels.get(index).value();
            }

            @Override
            public int size() {
                return labels.size();
            }
        };
    }

    public OptionalInt rowOf(String label) {
        Integer row = rows.get(label);
        return row == null ? OptionalInt.empty() : OptionalInt.of(row);
    }

    /** Where the label of a row was written: {@code new.txt:17}. */
    public Where.InText place(int row) {
        return labels.get(row).at();
    }

    /** Where the list ends, for "the list ends at 2,013 labels": the last label's place, or where it is empty, the list's. */
    public Where.InText end() {
        return end;
    }

    /** Where in the migration the list is given or its file named. */
    public Where.InText at() {
        return at;
    }

    /** The file as shown to the user, or {@code the list at fix.yaml:9:11}. */
    public String source() {
        return source;
    }

    /** SHA-256 of the labels, in hexadecimal: what a checksum takes for the file. */
    public String digest() {
        MessageDigest sha = Sha256.start();
        labels.forEach(l -> Sha256.text(sha, l.value()));
        return Sha256.hex(sha);
    }

    /** Equal if the labels are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Labels l && list().equals(l.list());
    }

    @Override
    public int hashCode() {
        return list().hashCode();
    }

    @Override
    public String toString() {
        return labels.size() + " labels of " + source;
    }
}
