package io.regraft.format.pytorch.pickle;

/**
 * The objects of a tape, as numbers.
 *
 * <p>A <em>slot</em> is a value where the tape pushes it: an atom is the offset of its opcode; what holds others is
 * {@code ~(2 r)} with r the place of its record; what is fetched from the memo (or by DUP) is {@code ~(2 n + 1)} with n
 * the number of the fetch. A slot that is no fetch is an <em>object</em>, its number the identity.
 *
 * <p>A record lies in {@link #heap}: offset of the opcode, offset where its first part begins, then its parts (their
 * number before them where the opcode doesn't tell). A mutation's record has its target's slot and the place of the next
 * mutation of the same object in between; the last points to the first.
 */
final class Graph {

    final Tape tape;
    final Ints heap = new Ints();
    /** Per fetch: its offset, the object, the offset of the PUT that it relies on (negative for DUP). */
    final Ints fetches = new Ints();
    /** From an object to its last mutation. */
    final IntMap lastMutation = new IntMap();
    /** Slots of persistent ids and of names, in the order of the tape. */
    final Ints persistentIds = new Ints();

    final Ints globals = new Ints();
    /** Offsets of FRAME. */
    final Ints frames = new Ints();
    /** Records of mutations whose target was fetched. */
    final Ints remote = new Ints();
    /** Memo indices that are used for a second object. */
    final IntMap rebound = new IntMap();
    /** Offset of the first opcode that makes the tape hard to follow (POP, DUP, a second name); negative without one. */
    int firstOdd = -1;

    int root;
    int stop;
    int protocol;
    int puts;
    int memoizes;
    /** The highest memo index in use, unsigned; −1 without one. */
    long highestIndex = -1;

    /** Objects that are fetched somewhere. */
    final IntMap shared = new IntMap();
    /** Known from the end of the tape on. */
    KnownNames names = KnownNames.NONE;

    Graph(Tape tape) {
        this.tape = tape;
    }

    static final int FETCH_SIZE = 3;

    static boolean isFetch(int slot) {
        return slot < 0 && (~slot & 1) == 1;
    }

    static int fetchNumber(int slot) {
        return ~slot >> 1;
    }

    static int fetchSlot(int number) {
        return ~(number << 1 | 1);
    }

    static int recordSlot(int record) {
        return ~(record << 1);
    }

    /** Place of the record of an object that holds others. */
    static int record(int object) {
        return ~object >> 1;
    }

    /** Offset of the PUT that a fetch relies on; negative for DUP. */
    int fetchedPut(int slot) {
        return fetches.get(FETCH_SIZE * fetchNumber(slot) + 2);
    }

    /** The object of a slot. */
    int object(int slot) {
        return isFetch(slot) ? fetches.get(FETCH_SIZE * fetchNumber(slot) + 1) : slot;
    }

    /** Offset of the opcode that pushes the slot. */
    int offset(int slot) {
        if (slot >= 0) {
            return slot;
        }
        return isFetch(slot) ? fetches.get(FETCH_SIZE * fetchNumber(slot)) : heap.get(record(slot));
    }

    int op(int slot) {
        return tape.u8(offset(slot));
    }

    /** Offset where the first opcode stands that the slot is made of. */
    int begin(int slot) {
        return slot >= 0 || isFetch(slot) ? offset(slot) : heap.get(record(slot) + 1);
    }

    /** Offset after the opcode that pushes the slot and the PUTs right behind it. */
    int madeEnd(int slot) {
        return afterPuts(tape.next(offset(slot)));
    }

    int afterPuts(int at) {
        int end = at;
        int put = putAt(end);
        while (put >= 0) {
            end = tape.next(put);
            put = putAt(end);
        }
        return end;
    }

    /** Offset of the PUT that comes next, perhaps in a frame of its own; negative if something else does. */
    private int putAt(int at) {
        int put = at;
        while (put < tape.size() && tape.u8(put) == Op.FRAME) {
            put = tape.next(put);
        }
        return put < tape.size() && Op.role(tape.u8(put)) == Op.Role.PUT ? put : -1;
    }

    /** Offset after all that makes the slot: its opcode, its PUTs, and what is put into it on the spot. */
    int end(int slot) {
        int end = madeEnd(slot);
        if (isFetch(slot) || !lastMutation.has(slot)) {
            return end;
        }
        for (int m = firstMutation(slot); m != IntMap.MISSING; m = mutationAfter(slot, m)) {
            if (target(m) == slot) {
                end = Math.max(end, afterPuts(tape.next(mutationOffset(m))));
            }
        }
        return end;
    }

    /** Offset of the PUT right behind an object's opcode; negative without one. */
    int putOf(int object) {
        return putAt(tape.next(offset(object)));
    }

    // Parts of a record

    /** How many parts an object has by its own opcode. */
    int count(int object) {
        if (object >= 0) {
            return 0;
        }
        int fixed = Op.takes(op(object));
        return fixed > 0 ? fixed : heap.get(record(object) + 2);
    }

    /** A part, as a slot. */
    int part(int object, int index) {
        int record = record(object);
        return heap.get(record + (Op.takes(op(object)) > 0 ? 2 : 3) + index);
    }

    // Mutations

    /** The object's first mutation, or MISSING. */
    int firstMutation(int object) {
        int last = lastMutation.get(object);
        return last == IntMap.MISSING ? IntMap.MISSING : next(last);
    }

    /** The mutation of the same object after this one, or MISSING. */
    int mutationAfter(int object, int mutation) {
        return mutation == lastMutation.get(object) ? IntMap.MISSING : next(mutation);
    }

    int mutationOffset(int mutation) {
        return heap.get(mutation);
    }

    int mutationOp(int mutation) {
        return tape.u8(heap.get(mutation));
    }

    /** The slot that the mutation found below its parts. */
    int target(int mutation) {
        return heap.get(mutation + 2);
    }

    private int next(int mutation) {
        return heap.get(mutation + 3);
    }

    int mutationCount(int mutation) {
        return heap.get(mutation + 4);
    }

    int mutationPart(int mutation, int index) {
        return heap.get(mutation + 5 + index);
    }

    NodeKind kind(int object) {
        NodeKind kind = Op.kind(op(object));
        return kind == NodeKind.INT && Scalars.isTextBool(tape, object) ? NodeKind.BOOL : kind;
    }
}
