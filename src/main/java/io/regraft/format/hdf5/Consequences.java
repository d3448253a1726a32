package io.regraft.format.hdf5;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Limits;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.problem.Where;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values that change because tensors get other names, come or go: Keras' lists of names, and attributes that go with
 * what they belong to.
 */
final class Consequences {

    private Consequences() {}

    static List<ValueEdit> of(Hdf5Checkpoint source, Revision revision) throws IOException {
        Set<TensorName> before = new HashSet<>();
        source.tensors().stream().map(Tensor::name).forEach(before::add);
        Set<TensorName> after = new HashSet<>();
        revision.tensors().stream().map(Revised::name).forEach(after::add);
        if (before.equals(after)) {
            return List.of();
        }
        AssembledInput written =
                new AssembledInput(source.name(), Rewrite.of(source, revision).parts());
        try (Hdf5Checkpoint result = Hdf5Checkpoint.open(written, Limits.DEFAULT)) {
            return differences(source, revision, result.values());
        }
    }

    private static List<ValueEdit> differences(Hdf5Checkpoint source, Revision revision, Map<TensorName, Value> after) {
        Map<TensorName, Optional<Plain>> changed = new LinkedHashMap<>();
        source.values().forEach((path, value) -> {
            if (!value.equals(after.get(path))) {
                changed.put(path, Optional.ofNullable(after.get(path)).map(Consequences::plain));
            }
        });
        after.forEach((path, value) -> {
            if (!source.values().containsKey(path)) {
                changed.put(path, Optional.of(plain(value)));
            }
        });
        revision.values().forEach(e -> changed.keySet().removeIf(p -> p.isUnder(e.path())));
        List<ValueEdit> edits = new ArrayList<>();
        changed.forEach((path, value) -> edits.add(new ValueEdit(path, value, new Where.InFile(source.name()))));
        return edits;
    }

    private static Plain plain(Value value) {
        if (value instanceof Value.Int i) {
            return new Plain.Int(i.value());
        }
        if (value instanceof Value.Real r) {
            return new Plain.Real(r.value());
        }
        if (value instanceof Value.Bool b) {
            return new Plain.Bool(b.value());
        }
        if (value instanceof Value.None) {
            return new Plain.None();
        }
        if (value instanceof Value.Container c && c.size() == 0) {
            return c.type().equals("list") ? new Plain.Items(List.of()) : new Plain.Fields(Map.of());
        }
        return new Plain.Text(value instanceof Value.Text t ? t.value() : value.text());
    }
}
