package io.regraft.format.hdf5;

import io.regraft.checkpoint.TensorName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the lists of names true by which Keras' older files are loaded: {@code layer_names} of the group of layers, and
 * {@code weight_names} of each layer. Names that go leave them, new ones come last.
 */
final class KerasNames {

    private static final String TOP_LEVEL = "top_level_model_weights";

    private final Hdf5Checkpoint source;
    private final LinkPlan.Planned planned;
    private final Assignment assignment;
    private final NewTexts texts;
    private final Map<TensorName, NameList> layers = new LinkedHashMap<>();
    private final Map<TensorName, NameList> weights = new LinkedHashMap<>();
    private final Map<TensorName, List<NewAttribute>> ofFolders = new HashMap<>();
    private final Set<TensorName> weightImages = new HashSet<>();
    private final Set<TensorName> layerImages = new HashSet<>();
    private final Set<TensorName> images;
    private final boolean fixed;

    KerasNames(Hdf5Checkpoint source, LinkPlan.Planned planned, Assignment assignment, NewTexts texts)
            throws IOException {
        this.source = source;
        this.planned = planned;
        this.assignment = assignment;
        this.texts = texts;
        AttributeValues values = new AttributeValues(source.heap());
        for (TensorName group : planned.images().keySet()) {
            HdfObject object = object(group);
            NameList.of(object, NameList.LAYERS, values).ifPresent(l -> layers.put(group, l));
            NameList.of(object, NameList.WEIGHTS, values).ifPresent(l -> weights.put(group, l));
        }
        weights.keySet().forEach(g -> weightImages.add(image(g)));
        layers.keySet().forEach(g -> layerImages.add(image(g)));
        images = Set.copyOf(planned.images().values());
        List<NameList> all = new ArrayList<>(weights.values());
        all.addAll(layers.values());
        fixed = all.stream().flatMap(l -> l.isFixed().stream()).findFirst().orElse(false);
    }

    private HdfObject object(TensorName group) {
        return source.objects().at(source.paths().addresses().get(group));
    }

    /** Where a list of names changes, its attributes do. Those that the user sets stay as the user wants them. */
    void edit(Map<Long, AttributeEdits> edits) {
        Map<TensorName, List<String>> below = below();
        weights.forEach((group, list) -> change(
                group, list, merged(list, weight(group, list), below.getOrDefault(image(group), List.of())), edits));
        layers.forEach((group, list) -> change(group, list, merged(list, layer(group, list), children(group)), edits));
    }

    private TensorName image(TensorName group) {
        return planned.images().get(group);
    }

    private void change(TensorName group, NameList list, List<String> names, Map<Long, AttributeEdits> edits) {
        if (names.equals(list.names())) {
            return;
        }
        AttributeEdits changes = edits.computeIfAbsent(object(group).address(), a -> new AttributeEdits(object(group)));
        if (!changes.has(list.attribute())) {
            list.write(names, list.isFixed().orElse(fixed), changes, texts);
        }
    }

    /** Names of the list as they are now, then those that are not in it. */
    private static List<String> merged(NameList list, Map<String, String> kept, List<String> there) {
        Set<String> names = new LinkedHashSet<>();
        list.names().forEach(n -> Optional.ofNullable(kept.get(n)).ifPresent(names::add));
        names.addAll(there);
        return List.copyOf(names);
    }

    /** The names of a layer's weights that stay in it; one that leads to no tensor stays as it is. */
    private Map<String, String> weight(TensorName group, NameList list) {
        Map<String, String> kept = new HashMap<>();
        for (String name : list.names()) {
            TensorName before = group.resolve(new TensorName(Arrays.asList(name.split("/"))));
            TensorName after = assignment.names().get(before);
            if (source.tensor(before).isEmpty()) {
                kept.put(name, name);
            } else if (after != null
                    && owner(after).filter(image(group)::equals).isPresent()) {
                kept.put(name, text(image(group), after));
            }
        }
        return kept;
    }

    private Map<String, String> layer(TensorName group, NameList list) {
        Map<String, String> kept = new HashMap<>();
        for (String name : list.names()) {
            TensorName after = planned.images().get(group.child(name));
            if (after == null) {
                kept.put(name, name);
            } else if (after.container().equals(image(group))) {
                kept.put(name, after.key());
            }
        }
        return kept;
    }

    private static String text(TensorName group, TensorName tensor) {
        return String.join("/", tensor.relativeTo(group).parts());
    }

    /** The nearest group of the result above a tensor that has a list of weights. */
    private Optional<TensorName> owner(TensorName tensor) {
        TensorName at = tensor;
        while (!at.parts().isEmpty()) {
            at = at.container();
            if (weightImages.contains(at) || isNewLayer(at)) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    /** True if it is a group that is made, in a group of layers. */
    private boolean isNewLayer(TensorName group) {
        return !group.parts().isEmpty() && !images.contains(group) && layerImages.contains(group.container());
    }

    /** The tensors that come new into each group that has a list of weights, as they are named from there. */
    private Map<TensorName, List<String>> below() {
        Set<String> listed = new LinkedHashSet<>();
        weights.forEach((group, list) -> list.names()
                .forEach(n -> listed.add(group.resolve(new TensorName(Arrays.asList(n.split("/"))))
                        .text())));
        Map<TensorName, TensorName> before = new HashMap<>();
        assignment.names().forEach((from, to) -> before.put(to, from));
        Map<TensorName, List<String>> below = new LinkedHashMap<>();
        for (TensorName tensor : assignment.branches().keySet()) {
            Optional<TensorName> owner = owner(tensor);
            TensorName was = before.get(tensor);
            boolean isNew = was == null || !was.equals(tensor) || listed.contains(was.text());
            if (owner.isPresent() && isNew) {
                below.computeIfAbsent(owner.get(), g -> new ArrayList<>()).add(text(owner.get(), tensor));
            }
        }
        below.forEach((group, names) -> {
            if (isNewLayer(group)) {
                ofFolders.put(group, NameList.attributes(NameList.WEIGHTS, names, fixed, texts));
            }
        });
        return below;
    }

    /** Layers that come new into a group of layers. */
    private List<String> children(TensorName group) {
        TensorName image = image(group);
        Set<TensorName> before = new LinkedHashSet<>();
        planned.images().forEach((from, to) -> {
            if (from.container().equals(group) && to.container().equals(image)) {
                before.add(to);
            }
        });
        return planned.groups().keySet().stream()
                .filter(g -> !g.parts().isEmpty() && g.container().equals(image) && !before.contains(g))
                .map(TensorName::key)
                .filter(k -> !k.equals(TOP_LEVEL))
                .toList();
    }

    /** The attributes of groups that are made. */
    Map<TensorName, List<NewAttribute>> ofFolders() {
        return ofFolders;
    }
}
