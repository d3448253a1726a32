package io.regraft.format.pytorch.pickle;

/** A key of a mapping and the value that it ends up with, where the key first stands; made by {@link Node#entries()}. */
public final class Entry {

    private final Node owner;
    private final Node key;
    private final Node value;
    private final int number;
    /** Per time the key is set: the mutation that sets it (−1: the owner itself), place of the key among its parts. */
    private final int[] places;

    Entry(Node owner, Node key, Node value, int number, int[] places) {
        this.owner = owner;
        this.key = key;
        this.value = value;
        this.number = number;
        this.places = places;
    }

    /** The mapping. */
    public Node owner() {
        return owner;
    }

    public Node key() {
        return key;
    }

    public Node value() {
        return value;
    }

    /** Place among the entries of its mapping, from 0. */
    public int number() {
        return number;
    }

    /** True if the tape sets the key more than once; the last value is the one that counts. */
    public boolean repeated() {
        return places.length > 2;
    }

    int[] places() {
        return places;
    }
}
