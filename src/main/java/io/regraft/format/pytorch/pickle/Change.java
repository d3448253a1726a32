package io.regraft.format.pytorch.pickle;

import java.util.Comparator;
import java.util.List;

/**
 * One edit: what becomes of a part of an opcode, and the range of the tape that this concerns.
 *
 * @param kind what is done
 * @param parts the parts of the opcode that is edited
 * @param part number of the part; that of the part to stand before, where something is inserted
 * @param start where the tape is changed
 * @param end end of the range that goes; the same as start where something is inserted
 * @param values what comes: a key and a value, an item, or what replaces
 * @param closing opcode to write after the values; 0 for none
 * @param order of the calls; of what is inserted at one place, the lower comes first
 */
record Change(Kind kind, Parts parts, int part, int start, int end, List<NewValue> values, int closing, long order) {

    /** A part that stands behind all parts of an opcode: what is put into an object as soon as it is made. */
    static final int MADE = Integer.MAX_VALUE;

    enum Kind {
        INSERT,
        REPLACE,
        /** Takes a key and its value, or an item. */
        REMOVE
    }

    /** By place in the tape. Of what is inserted at one place, inner objects come first; then what goes. */
    static final Comparator<Change> BY_PLACE = Comparator.comparingInt(Change::start)
            .thenComparingInt(c -> c.isInsert() ? 0 : 1)
            .thenComparingInt(c -> -c.parts.ownerBegin())
            .thenComparingLong(Change::order);

    /** By the part that is edited. */
    static final Comparator<Change> BY_PART = Comparator.comparingInt(Change::op)
            .thenComparingInt(Change::part)
            .thenComparingInt(c -> c.isInsert() ? 0 : 1)
            .thenComparingLong(Change::order);

    /** Offset of the opcode that is edited. */
    int op() {
        return parts.op();
    }

    boolean isInsert() {
        return kind == Kind.INSERT;
    }

    Change upTo(int otherEnd) {
        return new Change(kind, parts, part, start, otherEnd, values, closing, order);
    }

    /** True if this change, lying at the end of the range from {@code from} on, belongs inside. */
    boolean insertsInto(int from) {
        return isInsert() && parts.ownerBegin() >= from;
    }
}
