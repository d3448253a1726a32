package io.regraft.format.pytorch.pickle;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** A map from ints to ints, without boxes. */
final class IntMap {

    /** What {@link #get} gives for a key that is not there; no value may be it. */
    static final int MISSING = Integer.MIN_VALUE;

    private int[] keys;
    private int[] values;
    private final int seed = ThreadLocalRandom.current().nextInt();
    private int size;

    IntMap() {
        this(0);
    }

    /** A map with room for so many keys. */
    IntMap(int expected) {
        int capacity = 16;
        while (capacity < 2L * expected && capacity < 1 << 29) {
            capacity *= 2;
        }
        keys = new int[capacity];
        values = missing(capacity);
    }

    int size() {
        return size;
    }

    int get(int key) {
        return values[place(key)];
    }

    boolean has(int key) {
        return get(key) != MISSING;
    }

    void put(int key, int value) {
        int at = place(key);
        if (values[at] == MISSING) {
            if (2 * (size + 1) > keys.length) {
                grow();
                at = place(key);
            }
            size++;
        }
        keys[at] = key;
        values[at] = value;
    }

    /** Where the key is, or would be. */
    private int place(int key) {
        int mask = keys.length - 1;
        int at = mix(key) & mask;
        while (values[at] != MISSING && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        int[] oldKeys = keys;
        int[] oldValues = values;
        keys = new int[oldKeys.length * 2];
        values = missing(keys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != MISSING) {
                int at = place(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }

    /** Spreads keys; by a seed, so that no file can be made whose keys all fall on one place. */
    private int mix(int key) {
        int h = (key ^ seed) * 0x9E3779B9;
        h = (h ^ (h >>> 15) ^ seed) * 0x85EBCA6B;
        return h ^ (h >>> 13);
    }

    private static int[] missing(int length) {
        int[] all = new int[length];
        Arrays.fill(all, MISSING);
        return all;
    }
}
