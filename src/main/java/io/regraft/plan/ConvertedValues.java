package io.regraft.plan;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Composer;
import io.regraft.format.Format;
import io.regraft.format.Formats;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.problem.Where;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The values of a conversion that are no tensors: those that the new file holds, and those that it can't. */
final class ConvertedValues {

    /** The key by which readers ask metadata for the framework, and what they take. */
    private static final String FRAMEWORK = "format";

    private static final Set<String> FRAMEWORKS = Set.of("pt", "tf", "flax", "mlx", "np");

    private static final Set<String> DICTS = Set.of("dict", "OrderedDict", "group");

    private final Checkpoint source;
    private final TensorName under;
    private final Composer to;
    private final Optional<TensorName> described;
    private final List<ValueEdit> kept = new ArrayList<>();
    private final List<TensorName> origins = new ArrayList<>();
    private final List<TensorName> lost = new ArrayList<>();
    private final List<TensorName> lostMetadata = new ArrayList<>();
    private final Map<TensorName, Plain> lists;

    ConvertedValues(Checkpoint source, TensorName under, Composer to) {
        this.source = source;
        this.under = under;
        this.to = to;
        this.described = Formats.inside(source).flatMap(Format::composer).flatMap(Composer::metadata);
        this.lists = lists();
        for (Map.Entry<TensorName, Value> e : source.values().entrySet()) {
            if (lists.containsKey(e.getKey().container())) {
                list(e.getKey());
            } else if (described.filter(e.getKey()::isUnder).isPresent()) {
                metadata(described.get(), e.getKey(), e.getValue());
            } else if (isOfTensor(e.getKey())) {
                lost.add(e.getKey());
            } else if (e.getKey().isUnder(under)) {
                other(e.getKey(), e.getValue());
            }
        }
        to.metadata()
                .map(m -> m.child(FRAMEWORK))
                .filter(f -> kept.stream().noneMatch(k -> k.path().equals(f)))
                // The loaders of Hugging Face, at many versions, refuse a file that does not say so.
                .ifPresent(f -> keep(f, new Plain.Text("pt")));
    }

    /** Lists of values that the new file can hold as one. */
    private Map<TensorName, Plain> lists() {
        Map<TensorName, List<Plain>> items = new HashMap<>();
        source.values().forEach((name, value) -> {
            TensorName container = name.parts().isEmpty() ? name : name.container();
            Value.Container holder = source.containers().get(container);
            boolean inList = holder != null && holder.type().equals("list") && !container.equals(name);
            if (inList && container.isUnder(under) && !isOfTensor(container)) {
                plain(value)
                        .ifPresent(p -> items.computeIfAbsent(container, k -> new ArrayList<>())
                                .add(p));
            }
        });
        Map<TensorName, Plain> whole = new HashMap<>();
        items.forEach((container, values) -> {
            Plain list = new Plain.Items(values);
            if (values.size() == source.containers().get(container).size()
                    && !container.equals(under)
                    && to.holds(list)) {
                whole.put(container, list);
            }
        });
        return whole;
    }

    /** Keeps a list whole, when its first item comes. */
    private void list(TensorName item) {
        if (item.key().equals("0")) {
            TensorName container = item.container();
            keep(placed(container.relativeTo(under)), lists.get(container));
            origins.add(container);
        }
    }

    /** The containers of a value are named as those of tensors; its own key stays one. */
    private TensorName placed(TensorName relative) {
        return to.named(relative.container()).child(relative.key());
    }

    /** True of an attribute of a tensor, for which no other format has a place. */
    private boolean isOfTensor(TensorName name) {
        TensorName up = name;
        while (!up.parts().isEmpty()) {
            up = up.container();
            if (source.tensor(up).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private void metadata(TensorName container, TensorName name, Value value) {
        if (!(value instanceof Value.Text text)) {
            return;
        }
        TensorName key = name.relativeTo(container);
        if (to.metadata().isPresent()) {
            keep(to.metadata().get().resolve(key), new Plain.Text(text.value()));
        } else if (!(key.key().equals(FRAMEWORK) && FRAMEWORKS.contains(text.value()))) {
            lostMetadata.add(name);
        }
    }

    private void other(TensorName name, Value value) {
        Optional<Plain> plain = to.holdsValues() ? plain(value) : Optional.empty();
        TensorName relative = name.relativeTo(under);
        if (plain.filter(to::holds).isPresent() && !relative.parts().isEmpty()) {
            keep(placed(relative), plain.get());
            origins.add(name);
        } else if (!isEmptyRoot(relative, value)) {
            lost.add(name);
        }
    }

    /** A file without anything in it is an empty dict in any format. */
    private static boolean isEmptyRoot(TensorName relative, Value value) {
        return relative.parts().isEmpty() && value instanceof Value.Container c && DICTS.contains(c.type());
    }

    private static Optional<Plain> plain(Value value) {
        if (value instanceof Value.None) {
            return Optional.of(new Plain.None());
        }
        if (value instanceof Value.Bool b) {
            return Optional.of(new Plain.Bool(b.value()));
        }
        if (value instanceof Value.Int i) {
            return Optional.of(new Plain.Int(i.value()));
        }
        if (value instanceof Value.Real r) {
            return Optional.of(new Plain.Real(r.value()));
        }
        if (value instanceof Value.Text t) {
            return Optional.of(new Plain.Text(t.value()));
        }
        if (value instanceof Value.Container c && c.size() == 0) {
            return DICTS.contains(c.type())
                    ? Optional.of(new Plain.Fields(Map.of()))
                    : c.type().equals("list") ? Optional.of(new Plain.Items(List.of())) : Optional.empty();
        }
        return Optional.empty();
    }

    private void keep(TensorName path, Plain value) {
        kept.add(new ValueEdit(path, Optional.of(value), new Where.InFile(source.name())));
    }

    /** Names in the source of the values that stay, but metadata. */
    List<TensorName> keptOf() {
        return origins;
    }

    List<ValueEdit> kept() {
        return kept;
    }

    List<Loss> losses() {
        List<Loss> losses = new ArrayList<>();
        if (!lost.isEmpty()) {
            losses.add(Loss.of(Examples.count(lost.size(), "value") + " that "
                    + (lost.size() == 1 ? "is no tensor: " : "are no tensors: ") + Examples.of(lost)));
        }
        if (!lostMetadata.isEmpty()) {
            losses.add(Loss.of(
                    Examples.count(lostMetadata.size(), "text") + " of the metadata: " + Examples.of(lostMetadata)));
        }
        return losses;
    }

    /** True for containers that are a dict, whatever else they are called. */
    static boolean isDict(String type) {
        return DICTS.contains(type);
    }

    /** True if the container holds the file's metadata. */
    boolean isMetadata(TensorName container) {
        return described.filter(container::isUnder).isPresent();
    }
}
