package io.regraft.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list of items of one type.
 *
 * @param orOne true if one item may stand for a list of one
 */
record ListType<T>(KeyType<T> item, boolean orOne) implements KeyType<List<T>> {

    @Override
    public Optional<List<T>> parse(Node node, Reading reading) {
        if (node instanceof Node.Sequence sequence) {
            List<T> values = new ArrayList<>();
            for (Node n : sequence.items()) {
                item.parse(n, reading).ifPresent(values::add);
            }
            return values.size() == sequence.items().size() ? Optional.of(values) : Optional.empty();
        }
        if (orOne) {
            return item.parse(node, reading).map(List::of);
        }
        return wrong(node, reading, "Write [a, b], or a line each with a dash before it.");
    }

    @Override
    public String expected() {
        return orOne ? item.expected() + ", or a list of such" : "a list, each " + item.expected();
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> list = Schemas.list(item.schema());
        return orOne ? Schemas.anyOf(List.of(item.schema(), list)) : list;
    }

    @Override
    public boolean fits(Node node) {
        return node instanceof Node.Sequence || (orOne && item.fits(node));
    }
}
