package io.regraft.manifest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.document.JsonFault;
import io.regraft.plan.Conversion;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a manifest back; one that is not ours, or is damaged, is a problem of its own file. */
public final class ManifestReader {

    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private static final String NAME_IT = "Give the manifest that was written with the checkpoint, by --manifest.";

    private final String file;

    private ManifestReader(String file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @throws RegraftException if it is no manifest of this tool
     */
    public static Manifest read(Path path) throws IOException {
        return read(path.toString(), Files.readAllBytes(path));
    }

    /** True if a file says that it is a manifest of this tool; it may be damaged. Only its head is read. */
    public static boolean isManifest(Path path) throws IOException {
        try (JsonParser json = JSON.createParser(path.toFile())) {
            boolean begins = json.nextToken() == JsonToken.START_OBJECT && json.nextToken() == JsonToken.FIELD_NAME;
            if (!begins) {
                return false;
            }
            return switch (json.currentName()) {
                case "_type" -> ManifestJson.STATEMENT.equals(json.nextTextValue()) && hasPredicate(json);
                case "tool" ->
                    json.nextToken() == JsonToken.START_OBJECT
                            && "name".equals(json.nextFieldName())
                            && "regraft".equals(json.nextTextValue());
                default -> false;
            };
        } catch (JsonProcessingException | CharConversionException e) {
            return false;
        }
    }

    private static boolean hasPredicate(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean type = "predicateType".equals(json.currentName());
            json.nextToken();
            if (type) {
                return ManifestJson.PREDICATE.equals(json.getText());
            }
            json.skipChildren();
        }
        return false;
    }

    static Manifest read(String name, byte[] bytes) throws IOException {
        ManifestReader reader = new ManifestReader(name);
        try {
            return reader.manifest(JSON.readTree(bytes));
        } catch (JsonProcessingException e) {
            throw JsonFault.of(name, bytes, e, Kind.CHECKPOINT, NAME_IT).asException();
        }
    }

    private Manifest manifest(JsonNode root) {
        JsonNode predicate = root;
        if (root.has("_type")) {
            String type = root.path("predicateType").asText();
            if (!ManifestJson.PREDICATE.equals(type)) {
                throw damaged("the predicate " + ManifestJson.PREDICATE, "'" + type + "'");
            }
            predicate = need(root, "predicate");
        }
        if (!"regraft".equals(predicate.path("tool").path("name").asText())) {
            throw damaged("a manifest of regraft", "another file");
        }
        return new Manifest(
                text(need(predicate, "tool"), "version"),
                migrations(need(predicate, "migrations")),
                file(need(predicate, "source")),
                file(need(predicate, "output")),
                mode(text(predicate, "digests")),
                changes(need(predicate, "changes")),
                values(predicate.path("values")),
                edited(predicate.path("edited")),
                conversion(predicate.path("conversion")),
                untouched(need(predicate, "untouched")),
                checks(predicate.path("checks")),
                texts(predicate.path("warnings")),
                stamp(predicate.path("stamp")));
    }

    private List<Manifest.AppliedMigration> migrations(JsonNode list) {
        List<Manifest.AppliedMigration> out = new ArrayList<>();
        for (JsonNode n : list) {
            out.add(new Manifest.AppliedMigration(
                    text(n, "id"),
                    text(n, "checksum"),
                    map(n.path("vars")),
                    n.path("carried").asBoolean()));
        }
        return out;
    }

    private Manifest.FileRecord file(JsonNode n) {
        JsonNode digest = n.path("digest");
        List<Manifest.FileRecord> files = new ArrayList<>();
        for (JsonNode each : n.path("files")) {
            if (each.has("files")) {
                throw damaged("a file in a folder", "a folder");
            }
            path(text(each, "name"));
            files.add(file(each));
        }
        return new Manifest.FileRecord(
                text(n, "name"),
                number(n, "bytes"),
                find(digest, "sha256"),
                find(digest, "regraftTensors"),
                n.has("patches") ? Optional.of(patches(n.get("patches"))) : Optional.empty(),
                files);
    }

    /** The path of a file in a folder; one that leads out of it is none. */
    private void path(String name) {
        boolean inside = !name.isEmpty()
                && name.indexOf('\0') < 0
                && !name.startsWith("/")
                && Arrays.stream(name.split("/", -1)).noneMatch(p -> p.isEmpty() || p.equals("..") || p.equals("."));
        if (!inside) {
            throw damaged("the path of a file in the folder", "'" + name + "'");
        }
    }

    private List<Manifest.Patch> patches(JsonNode list) {
        if (!list.isArray()) {
            throw damaged("a list of patches", list.toString());
        }
        List<Manifest.Patch> patches = new ArrayList<>();
        long at = 0;
        for (JsonNode p : list) {
            if (!isPatch(p) || p.path(0).asLong() < at) {
                throw damaged("patches in order, each as [offset, length] or [offset, length, from]", p.toString());
            }
            OptionalLong from = p.size() == 3 ? OptionalLong.of(p.path(2).asLong()) : OptionalLong.empty();
            patches.add(new Manifest.Patch(p.path(0).asLong(), p.path(1).asLong(), from));
            at = p.path(0).asLong() + p.path(1).asLong();
        }
        return patches;
    }

    private static boolean isPatch(JsonNode p) {
        for (JsonNode number : p) {
            if (!number.isIntegralNumber()
                    || !number.canConvertToLong()
                    || number.asLong() < 0
                    || number.asLong() > Long.MAX_VALUE / 2) {
                return false;
            }
        }
        return (p.size() == 2 || p.size() == 3) && p.path(1).asLong() > 0;
    }

    private List<Manifest.ValueChange> values(JsonNode list) {
        List<Manifest.ValueChange> out = new ArrayList<>();
        for (JsonNode n : list) {
            out.add(new Manifest.ValueChange(text(n, "value"), find(n, "before"), find(n, "after")));
        }
        return out;
    }

    private List<Manifest.FileChange> edited(JsonNode list) {
        List<Manifest.FileChange> out = new ArrayList<>();
        for (JsonNode n : list) {
            path(text(n, "file"));
            out.add(new Manifest.FileChange(text(n, "file"), find(n, "before"), find(n, "after")));
        }
        return out;
    }

    private Optional<Conversion> conversion(JsonNode n) {
        return n.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Conversion(text(n, "from"), text(n, "to"), texts(n.path("lost"))));
    }

    private List<TensorChange> changes(JsonNode list) {
        List<TensorChange> out = new ArrayList<>();
        for (JsonNode n : list) {
            List<TensorChange.StepRef> steps = new ArrayList<>();
            for (JsonNode s : need(n, "steps")) {
                steps.add(new TensorChange.StepRef(
                        text(s, "migration"), (int) number(s, "step"), text(s, "rule"), (int) number(s, "line")));
            }
            List<TensorChange.RowSummary> rows = new ArrayList<>();
            for (JsonNode r : n.path("rows")) {
                rows.add(rows(r));
            }
            Map<String, Long> counts = new LinkedHashMap<>();
            n.path("values")
                    .properties()
                    .forEach(e -> counts.put(e.getKey(), e.getValue().asLong()));
            TensorChange.Action action = action(text(n, "action"));
            if (action == TensorChange.Action.RENAMED || action == TensorChange.Action.COPIED) {
                need(n, "from");
            }
            if (action != TensorChange.Action.DROPPED) {
                need(n, "after");
            }
            out.add(new TensorChange(
                    name(text(n, "tensor")),
                    find(n, "from").map(this::name),
                    action,
                    steps,
                    state(n.path("before")),
                    state(n.path("after")),
                    rows,
                    counts));
        }
        return out;
    }

    private TensorChange.RowSummary rows(JsonNode r) {
        return new TensorChange.RowSummary(
                (int) number(r, "step"),
                (int) number(r, "axis"),
                number(r, "before"),
                number(r, "after"),
                number(r, "kept"),
                number(r, "moved"),
                texts(r.path("new")),
                texts(r.path("dropped")),
                find(r, "init"));
    }

    private Optional<TensorChange.State> state(JsonNode n) {
        if (n.isMissingNode()) {
            return Optional.empty();
        }
        String label = text(n, "dtype");
        DType dtype = DType.named(label).orElseThrow(() -> damaged("a dtype", "'" + label + "'"));
        List<Long> extents = new ArrayList<>();
        for (JsonNode e : need(n, "shape")) {
            if (!e.canConvertToLong() || e.asLong() < 0) {
                throw damaged("an extent of a shape", e.toString());
            }
            extents.add(e.asLong());
        }
        Shape shape = Shape.of(extents.stream().mapToLong(Long::longValue).toArray());
        return Optional.of(new TensorChange.State(new TensorType(dtype, shape), find(n, "sha256")));
    }

    private Manifest.Untouched untouched(JsonNode n) {
        return new Manifest.Untouched(number(n, "tensors"), number(n, "bytes"), map(n.path("sha256")));
    }

    private Manifest.Checks checks(JsonNode n) {
        JsonNode target = n.path("target");
        return new Manifest.Checks(
                n.path("ensure").asInt(),
                find(target, "file"),
                target.path("tensors").asInt());
    }

    private Optional<Manifest.Stamp> stamp(JsonNode n) {
        return n.isMissingNode() ? Optional.empty() : Optional.of(new Manifest.Stamp(text(n, "time"), text(n, "host")));
    }

    private DigestMode mode(String label) {
        return Arrays.stream(DigestMode.values())
                .filter(m -> m.label().equals(label))
                .findFirst()
                .orElseThrow(() -> damaged("files, tensors, changed or none", "'" + label + "'"));
    }

    private TensorChange.Action action(String label) {
        return Arrays.stream(TensorChange.Action.values())
                .filter(a -> a.label().equals(label))
                .findFirst()
                .orElseThrow(() -> damaged("an action", "'" + label + "'"));
    }

    private TensorName name(String text) {
        return TensorName.parse(text).orElseThrow(() -> damaged("a tensor's name", "'" + text + "'"));
    }

    private Map<String, String> map(JsonNode n) {
        Map<String, String> out = new LinkedHashMap<>();
        n.properties().forEach(e -> out.put(e.getKey(), e.getValue().asText()));
        return out;
    }

    private List<String> texts(JsonNode n) {
        List<String> out = new ArrayList<>();
        n.forEach(t -> out.add(t.asText()));
        return out;
    }

    private Optional<String> find(JsonNode n, String field) {
        return n.path(field).isTextual() ? Optional.of(n.path(field).asText()) : Optional.empty();
    }

    private String text(JsonNode n, String field) {
        return find(n, field).orElseThrow(() -> damaged("a text '" + field + "'", "none"));
    }

    private long number(JsonNode n, String field) {
        JsonNode value = n.path(field);
        if (!value.canConvertToLong()) {
            throw damaged("a number '" + field + "'", "none");
        }
        return value.asLong();
    }

    private JsonNode need(JsonNode n, String field) {
        if (!n.has(field)) {
            throw damaged("'" + field + "'", "none");
        }
        return n.get(field);
    }

    private RegraftException damaged(String expected, String found) {
        return Problem.expected(Kind.CHECKPOINT, new Where.InFile(file), expected, found, NAME_IT)
                .asException();
    }
}
