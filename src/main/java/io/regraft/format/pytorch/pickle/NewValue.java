package io.regraft.format.pytorch.pickle;

import io.regraft.checkpoint.Plain;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A value that an edit puts into a pickle. */
public sealed interface NewValue {

    static NewValue of(long value) {
        return new Int(BigInteger.valueOf(value));
    }

    static NewValue of(String value) {
        return new Text(value);
    }

    static NewValue tuple(NewValue... items) {
        return new Tuple(List.of(items));
    }

    /** A tuple of integers: a size or stride. */
    static NewValue tuple(long... items) {
        return new Tuple(Arrays.stream(items).mapToObj(NewValue::of).toList());
    }

    static NewValue global(String module, String name) {
        return new Named(new Global(module, name));
    }

    static NewValue call(NewValue callable, NewValue... args) {
        return new Reduce(callable, tuple(args));
    }

    /** A value as Python's own types have it. */
    static NewValue of(Plain value) {
        if (value instanceof Plain.Items items) {
            return new Items(items.values().stream().map(NewValue::of).toList());
        }
        if (value instanceof Plain.Fields fields) {
            List<Pair> pairs = new ArrayList<>();
            fields.values().forEach((key, v) -> pairs.add(new Pair(of(key), of(v))));
            return new Fields(pairs);
        }
        if (value instanceof Plain.Text t) {
            return new Text(t.value());
        }
        if (value instanceof Plain.Int i) {
            return new Int(i.value());
        }
        if (value instanceof Plain.Real r) {
            return new Real(r.value());
        }
        return value instanceof Plain.Bool b ? new Bool(b.value()) : new None();
    }

    /** A fresh empty {@code collections.OrderedDict()}. */
    static NewValue orderedDict() {
        return call(global("collections", "OrderedDict"));
    }

    /** An object of the source: the same one, not a copy; only scalars and persistent ids are written again. */
    static NewValue existing(Node node) {
        return new Existing(node);
    }

    /** True if an object of the source is in it. */
    default boolean refers() {
        return false;
    }

    /** True if a persistent id is in it, other than one of the source. */
    default boolean holdsId() {
        return false;
    }

    record None() implements NewValue {}

    record Bool(boolean value) implements NewValue {}

    record Int(BigInteger value) implements NewValue {}

    record Real(double value) implements NewValue {}

    record Text(String value) implements NewValue {}

    record Named(Global name) implements NewValue {}

    record Tuple(List<NewValue> items) implements NewValue {
        public Tuple {
            items = List.copyOf(items);
        }

        @Override
        public boolean refers() {
            return items.stream().anyMatch(NewValue::refers);
        }

        @Override
        public boolean holdsId() {
            return items.stream().anyMatch(NewValue::holdsId);
        }
    }

    record EmptyDict() implements NewValue {}

    /** A list with items. */
    record Items(List<NewValue> values) implements NewValue {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** A dict with entries. */
    record Fields(List<Pair> pairs) implements NewValue {
        public Fields {
            pairs = List.copyOf(pairs);
        }

        /** Keys and values in turn. */
        List<NewValue> flat() {
            return pairs.stream().flatMap(p -> Stream.of(p.key(), p.value())).toList();
        }
    }

    /** A key and its value. */
    record Pair(NewValue key, NewValue value) {}

    record EmptyList() implements NewValue {}

    record Reduce(NewValue callable, NewValue args) implements NewValue {
        @Override
        public boolean refers() {
            return callable.refers() || args.refers();
        }

        @Override
        public boolean holdsId() {
            return callable.holdsId() || args.holdsId();
        }
    }

    record PersistentId(NewValue id) implements NewValue {
        @Override
        public boolean refers() {
            return id.refers();
        }

        @Override
        public boolean holdsId() {
            return true;
        }
    }

    record Existing(Node node) implements NewValue {
        @Override
        public boolean refers() {
            return true;
        }
    }
}
