package io.regraft.format.pytorch.pickle;

/** A key of a mapping and the value that it ends up with, where the key first stands; made by {@link Node#entries()}. */
public final class Entry {

    /** A setter that is no opcode: the pairs that an OrderedDict of Python 2 is given as its one argument. */
    static final int GIVEN = -2;

    private static final int[] ONCE = {};

    private final Node owner;
    private final int key;
    private final int value;
    private final int number;
    private final int setter;
    private final int part;
    /** Setter and part of each later time. */
    private final int[] again;

    private Entry(Node owner, int key, int value, int number, int setter, int part, int[] again) {
        this.owner = owner;
        this.key = key;
        this.value = value;
        this.number = number;
        this.setter = setter;
        this.part = part;
        this.again = again;
    }

    /** An entry whose key is set once; key and value are slots. */
    static Entry once(Node owner, int key, int value, int number, int setter, int part) {
        return new Entry(owner, key, value, number, setter, part, ONCE);
    }

    /**
     * The same entry, its key set again.
     *
     * @param last the slot of the last value
     * @param later setter and part of each later time
     */
    Entry setAgain(int last, int[] later) {
        return new Entry(owner, key, last, number, setter, part, later);
    }

    /** The mapping. */
    public Node owner() {
        return owner;
    }

    public Node key() {
        return owner.pickle().node(key);
    }

    public Node value() {
        return owner.pickle().node(value);
    }

    /** Place among the entries of its mapping, from 0. */
    public int number() {
        return number;
    }

    /** True if the tape sets the key more than once; the last value is the one that counts. */
    public boolean repeated() {
        return again.length > 0;
    }

    /** How many times the tape sets the key. */
    int times() {
        return 1 + again.length / 2;
    }

    /** The mutation that sets the key that time (−1: the owner itself; or GIVEN). */
    int setter(int time) {
        return time == 0 ? setter : again[2 * time - 2];
    }

    /** Place of the key among the setter's parts. */
    int part(int time) {
        return time == 0 ? part : again[2 * time - 1];
    }
}
