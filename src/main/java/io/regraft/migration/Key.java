package io.regraft.migration;

import java.util.Optional;

/**
 * A key of a rule: its name, its type, what it means and whether it may be left out.
 *
 * @param fallback the value where it is left out; empty if it is required or there is none
 * @param required true if it must be there
 */
public record Key<T>(String name, String description, KeyType<T> type, Optional<T> fallback, boolean required) {

    public static <T> Key<T> required(String name, KeyType<T> type, String description) {
        return new Key<>(name, description, type, Optional.empty(), true);
    }

    /** A key that may be left out; {@link Values#find} says whether it is there. */
    public static <T> Key<T> optional(String name, KeyType<T> type, String description) {
        return new Key<>(name, description, type, Optional.empty(), false);
    }

    public Key<T> orElse(T value) {
        return new Key<>(name, description, type, Optional.of(value), false);
    }
}
