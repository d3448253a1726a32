package io.regraft.migration;

import io.regraft.problem.Where;
import java.util.LinkedHashMap;
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

    /** Where the value stands; the rule's place if it is left out. */
    public Where.InText at(Key<?> key) {
        return places.getOrDefault(key.name(), at);
    }

    public <T> Located<T> located(Key<T> key) {
        return new Located<>(get(key), at(key));
    }
}
