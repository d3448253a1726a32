package io.regraft.format.safetensors;

import io.regraft.format.Assembly;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tensors laid out as the original writes them, byte for byte where it has no choice. */
final class CanonicalLayout {

    private CanonicalLayout() {}

    static Assembly of(String name, List<Target> targets, Map<String, String> metadata) {
        List<Target> sorted = targets.stream().sorted(CanonicalOrder::compare).toList();
        return of(new NewFile(name, sorted, sorted, new NewMetadata(Optional.empty(), metadata)));
    }

    private static Assembly of(NewFile file) {
        Map<String, Long> begins = file.begins();
        JsonText text = new JsonText().raw("{");
        String before = "";
        if (!file.metadata().texts().isEmpty()) {
            text.metadata(file.metadata().texts());
            before = ",";
        }
        for (Target t : file.inHeader()) {
            text.raw(before).quoted(t.name()).raw(":").entry(t, begins.get(t.name()));
            before = ",";
        }
        return file.with(text.raw("}").bytes(), 0);
    }
}
