package io.regraft.format.pytorch.pickle;

import io.regraft.format.Limits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The bytes that edits gave; they are read again, and proven to make what was meant, when that is asked for. */
public final class EditedPickle {

    private final Pickle source;
    private final List<Change> changes;
    private final Rewritten rewritten;
    private Optional<Pickle> result = Optional.empty();

    private EditedPickle(Pickle source, List<Change> changes, Rewritten rewritten) {
        this.source = source;
        this.changes = changes;
        this.rewritten = rewritten;
    }

    static EditedPickle of(Pickle source, List<Change> changes) {
        Rewriter rewriter = new Rewriter(source.graph(), new Patches(source.graph(), changes));
        return new EditedPickle(source, List.copyOf(changes), rewriter.run());
    }

    /** The new tape. */
    public ByteBuffer bytes() {
        return rewritten.bytes();
    }

    /** The new tape as parsed. */
    public Pickle pickle() {
        if (result.isEmpty()) {
            Limits given = source.limits();
            Limits limits = new Limits(given.depth() + 64, Integer.MAX_VALUE, given.paths(), given.headerBytes());
            result = Optional.of(Pickle.parse(source.graph().tape.with(rewritten), limits));
        }
        return result.get();
    }

    /** True if surely the persistent ids are those of the source, in their order, with the same texts in them. */
    public boolean keepsPersistentIds() {
        return !rewritten.moves() && new KeptIds(source.graph()).areKeptBy(changes);
    }

    /**
     * Compares the graph of the new tape with the one that was meant: same structure, same sharing.
     *
     * @throws IllegalStateException if they differ, which is a defect of this program
     */
    public void prove() {
        Proof.check(source, changes, rewritten, pickle());
    }
}
