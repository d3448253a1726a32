package io.regraft.manifest;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes a manifest as JSON, keys in a fixed order. With digests of the whole file it is an in-toto Statement v1
 * (https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md), else the bare predicate.
 */
public final class ManifestJson {

    static final String STATEMENT = "https://in-toto.io/Statement/v1";
    static final String PREDICATE = "https://regraft.io/manifest/v1";

    private final JsonGenerator json;

    private ManifestJson(JsonGenerator json) {
        this.json = json;
    }

    /** The manifest's bytes: UTF-8, with a line end after the last brace. */
    public static byte[] bytes(Manifest manifest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        try (JsonGenerator json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8)) {
            json.setPrettyPrinter(printer);
            new ManifestJson(json).manifest(manifest);
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void manifest(Manifest m) throws IOException {
        json.writeStartObject();
        if (m.digests().coversFile()) {
            json.writeStringField("_type", STATEMENT);
            json.writeArrayFieldStart("subject");
            for (Manifest.FileRecord f : m.output().byPath().values()) {
                json.writeStartObject();
                json.writeStringField("name", f.name());
                digest(f);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("predicateType", PREDICATE);
            json.writeObjectFieldStart("predicate");
            predicate(m);
            json.writeEndObject();
        } else {
            predicate(m);
        }
        json.writeEndObject();
    }

    private void predicate(Manifest m) throws IOException {
        json.writeObjectFieldStart("tool");
        json.writeStringField("name", "regraft");
        json.writeStringField("version", m.version());
        json.writeEndObject();
        json.writeStringField("digests", m.digests().label());
        json.writeArrayFieldStart("migrations");
        for (Manifest.AppliedMigration a : m.migrations()) {
            migration(a);
        }
        json.writeEndArray();
        json.writeFieldName("source");
        file(m.source());
        json.writeFieldName("output");
        file(m.output());
        if (m.conversion().isPresent()) {
            json.writeObjectFieldStart("conversion");
            json.writeStringField("from", m.conversion().get().from());
            json.writeStringField("to", m.conversion().get().to());
            list("lost", m.conversion().get().lost());
            json.writeEndObject();
        }
        json.writeArrayFieldStart("changes");
        for (TensorChange c : m.changes()) {
            change(c);
        }
        json.writeEndArray();
        values(m);
        json.writeObjectFieldStart("untouched");
        json.writeNumberField("tensors", m.untouched().tensors());
        json.writeNumberField("bytes", m.untouched().bytes());
        if (!m.untouched().sha256().isEmpty()) {
            texts("sha256", m.untouched().sha256());
        }
        json.writeEndObject();
        checks(m.checks());
        list("warnings", m.warnings());
        if (m.stamp().isPresent()) {
            json.writeObjectFieldStart("stamp");
            json.writeStringField("time", m.stamp().get().time());
            json.writeStringField("host", m.stamp().get().host());
            json.writeEndObject();
        }
    }

    private void migration(Manifest.AppliedMigration a) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", a.id());
        json.writeStringField("checksum", a.checksum());
        texts("vars", a.vars());
        json.writeBooleanField("carried", a.carried());
        json.writeEndObject();
    }

    private void values(Manifest m) throws IOException {
        if (!m.values().isEmpty()) {
            json.writeArrayFieldStart("values");
            for (Manifest.ValueChange v : m.values()) {
                fromTo("value", v.path(), v.before(), v.after());
            }
            json.writeEndArray();
        }
        if (!m.edited().isEmpty()) {
            json.writeArrayFieldStart("edited");
            for (Manifest.FileChange f : m.edited()) {
                fromTo("file", f.path(), f.before(), f.after());
            }
            json.writeEndArray();
        }
    }

    private void fromTo(String what, String path, Optional<String> before, Optional<String> after) throws IOException {
        json.writeStartObject();
        json.writeStringField(what, path);
        if (before.isPresent()) {
            json.writeStringField("before", before.get());
        }
        if (after.isPresent()) {
            json.writeStringField("after", after.get());
        }
        json.writeEndObject();
    }

    private void file(Manifest.FileRecord f) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", f.name());
        json.writeNumberField("bytes", f.bytes());
        if (f.sha256().isPresent() || f.tensorsDigest().isPresent()) {
            digest(f);
        }
        if (f.patches().isPresent()) {
            json.writeFieldName("patches");
            json.writeRawValue(f.patches().get().stream()
                    .map(p -> "[" + p.offset() + ", " + p.length()
                            + (p.from().isPresent() ? ", " + p.from().getAsLong() : "") + "]")
                    .collect(Collectors.joining(", ", "[", "]")));
        }
        if (f.isFolder()) {
            json.writeArrayFieldStart("files");
            for (Manifest.FileRecord each : f.files()) {
                file(each);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void digest(Manifest.FileRecord f) throws IOException {
        json.writeObjectFieldStart("digest");
        if (f.sha256().isPresent()) {
            json.writeStringField("sha256", f.sha256().get());
        }
        if (f.tensorsDigest().isPresent()) {
            json.writeStringField("regraftTensors", f.tensorsDigest().get());
        }
        json.writeEndObject();
    }

    private void change(TensorChange c) throws IOException {
        json.writeStartObject();
        json.writeStringField("tensor", c.name().text());
        json.writeStringField("action", c.action().label());
        if (c.from().isPresent()) {
            json.writeStringField("from", c.from().get().text());
        }
        json.writeArrayFieldStart("steps");
        for (TensorChange.StepRef s : c.steps()) {
            json.writeStartObject();
            json.writeStringField("migration", s.migration());
            json.writeNumberField("step", s.step());
            json.writeStringField("rule", s.rule());
            json.writeNumberField("line", s.line());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (c.before().isPresent()) {
            state("before", c.before().get());
        }
        if (c.after().isPresent()) {
            state("after", c.after().get());
        }
        if (!c.rows().isEmpty()) {
            json.writeArrayFieldStart("rows");
            for (TensorChange.RowSummary r : c.rows()) {
                rows(r);
            }
            json.writeEndArray();
        }
        if (!c.counts().isEmpty()) {
            json.writeObjectFieldStart("values");
            for (Map.Entry<String, Long> e : c.counts().entrySet()) {
                json.writeNumberField(e.getKey(), e.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void state(String field, TensorChange.State s) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("dtype", s.type().dtype().label());
        json.writeFieldName("shape");
        json.writeRawValue(s.type().shape().toString());
        if (s.sha256().isPresent()) {
            json.writeStringField("sha256", s.sha256().get());
        }
        json.writeEndObject();
    }

    private void rows(TensorChange.RowSummary r) throws IOException {
        json.writeStartObject();
        json.writeNumberField("step", r.step());
        json.writeNumberField("axis", r.axis());
        json.writeNumberField("before", r.before());
        json.writeNumberField("after", r.after());
        json.writeNumberField("kept", r.kept());
        json.writeNumberField("moved", r.moved());
        list("new", r.added());
        list("dropped", r.dropped());
        if (r.init().isPresent()) {
            json.writeStringField("init", r.init().get());
        }
        json.writeEndObject();
    }

    private void checks(Manifest.Checks c) throws IOException {
        json.writeObjectFieldStart("checks");
        json.writeNumberField("ensure", c.ensure());
        if (c.target().isPresent()) {
            json.writeObjectFieldStart("target");
            json.writeStringField("file", c.target().get());
            json.writeNumberField("tensors", c.targetTensors());
            json.writeBooleanField("compatible", true);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void list(String field, Collection<String> texts) throws IOException {
        json.writeArrayFieldStart(field);
        for (String t : texts) {
            json.writeString(t);
        }
        json.writeEndArray();
    }

    private void texts(String field, Map<String, String> map) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, String> e : map.entrySet()) {
            json.writeStringField(e.getKey(), e.getValue());
        }
        json.writeEndObject();
    }
}
