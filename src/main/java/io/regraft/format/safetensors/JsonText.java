package io.regraft.format.safetensors;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** Collects the text of a header, written as the original writes it. */
final class JsonText {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] bytes() {
        return out.toByteArray();
    }

    JsonText raw(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** A range of a text as it is. */
    JsonText raw(ByteBuffer text, int from, int to) {
        byte[] range = new byte[to - from];
        text.get(from, range);
        out.writeBytes(range);
        return this;
    }

    JsonText quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\b' -> quoted.append("\\b");
                case '\t' -> quoted.append("\\t");
                case '\n' -> quoted.append("\\n");
                case '\f' -> quoted.append("\\f");
                case '\r' -> quoted.append("\\r");
                default -> {
                    if (c < ' ') {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return raw(quoted.append('"').toString());
    }

    /** The object that says what a tensor is and where it lies. */
    JsonText entry(Target target, long begin) {
        raw("{\"dtype\":\"").raw(target.type().name()).raw("\",\"shape\":");
        raw(target.shape().toString().replace(" ", "")).raw(",\"data_offsets\":");
        return offsets(begin, begin + target.bytes()).raw("}");
    }

    JsonText offsets(long begin, long end) {
        return raw("[" + begin + "," + end + "]");
    }

    /** The member {@code __metadata__}. */
    JsonText metadata(Map<String, String> texts) {
        quoted(Metadata.KEY).raw(":{");
        String before = "";
        for (Map.Entry<String, String> e : texts.entrySet()) {
            raw(before).quoted(e.getKey()).raw(":").quoted(e.getValue());
            before = ",";
        }
        return raw("}");
    }
}
