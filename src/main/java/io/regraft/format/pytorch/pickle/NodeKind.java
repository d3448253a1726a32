package io.regraft.format.pytorch.pickle;

/** What a node of a pickle is. */
public enum NodeKind {
    /** {@code None}. */
    NONE,
    /** {@code True} or {@code False}. */
    BOOL,
    /** An integer of any size. */
    INT,
    /** A double. */
    FLOAT,
    /** A text; a string of Python 2 counts as one. */
    TEXT,
    /** Bytes that can't change. */
    BYTES,
    /** Bytes that can. */
    BYTEARRAY,
    /** A class or function by name. */
    GLOBAL,
    /** A tuple, the empty one too. */
    TUPLE,
    /** A list. */
    LIST,
    /** A plain dict. */
    DICT,
    /** A set. */
    SET,
    /** A set that can't change. */
    FROZENSET,
    /** A callable and its arguments: an object is what the call would return. */
    REDUCE,
    /** A class, the arguments of its {@code __new__}, and perhaps named ones. */
    NEWOBJ,
    /** A class and its arguments, as protocols 0 and 1 write an instance. */
    INSTANCE,
    /** An object outside the pickle, by an id: a storage. */
    PERSID,
    /** A code of the extension registry: kept, never resolved. */
    EXTENSION
}
