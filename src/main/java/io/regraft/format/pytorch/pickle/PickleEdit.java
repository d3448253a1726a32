package io.regraft.format.pytorch.pickle;

/**
 * Edits of a pickle, all said against the source, done at once by {@link #apply()}.
 *
 * <p>An edit is at a position: where one object was shared, the others keep what they had. The exception is what is
 * edited <em>inside</em> a shared object, which all its owners see. Edits inside of what is removed are moot unless a
 * part of it is still needed elsewhere. Two edits of one position are a mistake of the caller. What can't be edited is
 * refused by name when it is said or in {@link #apply()}.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class PickleEdit {

    PickleEdit() {}

    /** Replaces the whole object. */
    public PickleEdit replaceRoot(NewValue value) {
        throw new UnsupportedOperationException();
    }

    /** Replaces the callable of a REDUCE or NEWOBJ. */
    public PickleEdit replaceCallable(Node call, NewValue value) {
        throw new UnsupportedOperationException();
    }

    /** Replaces an argument of a call, counted from 0. */
    public PickleEdit replaceArgument(Node call, int index, NewValue value) {
        throw new UnsupportedOperationException();
    }

    /** Replaces an item of a tuple or list, counted from 0. */
    public PickleEdit replaceItem(Node sequence, int index, NewValue value) {
        throw new UnsupportedOperationException();
    }

    /** Replaces the value of an entry. */
    public PickleEdit replaceValue(Entry entry, NewValue value) {
        throw new UnsupportedOperationException();
    }

    /** Gives an entry another key; only this entry. */
    public PickleEdit rename(Entry entry, String key) {
        throw new UnsupportedOperationException();
    }

    /** Takes an entry out of its mapping. */
    public PickleEdit remove(Entry entry) {
        throw new UnsupportedOperationException();
    }

    /** Puts an entry before all others of a mapping; several in the order of the calls. */
    public PickleEdit insertFirst(Node mapping, NewValue key, NewValue value) {
        throw new UnsupportedOperationException();
    }

    /** Puts an entry right after another, which may itself be removed; several in the order of the calls. */
    public PickleEdit insertAfter(Entry entry, NewValue key, NewValue value) {
        throw new UnsupportedOperationException();
    }

    /** Puts an entry after all others of a mapping; several in the order of the calls. */
    public PickleEdit insertLast(Node mapping, NewValue key, NewValue value) {
        throw new UnsupportedOperationException();
    }

    /** Puts an item at the end of a list. */
    public PickleEdit append(Node list, NewValue value) {
        throw new UnsupportedOperationException();
    }

    /** Takes an item, counted from 0, out of a list. */
    public PickleEdit removeItem(Node list, int index) {
        throw new UnsupportedOperationException();
    }

    /** True if nothing is to be done. */
    public boolean isEmpty() {
        throw new UnsupportedOperationException();
    }

    /**
     * The edited pickle, with the bytes after STOP. It was read again and compared with what was meant; with no edits it
     * is the source, byte for byte.
     */
    public byte[] apply() {
        throw new UnsupportedOperationException();
    }
}
