package io.regraft.format.pytorch.pickle;

import io.regraft.format.Limits;
import java.util.Arrays;
import java.util.List;

/** The bytes that edits gave, read again; that they make what was meant is proven when it is asked for. */
public final class EditedPickle {

    private final Pickle source;
    private final List<Change> changes;
    private final byte[] bytes;
    private final Pickle result;

    private EditedPickle(Pickle source, List<Change> changes, byte[] bytes, Pickle result) {
        this.source = source;
        this.changes = changes;
        this.bytes = bytes;
        this.result = result;
    }

    static EditedPickle of(Pickle source, List<Change> changes, byte[] bytes) {
        Limits given = source.limits();
        Limits limits = new Limits(given.depth() + 64, Integer.MAX_VALUE, given.paths(), given.headerBytes());
        Pickle result = Pickle.parse(source.graph().tape.with(bytes), limits);
        return new EditedPickle(source, List.copyOf(changes), bytes, result);
    }

    /** The new tape. */
    public byte[] bytes() {
        return Arrays.copyOf(bytes, bytes.length);
    }

    /** The new tape as parsed. */
    public Pickle pickle() {
        return result;
    }

    /**
     * Compares the graph of the new tape with the one that was meant: same structure, same sharing.
     *
     * @throws IllegalStateException if they differ, which is a defect of this program
     */
    public void prove() {
        Proof.check(source, changes, bytes, result);
    }
}
