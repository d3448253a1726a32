package io.regraft.format.pytorch.pickle;

import java.util.Arrays;

/** A stack of things to compare: a slot of the source or a new value, with a slot of the result. */
final class Pairs {

    private int[] slots = new int[64];
    private int[] founds = new int[64];
    private boolean[] copies = new boolean[64];
    private NewValue[] values = new NewValue[64];
    private int size;

    void push(int slot, int found, boolean copied) {
        add(slot, null, found, copied);
    }

    void push(NewValue value, int found, boolean copied) {
        add(0, value, found, copied);
    }

    private void add(int slot, NewValue value, int found, boolean copied) {
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, size * 2);
            founds = Arrays.copyOf(founds, size * 2);
            copies = Arrays.copyOf(copies, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        slots[size] = slot;
        founds[size] = found;
        copies[size] = copied;
        values[size++] = value;
    }

    /** Takes the last pair, which then can be read until the next push; false if there is none. */
    boolean pop() {
        if (size == 0) {
            return false;
        }
        size--;
        return true;
    }

    int slot() {
        return slots[size];
    }

    int found() {
        return founds[size];
    }

    /** True if the pair is inside of what was written once more, where sharing is not as before. */
    boolean copied() {
        return copies[size];
    }

    boolean isNew() {
        return values[size] != null;
    }

    NewValue value() {
        return values[size];
    }
}
