package io.regraft.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.checkpoint.View;
import io.regraft.checkpoint.WholeModule;
import io.regraft.kernel.Statistics;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All that is known of a checkpoint, as JSON; fields come in a fixed order. */
public final class InspectJson {

    private final Checkpoint checkpoint;
    private final Map<TensorName, Statistics> statistics;

    private InspectJson(Checkpoint checkpoint, Map<TensorName, Statistics> statistics) {
        this.checkpoint = checkpoint;
        this.statistics = statistics;
    }

    /**
     * Writes the document.
     *
     * @param chosen the tensors to list, empty for all; all else is always whole
     */
    public static void write(
            OutputStream out,
            Checkpoint checkpoint,
            Optional<List<Tensor>> chosen,
            Map<TensorName, Statistics> statistics) {
        InspectJson document = new InspectJson(checkpoint, statistics);
        Json.write(out, json -> document.writeTo(json, chosen));
    }

    private void writeTo(JsonGenerator json, Optional<List<Tensor>> chosen) throws IOException {
        json.writeStartObject();
        json.writeStringField("file", checkpoint.name());
        json.writeStringField("format", checkpoint.format());
        json.writeNumberField("bytes", checkpoint.bytes());
        json.writeObjectFieldStart("facts");
        for (Map.Entry<String, String> e : checkpoint.facts().entrySet()) {
            json.writeStringField(e.getKey(), e.getValue());
        }
        json.writeEndObject();
        Json.texts(
                json,
                "notes",
                Stream.concat(WholeModule.find(checkpoint).stream().map(WholeModule::note), checkpoint.notes().stream())
                        .toList());
        totals(json, "totals", checkpoint.tensors());
        if (chosen.isPresent()) {
            totals(json, "totalsOfListed", chosen.get());
        }
        containers(json);
        json.writeArrayFieldStart("tensors");
        for (Tensor t : chosen.orElseGet(checkpoint::tensors)) {
            tensor(json, t);
        }
        json.writeEndArray();
        shared(json);
        values(json);
        code(json);
        json.writeEndObject();
    }

    private static void totals(JsonGenerator json, String field, List<Tensor> tensors) throws IOException {
        Totals all = Totals.of(tensors);
        json.writeObjectFieldStart(field);
        sums(json, all);
        json.writeNumberField("storages", Sharing.of(tensors).storages());
        json.writeObjectFieldStart("byDtype");
        for (Map.Entry<DType, Totals> e : all.byDtype().entrySet()) {
            json.writeObjectFieldStart(e.getKey().label());
            sums(json, e.getValue());
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void sums(JsonGenerator json, Totals t) throws IOException {
        json.writeNumberField("tensors", t.tensors());
        json.writeFieldName("values");
        json.writeNumber(t.values());
        json.writeFieldName("bytes");
        json.writeNumber(t.bytes());
    }

    private void containers(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("containers");
        for (Map.Entry<TensorName, Value.Container> e : checkpoint.containers().entrySet()) {
            json.writeStartObject();
            json.writeStringField("path", e.getKey().text());
            json.writeStringField("type", e.getValue().type());
            json.writeNumberField("size", e.getValue().size());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void tensor(JsonGenerator json, Tensor t) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", t.name().text());
        Json.type(json, t.type());
        json.writeFieldName("bytes");
        json.writeNumber(Totals.bytes(t.type()));
        json.writeStringField("layout", t.layout());
        if (t.parameter()) {
            json.writeBooleanField("parameter", true);
        }
        if (t.view().isPresent()) {
            view(json, t, t.view().get());
        }
        if (t.quantisation().isPresent()) {
            json.writeObjectFieldStart("quantisation");
            Json.real(json, "scale", t.quantisation().get().scale());
            json.writeNumberField("zeroPoint", t.quantisation().get().zeroPoint());
            json.writeEndObject();
        }
        if (statistics.containsKey(t.name())) {
            statistics(json, statistics.get(t.name()));
        }
        json.writeEndObject();
    }

    private static void view(JsonGenerator json, Tensor t, View view) throws IOException {
        json.writeObjectFieldStart("storage");
        json.writeStringField("id", view.storage().id());
        json.writeNumberField("bytes", view.storage().bytes());
        json.writeNumberField("offset", view.offset());
        json.writeFieldName("strides");
        json.writeArray(view.strides(), 0, view.strides().length);
        json.writeBooleanField("contiguous", view.isContiguous(t.type().shape()));
        json.writeEndObject();
    }

    private static void statistics(JsonGenerator json, Statistics s) throws IOException {
        json.writeObjectFieldStart("statistics");
        Json.real(json, "min", s.min());
        Json.real(json, "max", s.max());
        Json.real(json, "mean", s.mean());
        Json.real(json, "norm", s.norm());
        json.writeNumberField("zeros", s.zeros());
        json.writeNumberField("nan", s.nan());
        json.writeNumberField("plusInfinity", s.plusInfinity());
        json.writeNumberField("minusInfinity", s.minusInfinity());
        json.writeEndObject();
    }

    private void shared(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("sharedStorages");
        for (Map.Entry<String, List<TensorName>> e :
                Sharing.of(checkpoint.tensors()).shared().entrySet()) {
            json.writeStartObject();
            json.writeStringField("id", e.getKey());
            Json.texts(
                    json, "tensors", e.getValue().stream().map(TensorName::text).toList());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void values(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("values");
        for (Map.Entry<TensorName, Value> e : checkpoint.values().entrySet()) {
            json.writeStartObject();
            json.writeStringField("path", e.getKey().text());
            value(json, e.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void value(JsonGenerator json, Value value) throws IOException {
        if (value instanceof Value.None) {
            json.writeStringField("type", "none");
        } else if (value instanceof Value.Bool v) {
            json.writeStringField("type", "bool");
            json.writeBooleanField("value", v.value());
        } else if (value instanceof Value.Int v) {
            json.writeStringField("type", "integer");
            json.writeFieldName("value");
            json.writeNumber(v.value());
        } else if (value instanceof Value.Real v) {
            json.writeStringField("type", "real");
            Json.real(json, "value", v.value());
        } else if (value instanceof Value.Text v) {
            json.writeStringField("type", "text");
            json.writeStringField("value", v.value());
        } else if (value instanceof Value.Bytes v) {
            json.writeStringField("type", "bytes");
            json.writeNumberField("length", v.length());
        } else if (value instanceof Value.Container v) {
            json.writeStringField("type", v.type());
            json.writeNumberField("size", v.size());
        } else if (value instanceof Value.Foreign v) {
            json.writeStringField("type", "object");
            json.writeStringField("class", v.className());
        }
    }

    private void code(JsonGenerator json) throws IOException {
        Checkpoint.CodeReport code = checkpoint.code();
        json.writeObjectFieldStart("code");
        json.writeBooleanField("weightsOnly", code.weightsOnly());
        Json.texts(json, "reasons", code.reasons());
        json.writeArrayFieldStart("classes");
        for (Checkpoint.CodeReport.Named c : code.classes()) {
            json.writeStartObject();
            json.writeStringField("name", c.name());
            json.writeBooleanField("allowed", c.allowed());
            json.writeStringField("at", c.at());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
