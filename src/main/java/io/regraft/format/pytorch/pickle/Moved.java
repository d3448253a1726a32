package io.regraft.format.pytorch.pickle;

/** The objects that were written earlier or later than they stood, by the range of the tape that makes them. */
final class Moved {

    /** From where an object began to the number of the last such: an object begins where its first part does. */
    private final IntMap last = new IntMap();

    private final Ints ends = new Ints();
    private final Ints puts = new Ints();
    private final Ints before = new Ints();

    boolean isEmpty() {
        return last.size() == 0;
    }

    void add(int begin, int end, int put) {
        before.add(last.get(begin));
        last.put(begin, ends.size());
        ends.add(end);
        puts.add(put);
    }

    /** Number of the longest that began at an offset and ended after {@code after}, by {@code limit}; −1 if there is none. */
    int at(int begin, int limit, int after) {
        int longest = -1;
        for (int known = last.get(begin); known != IntMap.MISSING; known = before.get(known)) {
            int end = ends.get(known);
            if (end > after && end <= limit && (longest < 0 || end > ends.get(longest))) {
                longest = known;
            }
        }
        return longest;
    }

    int end(int number) {
        return ends.get(number);
    }

    int put(int number) {
        return puts.get(number);
    }
}
