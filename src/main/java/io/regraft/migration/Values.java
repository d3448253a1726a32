package io.regraft.migration;

import io.regraft.problem.Where;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of a rule's keys as one step gives them. */
public final class Values {

    private final Where.InText at;
    private final Map<String, Object> values;
    private final Map<String, Where.InText> places;

    public Values(Where.InText at, Map<String, Object> values, Map<String, Where.InText> places) {
        this.at = at;
        this.values = new LinkedHashMap<>(values);
        this.places = new LinkedHashMap<>(places);
    }

    /** Where the step's rule stands. */
    public Where.InText at() {
        return at;
    }

    /** The value, or its fallback; only for keys that are required or have one. */
    public <T> T get(Key<T> key) {
        return find(key).or(key::fallback).orElseThrow();
    }

    /** The value if the step gives it. */
    @SuppressWarnings("unchecked")
    public <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) values.get(key.name()));
    }

    /** True if the step gives the key. */
    public boolean has(Key<?> key) {
        return values.containsKey(key.name());
    }

    /** Where the value stands; the rule's place if it is left out. */
    public Where.InText at(Key<?> key) {
        return places.getOrDefault(key.name(), at);
    }

    public <T> Located<T> located(Key<T> key) {
        return new Located<>(get(key), at(key));
    }

    /** The value with its place, if the step gives it. */
    public <T> Optional<Located<T>> findLocated(Key<T> key) {
        return find(key).map(v -> new Located<>(v, at(key)));
    }

    /** What a row rule changes: the group that {@code axes} names, else {@code tensors} and {@code axis}. */
    public AxisGroup rows() {
        return find(Keys.AXES)
                .orElseGet(() -> new AxisGroup(
                        Optional.empty(),
                        AxisGroup.Unlisted.IGNORE,
                        List.of(new AxisGroup.Member(get(Keys.TENSORS), get(Keys.AXIS), false, at(Keys.TENSORS))),
                        at(Keys.TENSORS)));
    }
}
