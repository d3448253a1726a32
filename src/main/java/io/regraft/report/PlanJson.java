package io.regraft.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Part;
import io.regraft.plan.OutputTensor;
import io.regraft.plan.Plan;
import io.regraft.plan.Traffic;
import java.util.Arrays;

/** A plan as JSON: everything that {@link PlanText} shows, and the parts. */
public final class PlanJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private PlanJson() {}

    public static byte[] bytes(Plan plan) {
        ObjectNode root = JSON.createObjectNode();
        root.put("file", plan.source().name());
        root.put("format", plan.source().format());
        ArrayNode changes = root.putArray("changes");
        ExpressionText expressions = new ExpressionText();
        for (OutputTensor t : plan.changed()) {
            ObjectNode n = changes.addObject();
            n.put("tensor", t.name().text());
            t.origin().ifPresent(o -> n.put("from", o.name().text()));
            t.origin().ifPresent(o -> type(n.putObject("before"), o.type()));
            type(n.putObject("after"), t.type());
            n.put("computed", t.content().isPresent());
            if (t.content().isPresent()) {
                n.put("expression", t.expression().match(expressions));
            }
            ArrayNode steps = n.putArray("steps");
            t.history().forEach(a -> {
                ObjectNode s = steps.addObject();
                s.put("migration", a.step().migration());
                s.put("step", a.step().index());
                s.put("rule", a.step().ruleName());
                s.put("line", a.step().at().line());
            });
        }
        ArrayNode dropped = root.putArray("dropped");
        plan.dropped()
                .forEach(
                        d -> dropped.add(d.entry().origin().orElseThrow().name().text()));
        ArrayNode values = root.putArray("values");
        plan.changedValues().forEach(v -> {
            ObjectNode n = values.addObject();
            n.put("path", v.path().text());
            v.before().ifPresent(b -> n.put("before", b));
            v.after().ifPresent(a -> n.put("after", a));
            n.put("at", v.at().text());
        });
        ArrayNode edits = root.putArray("fileEdits");
        plan.edits().forEach(e -> {
            ObjectNode n = edits.addObject();
            n.put("file", e.path());
            n.put("pointer", e.pointer().toString());
            e.before().ifPresent(b -> n.put("before", b));
            e.after().ifPresent(a -> n.put("after", a));
            n.put("at", e.step().at().text());
        });
        ObjectNode untouched = root.putObject("untouched");
        untouched.put("tensors", plan.untouched().size());
        untouched.put(
                "bytes",
                plan.untouched().stream().mapToLong(t -> t.type().bytes()).sum());
        root.put("guardsOnContent", plan.pending().size());
        plan.target().ifPresent(t -> root.put("target", t.name()));
        ArrayNode warnings = root.putArray("warnings");
        plan.warnings().forEach(w -> warnings.add(w.at().text() + ": " + w.text()));
        Traffic traffic = Traffic.of(plan);
        root.put("read", traffic.read());
        root.put("written", traffic.written());
        root.put("peakMemory", traffic.memory());
        ArrayNode parts = root.putArray("parts");
        for (Part p : plan.assembly().parts()) {
            ObjectNode n = parts.addObject();
            n.put("what", p.match(new PlanText.PartText()).replaceAll(" +", " "));
            n.put("bytes", p.length());
        }
        try {
            byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
            byte[] line = Arrays.copyOf(json, json.length + 1);
            line[json.length] = '\n';
            return line;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void type(ObjectNode n, TensorType type) {
        n.put("dtype", type.dtype().label());
        ArrayNode shape = n.putArray("shape");
        for (long extent : type.shape().toArray()) {
            shape.add(extent);
        }
    }
}
