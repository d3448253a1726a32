package io.regraft.migration.rule;

import io.regraft.checkpoint.Plain;
import io.regraft.format.document.Document;
import io.regraft.format.document.Document.Found;
import io.regraft.format.document.JsonPointer;
import io.regraft.migration.EditedFiles;
import io.regraft.migration.Key;
import io.regraft.migration.Keys;
import io.regraft.migration.Located;
import io.regraft.migration.Names;
import io.regraft.migration.Rule;
import io.regraft.migration.RuleType;
import io.regraft.migration.StateDict;
import io.regraft.migration.Step;
import io.regraft.migration.Values;
import io.regraft.problem.NearestName;
import io.regraft.problem.RegraftException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes values of a JSON or YAML file that belongs to the checkpoint. */
record EditFile(Located<String> file, List<Edit> edits) implements Rule {

    private static final Key<String> FILE = Key.required(
            "file", Keys.text(), "Its path in the checkpoint's folder, as config.json; by its ending JSON or YAML.");
    private static final Key<List<Located<Map.Entry<String, Plain>>>> SET =
            Key.optional("set", Keys.plainMap("JSON pointers"), "What becomes what; '-' at a list's end appends.");
    private static final Key<List<Located<String>>> REMOVE = Key.optional(
            "remove", Keys.oneOrList(Keys.located(Keys.text())), "JSON pointers of what is taken out, after set.");

    /** Larger files are no configuration. */
    private static final long LARGEST = 256L << 20;

    static final RuleType TYPE = RuleType.of("edit_file", "Changes values of a JSON or YAML file beside the tensors.")
            .keys(FILE, SET, REMOVE)
            .example("edit_file: {file: config.json, set: {'/vocab_size': 32012, '/architectures/-': MyModel}}")
            .parsedBy(EditFile::parse);

    EditFile {
        edits = List.copyOf(edits);
    }

    /** A value to be set; to be removed where there is none. */
    private record Edit(Located<JsonPointer> pointer, Optional<Plain> value) {}

    private static EditFile parse(Values v) {
        Step.require(
                v.has(SET) || v.has(REMOVE), v.at(), "Give one, or both.", "edit_file needs the key 'set' or 'remove'");
        List<Edit> edits = new ArrayList<>();
        v.find(SET)
                .orElse(List.of())
                .forEach(e -> edits.add(new Edit(
                        pointer(new Located<>(e.value().getKey(), e.at())),
                        Optional.of(e.value().getValue()))));
        v.find(REMOVE).orElse(List.of()).forEach(p -> edits.add(new Edit(pointer(p), Optional.empty())));
        return new EditFile(v.located(FILE), edits);
    }

    static Located<JsonPointer> pointer(Located<String> text) {
        return new Located<>(
                JsonPointer.parse(text.value())
                        .orElseThrow(() -> Step.wrong(
                                text.at(),
                                "'" + text.value() + "' is no JSON pointer",
                                "It begins with a slash, as '/vocab_size' or '/text_config/vocab_size'; in a key a slash"
                                        + " is written ~1 and a tilde ~0.")),
                text.at());
    }

    @Override
    public void apply(Step step, StateDict state) {
        Optional<RegraftException> missing = missing(state);
        if (missing.isPresent()) {
            if (step.optional()) {
                return;
            }
            throw missing.get();
        }
        String path = file.value();
        requireEditable(state);
        ByteBuffer before = state.files().read(path).orElseThrow();
        Document document = Document.open(path, before)
                .orElseThrow(() -> Step.wrong(
                        file.at(),
                        "expected a file that ends in one of " + Document.ENDINGS + ", found '" + path + "'",
                        "Other files are kept as they are."));
        List<EditedFiles.Edit> changes = new ArrayList<>();
        for (Edit e : edits) {
            Optional<String> was = document.find(e.pointer.value()).map(Found::text);
            document = e.value.isPresent()
                    ? document.set(e.pointer.value(), e.value.get(), e.pointer.at())
                    : removed(step, document, e.pointer);
            Optional<String> is = e.value.isPresent()
                    ? document.find(e.pointer.value()).map(Found::text).or(() -> e.value.map(Plain::text))
                    : Optional.empty();
            if (!was.equals(is)) {
                changes.add(new EditedFiles.Edit(path, e.pointer.value(), was, is, step));
            }
        }
        ByteBuffer after = document.bytes();
        if (!after.equals(before)) {
            state.files().put(path, after, changes);
        }
    }

    static Document removed(Step step, Document document, Located<JsonPointer> pointer) {
        return step.optional() && document.find(pointer.value()).isEmpty()
                ? document
                : document.remove(pointer.value(), pointer.at());
    }

    private Optional<RegraftException> missing(StateDict state) {
        EditedFiles files = state.files();
        if (!files.isFolder()) {
            return Optional.of(Step.wrong(
                    file.at(),
                    state.source().name() + " is one file, and edit_file changes the files beside it",
                    "edit_file needs the checkpoint's folder: give FOLDER in place of FILE"));
        }
        if (files.paths().contains(file.value())) {
            return Optional.empty();
        }
        return Optional.of(Step.wrong(
                file.at(),
                "there is no file '" + file.value() + "' in " + state.source().name()
                        + NearestName.of(file.value(), files.paths())
                                .map(n -> "; did you mean '" + n + "'?")
                                .orElse(""),
                "There is " + Names.some(files.paths()) + "."));
    }

    private void requireEditable(StateDict state) {
        String path = file.value();
        Step.require(
                !state.files().isOfTensors(path),
                file.at(),
                "Tensors and their index are changed by the other rules.",
                "'%s' holds tensors, or says where they are",
                path);
        long length = state.files().length(path).orElseThrow();
        Step.require(
                length <= LARGEST,
                file.at(),
                "Edit it with its own program.",
                "expected a file of up to %,d bytes, found %,d in '%s'",
                LARGEST,
                length,
                path);
    }
}
