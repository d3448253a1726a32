package io.regraft.format.folder;

import io.regraft.format.folder.IndexFile.Mapped;
import io.regraft.format.folder.IndexFile.Span;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes indexes: changes of one in its own style, and new ones as huggingface transformers writes them. */
final class IndexText {

    /** By code points, as Python sorts. */
    static final Comparator<String> BY_CODE_POINT = (a, b) -> {
        int i = 0;
        while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        if (i == a.length() || i == b.length()) {
            return Integer.compare(a.length(), b.length());
        }
        int back = i > 0 && Character.isLowSurrogate(a.charAt(i)) && Character.isHighSurrogate(a.charAt(i - 1)) ? 1 : 0;
        return Integer.compare(a.codePointAt(i - back), b.codePointAt(i - back));
    };

    private IndexText() {}

    /**
     * A new index: two spaces a level, names in order, a line break at the end.
     *
     * @param files the shard of each name
     */
    static byte[] fresh(Map<String, String> files, long totalSize) {
        SortedMap<String, String> sorted = new TreeMap<>(BY_CODE_POINT);
        sorted.putAll(files);
        StringBuilder out = new StringBuilder("{\n  \"metadata\": {\n    \"total_size\": ")
                .append(totalSize)
                .append("\n  },\n  \"weight_map\": {");
        String before = "\n    ";
        for (Map.Entry<String, String> e : sorted.entrySet()) {
            out.append(before).append(quoted(e.getKey(), true)).append(": ").append(quoted(e.getValue(), true));
            before = ",\n    ";
        }
        return out.append("\n  }\n}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** True if the names of an index stand in order. */
    static boolean isSorted(IndexFile index) {
        Iterator<String> names = index.map().keySet().iterator();
        String last = names.next();
        while (names.hasNext()) {
            String next = names.next();
            if (BY_CODE_POINT.compare(last, next) >= 0) {
                return false;
            }
            last = next;
        }
        return true;
    }

    /**
     * An index with another map and other totals, all else as it was.
     *
     * @param files the shard of each name, in order
     */
    static byte[] changed(IndexFile index, Map<String, String> files, long totalSize, long moreParameters) {
        String text = index.text();
        TreeMap<Integer, Patch> patches = new TreeMap<>();
        patches.put(index.mapSpan().from(), new Patch(index.mapSpan(), map(index, files)));
        index.totals().totalSize().ifPresent(s -> patches.put(s.from(), number(text, s, totalSize)));
        index.totals()
                .totalParameters()
                .ifPresent(s -> parameters(s.of(text))
                        .ifPresent(old -> patches.put(s.from(), number(text, s, Math.max(0, old + moreParameters)))));
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (Patch p : patches.values()) {
            out.append(text, at, p.span.from()).append(p.by);
            at = p.span.to();
        }
        return out.append(text, at, text.length()).toString().getBytes(StandardCharsets.UTF_8);
    }

    private record Patch(Span span, String by) {}

    /** A total in the type that it had: {@code 12} or {@code 12.0}. */
    private static Patch number(String text, Span span, long value) {
        boolean real = span.of(text).chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E');
        return new Patch(span, real ? value + ".0" : Long.toString(value));
    }

    private static OptionalLong parameters(String text) {
        try {
            double value = Double.parseDouble(text);
            return value <= 1L << 53
                    ? OptionalLong.of(text.matches("\\d+") ? Long.parseLong(text) : Math.round(value))
                    : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The map in the style of the one that is there: its line breaks, its indent, its escapes. */
    private static String map(IndexFile index, Map<String, String> files) {
        if (files.isEmpty()) {
            return "{}";
        }
        Style style = Style.of(index);
        StringBuilder out = new StringBuilder("{").append(style.open);
        String before = "";
        for (Map.Entry<String, String> e : files.entrySet()) {
            Mapped old = index.map().get(e.getKey());
            String key =
                    old == null ? quoted(e.getKey(), style.ascii) : old.key().of(index.text());
            String value = old == null || !old.file().equals(e.getValue())
                    ? quoted(e.getValue(), style.ascii)
                    : old.value().of(index.text());
            out.append(before).append(key).append(style.colon).append(value);
            before = style.separator;
        }
        return out.append(style.close).append('}').toString();
    }

    /** What stands between the names of a map, by the example of its first ones. */
    private record Style(String open, String colon, String separator, String close, boolean ascii) {

        static Style of(IndexFile index) {
            String text = index.text();
            List<Mapped> first = index.map().values().stream().limit(2).toList();
            Mapped last = index.map().values().stream().reduce((a, b) -> b).orElseThrow();
            String open = text.substring(
                    index.mapSpan().from() + 1, first.get(0).key().from());
            String separator = first.size() > 1
                    ? text.substring(
                            first.get(0).value().to(), first.get(1).key().from())
                    : "," + (open.isEmpty() ? " " : open);
            return new Style(
                    open,
                    text.substring(first.get(0).key().to(), first.get(0).value().from()),
                    separator,
                    text.substring(last.value().to(), index.mapSpan().to() - 1),
                    text.chars().allMatch(c -> c < 0x80));
        }
    }

    /** A JSON string as Python writes it; {@code ascii} if it escapes all else. */
    static String quoted(String text, boolean ascii) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\f' -> out.append("\\f");
                case '\b' -> out.append("\\b");
                default -> {
                    boolean escaped = c < ' ' || (ascii && c > 0x7E) || isHalf(text, i);
                    out.append(escaped ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c));
                }
            }
        }
        return out.append('"').toString();
    }

    /** True for half of a surrogate pair, which UTF-8 can't spell. */
    private static boolean isHalf(String text, int i) {
        char c = text.charAt(i);
        boolean before = i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        boolean after = i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        return (Character.isHighSurrogate(c) && !after) || (Character.isLowSurrogate(c) && !before);
    }
}
