package io.regraft.migration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pieces of JSON Schema. Maps keep the order in which they were made. */
final class Schemas {

    /** Where a whole-value variable may stand in place of a value. */
    static final Map<String, Object> VARIABLE = Map.of("$ref", "#/$defs/variable");

    private Schemas() {}

    static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    static Map<String, Object> text() {
        return map("type", "string", "minLength", 1);
    }

    static Map<String, Object> anyOf(List<?> schemas) {
        return map("anyOf", schemas);
    }

    /** A value of the schema, or {@code ${name}}. A schema of any text needs no such addition. */
    static Map<String, Object> orVariable(Map<String, Object> schema) {
        return "string".equals(schema.get("type")) && !schema.containsKey("pattern") && !schema.containsKey("enum")
                ? schema
                : anyOf(List.of(schema, VARIABLE));
    }

    static Map<String, Object> list(Map<String, Object> item) {
        return map("type", "array", "items", orVariable(item));
    }

    /** A map with these keys and no others. */
    static Map<String, Object> object(List<Key<?>> keys) {
        Map<String, Object> properties = new LinkedHashMap<>();
        keys.forEach(k -> properties.put(k.name(), described(k)));
        List<String> required =
                keys.stream().filter(Key::required).map(Key::name).toList();
        Map<String, Object> schema = map("type", "object", "properties", properties, "additionalProperties", false);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    static Map<String, Object> described(Key<?> key) {
        Map<String, Object> schema = map("description", key.description());
        schema.putAll(orVariable(key.type().schema()));
        return schema;
    }
}
