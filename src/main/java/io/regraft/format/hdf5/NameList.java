package io.regraft.format.hdf5;

import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A list of names in the attributes of a group, as Keras keeps it: in one attribute, or in numbered pieces where it is too
 * long for one.
 *
 * @param attribute the name of the one attribute; pieces have a number behind it
 * @param found the attributes that it is kept in
 */
record NameList(String attribute, List<Attribute> found, List<String> names) {

    static final String LAYERS = "layer_names";
    static final String WEIGHTS = "weight_names";

    /** As much as Keras puts into an attribute. */
    private static final int MOST_BYTES = 64_512;

    private static final int REFERENCE = 16;

    NameList {
        found = List.copyOf(found);
        names = List.copyOf(names);
    }

    /** The list of a group; empty if it has none. */
    static Optional<NameList> of(HdfObject group, String attribute, AttributeValues values) throws IOException {
        List<Attribute> found = new ArrayList<>();
        Optional<Attribute> whole = group.attribute(attribute);
        whole.ifPresent(found::add);
        Optional<Attribute> piece = group.attribute(attribute + 0);
        while (whole.isEmpty() && piece.isPresent()) {
            found.add(piece.get());
            piece = group.attribute(attribute + found.size());
        }
        List<String> names = new ArrayList<>();
        for (Attribute a : found) {
            Optional<List<Value>> list = values.list(a);
            if (list.isEmpty() || list.get().stream().anyMatch(v -> !(v instanceof Value.Text))) {
                return Optional.empty();
            }
            list.get().forEach(v -> names.add(((Value.Text) v).value()));
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(new NameList(attribute, found, names));
    }

    /** True if its texts all have one length, filled with NUL; empty if it has no texts. */
    Optional<Boolean> isFixed() {
        Optional<Datatype.Kind> kind = found.stream()
                .flatMap(a -> a.type().stream())
                .map(Datatype::kind)
                .filter(k -> k == Datatype.Kind.FIXED_TEXT || k == Datatype.Kind.VARIABLE_TEXT)
                .findFirst();
        return kind.map(k -> k == Datatype.Kind.FIXED_TEXT);
    }

    /** Puts other names in its place; what is left over of the old pieces goes. */
    void write(List<String> changed, boolean fixed, AttributeEdits edits, NewTexts texts) {
        List<NewAttribute> pieces = attributes(attribute, changed, fixed, texts);
        for (Attribute a : found) {
            if (pieces.stream().noneMatch(p -> p.name().equals(a.name()))) {
                edits.remove(a.name());
            }
        }
        pieces.forEach(edits::set);
    }

    /** The attributes that hold names, as Keras cuts them. */
    static List<NewAttribute> attributes(String attribute, List<String> names, boolean fixed, NewTexts texts) {
        int width = names.stream()
                .mapToInt(n -> n.getBytes(StandardCharsets.UTF_8).length)
                .max()
                .orElse(1);
        int count = 1;
        while ((long) divideUp(names.size(), count) * Math.max(width, REFERENCE) > MOST_BYTES && count < names.size()) {
            count++;
        }
        if (count == 1 && !fixed) {
            Optional<Shape> list = Optional.of(Shape.of(names.size()));
            return List.of(NewAttribute.texts(attribute, Datatype.variableText(false), list, names, texts));
        }
        List<NewAttribute> pieces = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < count; i++) {
            int to = from + names.size() / count + (i < names.size() % count ? 1 : 0);
            List<String> piece = names.subList(from, to);
            Optional<Shape> list = Optional.of(Shape.of(piece.size()));
            String name = count == 1 ? attribute : attribute + i;
            pieces.add(NewAttribute.fixedTexts(name, false, list, piece, width));
            from = to;
        }
        return pieces;
    }

    private static int divideUp(int n, int by) {
        return (n + by - 1) / by;
    }
}
