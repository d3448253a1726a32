package io.regraft.migration.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.regraft.migration.MigrationSchema;
import io.regraft.migration.RuleType;
import io.regraft.migration.rule.Rules;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationSchemaTest {

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final JsonSchema SCHEMA = FACTORY.getSchema(new MigrationSchema(Rules.ALL).asJson());
    private static final String HEAD = "regraft: 1\nid: fix\n";

    private static Set<ValidationMessage> judge(String yaml) {
        try {
            return SCHEMA.validate(new YAMLMapper().readTree(yaml));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void itIsASchemaItself() throws JsonProcessingException {
        JsonNode schema = new ObjectMapper().readTree(new MigrationSchema(Rules.ALL).asJson());
        JsonSchema meta = FACTORY.getSchema(com.networknt.schema.SchemaLocation.of(
                JsonMetaSchema.getV202012().getIri()));
        assertThat(meta.validate(schema)).isEmpty();
    }

    static java.util.List<RuleType> rules() {
        return Rules.ALL;
    }

    @ParameterizedTest
    @MethodSource("rules")
    void takesTheExampleOfEachRule(RuleType rule) {
        assertThat(judge(HEAD + "steps:\n- " + rule.example() + "\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "steps: []",
                "description: x\nvars: {size: 1, old: {file: a}}\nsteps: []\ntarget: {file: a.json, under: gen}",
                "axes: {spk: [{tensors: a, axis: -1}], v: {unlisted: error, members: [{tensors: [a, '!b'], optional: true}]}}\nsteps: []",
                "expect: [{tensor: a, shape: [1, '*', '${n}'], dtype: float32}, {tensors: '**', count: '${n}'}]\nsteps: []",
                "ensure: [{not: {any: [{tensor: a, absent: true}, {value: p/q, equals: 7}]}, because: x}]\nsteps: []",
                "steps:\n- pad: {tensors: a, size: '${size}', init: mean, optional: true, optimizer: 'off'}",
                "steps:\n- remap_rows: {axes: spk, from: [no, 7, true, null], to: {file: a.json, pointer: /spk}, init: {mean: {}}}",
                "steps:\n- rename: [{from: 'a.*', to: 'b.*'}, {find: x, replace: y}]",
                "steps:\n- drop: {tensors: ['a', {match: b, optional: true}]}",
                "steps:\n- select_rows: {tensors: a, rows: [0, 5, '10..20']}",
                "steps:\n- cast: {tensors: '**', dtype: '${dtype}'}",
            })
    void takesGoodMigrations(String yaml) {
        assertThat(judge(HEAD + yaml)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stepz: []",
                "steps: {}",
                "steps: []\nid: 7",
                "steps: []\nregraft: 2",
                "steps:\n- nosuch: {}",
                "steps:\n- pad: {tensors: a, size: 7}\n  drop: {tensors: b}",
                "steps:\n- pad: {tensors: a, size: -1}",
                "steps:\n- pad: {tensors: a, size: '7'}",
                "steps:\n- pad: {tensors: a, sise: 7}",
                "steps:\n- pad: {tensors: 7, size: 7}",
                "steps:\n- pad: {size: 7}",
                "steps:\n- pad: {tensors: a, axes: b, size: 7}",
                "steps:\n- pad: {tensors: a, size: 7, optimizer: auto2}",
                "steps:\n- cast: {tensors: a, dtype: float23}",
                "steps: []\nexpect: [{tensor: a, value: b}]",
                "steps: []\nexpect: [{tensor: a, shape: [x]}]",
                "steps: []\nexpect: {tensor: a}",
                "steps: []\naxes: {a: {unlisted: maybe, members: []}}",
                "steps: []\ntarget: a.json",
            })
    void refusesBadMigrations(String yaml) {
        String head = yaml.contains("id: 7") ? "regraft: 1\n" : yaml.contains("regraft: 2") ? "id: a\n" : HEAD;
        assertThat(judge(head + yaml)).isNotEmpty();
    }
}
