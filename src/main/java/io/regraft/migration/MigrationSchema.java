package io.regraft.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON Schema (draft 2020-12) of migration files, made from the definitions that read them. */
public final class MigrationSchema {

    private static final String GUARDS = "guards";

    private final List<RuleType> rules;

    public MigrationSchema(List<RuleType> rules) {
        this.rules = List.copyOf(rules);
    }

    /** The schema as maps, lists and texts, in order. */
    public Map<String, Object> asMap() {
        Map<String, Object> definitions = Schemas.map(
                "variable",
                Schemas.map("type", "string", "pattern", "\\$\\{[A-Za-z_][A-Za-z0-9_-]*\\}"),
                DemandType.DEFINITION,
                DemandType.definition(),
                GUARDS,
                Schemas.list(new DemandType().schema()),
                "step",
                steps());
        rules.forEach(r -> definitions.put(r.name(), rule(r)));
        return Schemas.map(
                "$schema",
                "https://json-schema.org/draft/2020-12/schema",
                "title",
                "Regraft migration",
                "type",
                "object",
                "properties",
                top(),
                "required",
                List.of("regraft", "id", "steps"),
                "additionalProperties",
                false,
                "$defs",
                definitions);
    }

    /** The schema as JSON, indented, with a line end at the end. */
    public String asJson() {
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(asMap()) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> top() {
        Map<String, Object> top = new LinkedHashMap<>();
        top.put(
                "regraft",
                Schemas.map("description", MigrationKeys.REGRAFT.description(), "const", MigrationKeys.VERSION));
        top.put("id", Schemas.described(MigrationKeys.ID));
        top.put("description", Schemas.described(MigrationKeys.DESCRIPTION));
        top.put(
                "vars",
                Schemas.map("description", "Values that --var may override, used as ${name}.", "type", "object"));
        top.put("axes", noted("Named groups of axes that have one extent.", MigrationKeys.axesSchema()));
        top.put("expect", noted("What must hold before any byte is written.", reference(GUARDS)));
        top.put("steps", noted("Rules, applied in order.", Schemas.map("type", "array", "items", reference("step"))));
        top.put("ensure", noted("What must hold after the last step.", reference(GUARDS)));
        top.put("target", noted("Names, shapes and dtypes after the last step.", MigrationKeys.targetSchema()));
        return top;
    }

    private static Map<String, Object> noted(String description, Map<String, Object> schema) {
        Map<String, Object> noted = Schemas.map("description", description);
        noted.putAll(schema);
        return noted;
    }

    private static Map<String, Object> reference(String definition) {
        return Schemas.map("$ref", "#/$defs/" + definition);
    }

    private Map<String, Object> steps() {
        Map<String, Object> properties = new LinkedHashMap<>();
        rules.forEach(r -> properties.put(r.name(), reference(r.name())));
        return Schemas.map(
                "type",
                "object",
                "properties",
                properties,
                "additionalProperties",
                false,
                "minProperties",
                1,
                "maxProperties",
                1);
    }

    private static Map<String, Object> rule(RuleType type) {
        Map<String, Object> object = Schemas.object(StepReader.keys(type));
        if (type.rows()) {
            object.put(
                    "oneOf",
                    List.of(
                            Schemas.map("required", List.of(Keys.TENSORS.name())),
                            Schemas.map("required", List.of(Keys.AXES.name()))));
        }
        if (type.list().isEmpty()) {
            return noted(type.summary(), object);
        }
        List<Object> forms = new ArrayList<>();
        forms.add(object);
        forms.add(type.list().get().type().schema());
        return noted(type.summary(), Schemas.anyOf(forms));
    }
}
