package io.regraft.diagnose;

import io.regraft.checkpoint.TensorName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The parts of a name between its dots, in the text form of names. */
public final class Components {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern WORD_BORDER = Pattern.compile("[._/\\-\\d]+|(?<=[a-z])(?=[A-Z])");

    private Components() {}

    public static List<String> of(TensorName name) {
        return Arrays.asList(name.text().split("\\.", -1));
    }

    public static boolean isNumber(String component) {
        return NUMBER.matcher(component).matches();
    }

    /** The name with a star in place of each component that is a number: {@code layers.*.attn.weight}. */
    public static String template(TensorName name) {
        return String.join(
                ".", of(name).stream().map(c -> isNumber(c) ? "*" : c).toList());
    }

    /** The components that are numbers, in order. */
    public static List<Integer> numbers(TensorName name) {
        return of(name).stream()
                .filter(Components::isNumber)
                .map(Integer::parseInt)
                .toList();
    }

    /** The last component. */
    public static String last(TensorName name) {
        String text = name.text();
        return text.substring(text.lastIndexOf('.') + 1);
    }

    /** All but the last component; empty if there is but one. */
    public static String stem(TensorName name) {
        String text = name.text();
        return text.substring(0, Math.max(0, text.lastIndexOf('.')));
    }

    public static Set<String> words(TensorName name) {
        return words(name.text());
    }

    /** The words of a name or a part of one, in lower case: {@code encoder}, {@code self}, {@code attn}. */
    public static Set<String> words(String text) {
        Set<String> words = new LinkedHashSet<>();
        for (String word : WORD_BORDER.split(text, -1)) {
            if (!word.isEmpty()) {
                words.add(word.toLowerCase(Locale.ROOT));
            }
        }
        return words;
    }

    /** Components joined by dots, without empty parts. */
    public static String join(List<String> first, List<String> then) {
        List<String> all = new ArrayList<>(first);
        all.addAll(then);
        return String.join(".", all);
    }

    /** How many components two names have in common at the start. */
    public static int commonStart(List<String> a, List<String> b) {
        int n = 0;
        while (n < a.size() && n < b.size() && a.get(n).equals(b.get(n))) {
            n++;
        }
        return n;
    }

    /** How many they have in common at the end. */
    public static int commonEnd(List<String> a, List<String> b) {
        int n = 0;
        while (n < a.size() && n < b.size() && a.get(a.size() - 1 - n).equals(b.get(b.size() - 1 - n))) {
            n++;
        }
        return n;
    }
}
