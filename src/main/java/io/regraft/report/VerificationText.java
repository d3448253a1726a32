package io.regraft.report;

import io.regraft.manifest.Verification;
import java.io.OutputStream;

/** The result of a verification, for the terminal and as JSON. */
public final class VerificationText {

    private VerificationText() {}

    /** The verdict, then what it rests on. */
    public static String of(String file, Verification v) {
        StringBuilder out = new StringBuilder();
        out.append(Text.safe(file)).append(v.holds() ? ": as its manifest says\n" : ": NOT as its manifest says\n");
        v.failures().forEach(f -> out.append("  differs: ").append(Text.safe(f)).append('\n'));
        v.checked().forEach(c -> out.append("  agrees: ").append(Text.safe(c)).append('\n'));
        v.unchecked()
                .forEach(u -> out.append("  not checked: ").append(Text.safe(u)).append('\n'));
        return out.toString();
    }

    /** Writes the result as JSON. */
    public static void write(OutputStream out, Verification v) {
        Json.write(out, json -> {
            json.writeStartObject();
            json.writeBooleanField("verified", v.holds());
            Json.texts(json, "failures", v.failures());
            Json.texts(json, "checked", v.checked());
            Json.texts(json, "unchecked", v.unchecked());
            json.writeEndObject();
        });
    }
}
