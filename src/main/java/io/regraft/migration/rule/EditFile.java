package io.regraft.migration.rule;

import io.regraft.format.document.Document;
import io.regraft.format.document.Documents;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Located;
import io.regraft.migration.PointerMap;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.migration.Values;
import io.regraft.problem.NearestName;
import java.util.ArrayList;
import java.util.List;

/** Changes values in a JSON or YAML file beside the tensors; every other byte of it stays. */
record EditFile(Located<String> file, PointerMap set, List<Located<List<String>>> remove) implements Rule {

    private static final Key<String> FILE =
            Key.required("file", Keys.text(), "The file, as its path in the checkpoint's folder.");
    private static final Key<PointerMap> SET = Key.optional(
                    "set",
                    Keys.pointerMap(),
                    "Values by JSON pointer (RFC 6901): /vocab_size, /id2label/12; a last part that is not there yet is"
                            + " added, and - is the place after a list's last item.")
            .orElse(new PointerMap(List.of()));
    private static final Key<List<List<String>>> REMOVE = Key.<List<List<String>>>optional(
                    "remove",
                    Keys.oneOrList(Keys.pointer()),
                    "A JSON pointer, or a list of them, to what is taken out.")
            .orElse(List.of());

    static final RuleType TYPE = RuleType.of(
                    "edit_file",
                    "Changes values in a JSON or YAML file beside the tensors and keeps every other byte of it.")
            .keys(FILE, SET, REMOVE)
            .example("edit_file: {file: config.json, set: {/vocab_size: 32012}}")
            .parsedBy(EditFile::parse);

    private static EditFile parse(Values v) {
        List<Located<List<String>>> remove = new ArrayList<>();
        v.get(REMOVE).forEach(tokens -> remove.add(new Located<>(tokens, v.at(REMOVE))));
        Step.require(
                !v.get(SET).pairs().isEmpty() || !remove.isEmpty(),
                v.at(),
                "Say what shall change: set: {/vocab_size: 32012}.",
                "edit_file takes set or remove, found neither");
        return new EditFile(v.located(FILE), v.get(SET), remove);
    }

    @Override
    public void apply(Step step, StateDict state) {
        Step.require(
                state.files().isFolder() || step.optional(),
                file.at(),
                "Give the checkpoint's folder in place of the file.",
                "%s is one file, with none beside it",
                state.source().name());
        boolean there = state.files().paths().contains(file.value());
        if (!there && step.optional()) {
            return;
        }
        String nearest = NearestName.of(file.value(), state.files().paths())
                .map(n -> "; did you mean '" + n + "'?")
                .orElse("");
        Step.require(
                there,
                file.at(),
                "Paths count from the checkpoint's folder; optional: true passes over a file that is not there.",
                "no file '%s' in %s%s",
                file.value(),
                state.source().name(),
                nearest);
        Step.require(
                !state.files().isOfTensors(file.value()),
                file.at(),
                "Tensors and their index are changed by the other rules.",
                "'%s' holds the tensors, or says where they are",
                file.value());
        byte[] bytes = state.files()
                .find(file.value())
                .orElseThrow(
                        () -> Step.wrong(file.at(), "'" + file.value() + "' is too large for a text", "Leave it."));
        Document document = Documents.of(state.source().name() + "/" + file.value(), bytes, file.at());
        for (PointerMap.Pair pair : set.pairs()) {
            document = document.with(
                    pair.pointer().value(), pair.value(), pair.pointer().at());
        }
        for (Located<List<String>> pointer : remove) {
            document = document.without(pointer.value(), pointer.at());
        }
        state.files().put(file.value(), document.bytes());
    }
}
