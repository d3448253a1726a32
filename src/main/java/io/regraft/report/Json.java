package io.regraft.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes JSON that is the same on every machine: two blanks a level, line feeds, a last line feed. */
public final class Json {

    private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");

    private Json() {}

    /** What writes the content of a document. */
    @FunctionalInterface
    public interface Body {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** Writes one document; {@code out} stays open. */
    public static void write(OutputStream out, Body body) {
        try (JsonGenerator json = new JsonFactory()
                .createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(INDENTER))) {
            body.writeTo(json);
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A number, or the text {@code NaN}, {@code Infinity} or {@code -Infinity}, which JSON has no numbers for. */
    static void real(JsonGenerator json, String field, double x) throws IOException {
        if (Double.isFinite(x)) {
            json.writeNumberField(field, x);
        } else {
            json.writeStringField(field, Double.toString(x));
        }
    }

    static void texts(JsonGenerator json, String field, List<String> texts) throws IOException {
        json.writeArrayFieldStart(field);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    static void type(JsonGenerator json, TensorType type) throws IOException {
        json.writeStringField("dtype", type.dtype().label());
        shape(json, type.shape());
    }

    static void shape(JsonGenerator json, Shape shape) throws IOException {
        json.writeFieldName("shape");
        long[] extents = shape.toArray();
        json.writeArray(extents, 0, extents.length);
    }
}
