package io.regraft.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that a mistyped one was most likely meant to be. */
public final class NearestName {

    private NearestName() {}

    /** The candidate with the smallest edit distance, if it is near enough to be worth showing. */
    public static Optional<String> of(String typed, Collection<String> candidates) {
        record Scored(String name, int distance) {}
        return candidates.stream()
                .map(name -> new Scored(name, distance(typed, name)))
                .filter(s -> s.distance <= Math.max(2, Math.max(typed.length(), s.name.length()) / 3))
                .min(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name))
                .map(Scored::name);
    }

    /** Edits (insert, delete, replace) between two texts. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
