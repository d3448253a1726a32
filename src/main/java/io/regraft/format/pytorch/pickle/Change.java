package io.regraft.format.pytorch.pickle;

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
 * @param kept offset of the PUT at the end of the range that stays, to name what replaces; −1 if all goes
 */
record Change(
        Kind kind,
        Parts parts,
        int part,
        int start,
        int end,
        List<NewValue> values,
        int closing,
        long order,
        int kept) {

    /** A part that stands behind all parts of an opcode: what is put into an object as soon as it is made. */
    static final int MADE = Integer.MAX_VALUE;

    enum Kind {
        INSERT,
        REPLACE,
        /** Takes a key and its value, or an item. */
        REMOVE
    }

    /** By place in the tape. Of what is inserted at one place, inner objects come first; then what goes, outer first. */
    static int byPlace(Change one, Change other) {
        if (one.start != other.start) {
            return Integer.compare(one.start, other.start);
        }
        if (one.isInsert() != other.isInsert()) {
            return one.isInsert() ? -1 : 1;
        }
        if (one.end != other.end) {
            return Integer.compare(other.end, one.end);
        }
        int inner = Integer.compare(other.parts.ownerBegin(), one.parts.ownerBegin());
        return inner != 0 ? inner : Long.compare(one.order, other.order);
    }

    /** By the part that is edited. */
    static int byPart(Change one, Change other) {
        if (one.op() != other.op()) {
            return Integer.compare(one.op(), other.op());
        }
        if (one.part != other.part) {
            return Integer.compare(one.part, other.part);
        }
        if (one.isInsert() != other.isInsert()) {
            return one.isInsert() ? -1 : 1;
        }
        return Long.compare(one.order, other.order);
    }

    /** Offset of the opcode that is edited. */
    int op() {
        return parts.op();
    }

    /** True if an object of the source is among what comes. */
    boolean refers() {
        for (NewValue value : values) {
            if (value.refers()) {
                return true;
            }
        }
        return false;
    }

    boolean isInsert() {
        return kind == Kind.INSERT;
    }

    Change keeping(int put) {
        return new Change(kind, parts, part, start, end, values, closing, order, put);
    }

    /** Offset from which on the tape is copied again. */
    int resume() {
        return kept >= 0 ? kept : end;
    }

    /** True if this change, lying at the end of the range from {@code from} on, belongs inside. */
    boolean insertsInto(int from) {
        return isInsert() && parts.ownerBegin() >= from;
    }
}
