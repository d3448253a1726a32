package io.regraft.format.pytorch.pickle;

import io.regraft.format.Limits;
import java.nio.ByteBuffer;
import java.util.List;

/** A pickle that was read and not run: the tape of its opcodes, and a graph of objects as a view of it. */
@SuppressWarnings("DoNotCallSuggester")
public final class Pickle {

    Pickle() {}

    /**
     * Reads the pickle that starts at the buffer's position; what comes after its STOP is kept.
     *
     * @param bytes must not change afterwards: a heap buffer is not copied. Its position is left alone
     * @param file name of the file, for messages
     * @param part name of the record inside it; empty for the file itself
     */
    public static Pickle parse(ByteBuffer bytes, String file, String part, Limits limits) {
        throw new UnsupportedOperationException();
    }

    /** What the pickle makes. */
    public Node root() {
        throw new UnsupportedOperationException();
    }

    /** The highest protocol that a PROTO opcode names; 0 without one. */
    public int protocol() {
        throw new UnsupportedOperationException();
    }

    /** Bytes up to and with STOP: where the next pickle of a legacy file starts. */
    public int length() {
        throw new UnsupportedOperationException();
    }

    /** Bytes after STOP. */
    public int trailing() {
        throw new UnsupportedOperationException();
    }

    /** Every PERSID, in the order of the tape; the first of each storage gives torch's order of storages. */
    public List<Node> persistentIds() {
        throw new UnsupportedOperationException();
    }

    /** Every node that names a class or function (GLOBAL, and INSTANCE with its name inside), in the order of the tape. */
    public List<Node> globals() {
        throw new UnsupportedOperationException();
    }

    /** An empty list of edits of this pickle. */
    public PickleEdit edit() {
        throw new UnsupportedOperationException();
    }
}
