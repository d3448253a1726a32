package io.regraft.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The names, shapes and dtypes of a checkpoint as a target spec: JSON, a tensor a line. */
public final class SpecJson {

    private SpecJson() {}

    /**
     * The text of the spec.
     *
     * @param tensors those below {@code under}, in order; they are named from there
     */
    public static String of(String about, List<Tensor> tensors, TensorName under) {
        StringBuilder out = new StringBuilder("{\n  \"about\": ");
        out.append(json(g -> g.writeString(about))).append(",\n  \"tensors\": {");
        String between = "\n    ";
        for (Tensor t : tensors) {
            String name = t.name().relativeTo(under).text();
            out.append(between)
                    .append(json(g -> g.writeString(name)))
                    .append(": {\"dtype\": \"")
                    .append(t.type().dtype().label())
                    .append("\", \"shape\": ")
                    .append(t.type().shape());
            if (t.parameter()) {
                out.append(", \"kind\": \"parameter\"");
            }
            out.append('}');
            between = ",\n    ";
        }
        return out.append("\n  }\n}\n").toString();
    }

    private static String json(Json.Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            body.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
