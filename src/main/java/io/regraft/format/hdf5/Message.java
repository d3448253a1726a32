package io.regraft.format.hdf5;

/**
 * A message of an object header.
 *
 * @param flags as they stand in the file
 * @param order creation index, or -1 where none is kept
 * @param body what it says, and where
 */
record Message(int type, int flags, int order, Block body) {

    static final int NIL = 0x00;
    static final int DATASPACE = 0x01;
    static final int LINK_INFO = 0x02;
    static final int DATATYPE = 0x03;
    static final int OLD_FILL_VALUE = 0x04;
    static final int FILL_VALUE = 0x05;
    static final int LINK = 0x06;
    static final int EXTERNAL_FILES = 0x07;
    static final int LAYOUT = 0x08;
    static final int GROUP_INFO = 0x0A;
    static final int FILTERS = 0x0B;
    static final int ATTRIBUTE = 0x0C;
    static final int SHARED_TABLE = 0x0F;
    static final int CONTINUATION = 0x10;
    static final int SYMBOL_TABLE = 0x11;
    static final int NODE_SIZES = 0x13;
    static final int DRIVER = 0x14;
    static final int ATTRIBUTE_INFO = 0x15;
    static final int LINK_COUNT = 0x16;
    static final int FILE_SPACE = 0x17;

    private static final int LAST_KNOWN = 0x17;
    private static final int SHARED = 2;
    private static final int FAIL_ON_WRITE = 8;
    private static final int FAIL_ALWAYS = 0x80;

    /** True if the body only says where the message itself is. */
    boolean isShared() {
        return (flags & SHARED) != 0;
    }

    /** True if a program that does not know its type may not change the object. */
    boolean forbidsChange() {
        return type > LAST_KNOWN && (flags & (FAIL_ON_WRITE | FAIL_ALWAYS)) != 0;
    }
}
