package io.regraft.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.regraft.checkpoint.Comparison.Finding;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.Diagnosis;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;

/** The answer to "would it load?" as JSON; fields come in a fixed order, and all findings are listed. */
public final class CheckJson {

    private CheckJson() {}

    public static void write(OutputStream out, String file, Diagnosis diagnosis) {
        Json.write(out, json -> {
            json.writeStartObject();
            json.writeStringField("file", file);
            json.writeStringField("target", diagnosis.target());
            json.writeStringField("under", diagnosis.placement().under().text());
            if (diagnosis.placement().reason().isPresent()) {
                json.writeStringField(
                        "underReason", diagnosis.placement().reason().get());
            }
            json.writeBooleanField("compatible", diagnosis.isCompatible());
            json.writeNumberField("matching", diagnosis.comparison().matching());
            findings(json, diagnosis.comparison().findings());
            causes(json, diagnosis.causes());
            if (diagnosis.migration().isPresent()) {
                json.writeStringField("migration", diagnosis.migration().get());
                json.writeBooleanField("mends", diagnosis.isMended());
                json.writeNumberField("stepsToReview", diagnosis.draft().toReview());
            }
            names(json, "unmended", diagnosis.unexplained());
            json.writeEndObject();
        });
    }

    private static void findings(JsonGenerator json, List<Finding> findings) throws IOException {
        json.writeArrayFieldStart("missing");
        for (Finding f : findings) {
            if (f instanceof Finding.Missing m) {
                finding(json, m.name(), m.expected());
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("unexpected");
        for (Finding f : findings) {
            if (f instanceof Finding.Unexpected u) {
                finding(json, u.name(), u.found());
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("mismatched");
        for (Finding f : findings) {
            if (f instanceof Finding.Mismatched m) {
                mismatched(json, m);
            }
        }
        json.writeEndArray();
    }

    private static void finding(JsonGenerator json, TensorName name, TensorType type) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name.text());
        Json.type(json, type);
        json.writeEndObject();
    }

    private static void mismatched(JsonGenerator json, Finding.Mismatched m) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", m.name().text());
        json.writeObjectFieldStart("expected");
        Json.type(json, m.expected());
        json.writeEndObject();
        json.writeObjectFieldStart("found");
        Json.type(json, m.found());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void causes(JsonGenerator json, List<Cause> causes) throws IOException {
        json.writeArrayFieldStart("causes");
        for (Cause cause : causes) {
            json.writeStartObject();
            json.writeStringField("id", cause.id());
            json.writeStringField("verdict", cause.verdict().name().toLowerCase(Locale.ROOT));
            json.writeStringField("summary", cause.summary());
            json.writeArrayFieldStart("advice");
            for (String advice : cause.advice()) {
                json.writeString(advice);
            }
            json.writeEndArray();
            names(json, "tensors", cause.tensors());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void names(JsonGenerator json, String field, List<TensorName> names) throws IOException {
        json.writeArrayFieldStart(field);
        for (TensorName name : names) {
            json.writeString(name.text());
        }
        json.writeEndArray();
    }
}
