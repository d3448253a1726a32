package io.regraft.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.regraft.manifest.Verification;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

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

    public static String json(Verification v) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("verified", v.holds());
        map.put("failures", v.failures());
        map.put("checked", v.checked());
        map.put("unchecked", v.unchecked());
        try {
            return new String(new ObjectMapper().writeValueAsBytes(map), StandardCharsets.UTF_8) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
