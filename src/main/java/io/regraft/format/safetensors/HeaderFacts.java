package io.regraft.format.safetensors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What there is to say of a header beside its tensors. */
final class HeaderFacts {

    private HeaderFacts() {}

    static Map<String, String> facts(Header header) {
        Map<String, String> facts = new LinkedHashMap<>();
        int length = header.text().limit();
        facts.put("header", String.format(Locale.ROOT, "%,d bytes, %,d of them padding", length, padding(header)));
        facts.put("order", order(header));
        facts.put("alignment", alignment(header));
        return facts;
    }

    private static int padding(Header header) {
        return header.text().limit() - header.tail().to();
    }

    /** Empty tensors have any place: it is the offsets that count. */
    private static String order(Header header) {
        List<Entry> entries = header.entries();
        boolean agree = true;
        boolean sorted = true;
        for (int i = 1; i < entries.size(); i++) {
            agree &= entries.get(i).begin() == entries.get(i - 1).end();
            sorted &= CanonicalOrder.compare(entries.get(i - 1), entries.get(i)) < 0;
        }
        if (!agree) {
            return "its own; the data lies in another order than the header names it";
        }
        return sorted ? "canonical: by dtype, then by name" : "its own; header and data agree";
    }

    /** Empty tensors have no element that could be misaligned. */
    private static String alignment(Header header) {
        List<Entry> wrong = header.entries().stream()
                .filter(e -> e.bytes() > 0
                        && (header.dataStart() + e.begin()) % e.type().alignment() != 0)
                .toList();
        if (wrong.isEmpty()) {
            return "each tensor begins at a multiple of its element size";
        }
        Entry first = wrong.get(0);
        return String.format(
                Locale.ROOT,
                "%,d of %,d tensors misaligned (first '%s', %s at byte %,d)",
                wrong.size(),
                header.entries().size(),
                first.name(),
                first.type(),
                header.dataStart() + first.begin());
    }

    static List<String> notes(Header header) {
        List<String> notes = new ArrayList<>();
        int before = header.blanksBefore();
        if (before > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "The header begins with %,d %s; some readers take none before its '{'.",
                    before,
                    before == 1 ? "blank" : "blanks"));
        }
        if (header.dataStart() % 8 != 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "The header has %,d bytes, no multiple of 8: the data begins at byte %,d.",
                    header.text().limit(),
                    header.dataStart()));
        }
        header.metadata()
                .filter(m -> !m.isNull() && !m.texts().containsKey(Metadata.FORMAT))
                .ifPresent(m -> notes.add("The metadata has no 'format': transformers before 5 and the loader of"
                        + " huggingface_hub refuse the file."));
        return List.copyOf(notes);
    }
}
