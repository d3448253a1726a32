package io.regraft.format.pytorch.pickle;

/** What the memo holds while a tape is read: by index an object and the PUT that put it there. */
final class Memo {

    private static final int GAP = 1_024;

    /** Pairs of object and PUT, from index 0; a pickler numbers without gaps. */
    private final Ints dense = new Ints();
    /** For an index far out of line: where in {@link #far} its pair is. Never an array by index: one may say 2³² − 1. */
    private final IntMap sparse = new IntMap();

    private final Ints far = new Ints();
    private int size;

    /** How many indices are in use: what MEMOIZE takes next. */
    int size() {
        return size;
    }

    /** Puts an object; true if the index was free. */
    boolean put(int index, int object, int putAt) {
        if (2 * index == dense.size() && sparse.size() == 0) {
            dense.add(object);
            dense.add(putAt);
            size++;
            return true;
        }
        int place = place(index);
        if (place >= 0) {
            boolean free = dense.get(place) == IntMap.MISSING;
            dense.set(place, object);
            dense.set(place + 1, putAt);
            size += free ? 1 : 0;
            return free;
        }
        int at = sparse.get(index);
        if (at == IntMap.MISSING) {
            sparse.put(index, far.size());
            far.add(object);
            far.add(putAt);
            size++;
            return true;
        }
        far.set(at, object);
        far.set(at + 1, putAt);
        return false;
    }

    /** Place in the dense list, which grows up to the index if that is near; negative if it is far. */
    private int place(int index) {
        int length = dense.size() / 2;
        if (index < 0 || index >= length + GAP || (sparse.size() > 0 && sparse.has(index))) {
            return -1;
        }
        for (int i = length; i <= index; i++) {
            dense.add(IntMap.MISSING);
            dense.add(0);
        }
        return 2 * index;
    }

    /** The object of an index (an unsigned number), or MISSING. */
    int object(int index) {
        return find(index, 0);
    }

    /** The offset of the PUT that an index owes its object to, or MISSING. */
    int putAt(int index) {
        return find(index, 1);
    }

    private int find(int index, int part) {
        int at = sparse.size() == 0 ? IntMap.MISSING : sparse.get(index);
        if (at != IntMap.MISSING) {
            return far.get(at + part);
        }
        return index >= 0 && index < dense.size() / 2 ? dense.get(2 * index + part) : IntMap.MISSING;
    }
}
