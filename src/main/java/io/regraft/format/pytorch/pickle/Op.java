package io.regraft.format.pytorch.pickle;

import java.util.Arrays;
import java.util.Locale;

/** The opcodes of protocols 0 to 5, what follows each in the tape, and what each does to the stack. */
final class Op {

    static final int MARK = '(';
    static final int STOP = '.';
    static final int POP = '0';
    static final int POP_MARK = '1';
    static final int DUP = '2';
    static final int FLOAT = 'F';
    static final int INT = 'I';
    static final int BININT = 'J';
    static final int BININT1 = 'K';
    static final int LONG = 'L';
    static final int BININT2 = 'M';
    static final int NONE = 'N';
    static final int PERSID = 'P';
    static final int BINPERSID = 'Q';
    static final int REDUCE = 'R';
    static final int STRING = 'S';
    static final int BINSTRING = 'T';
    static final int SHORT_BINSTRING = 'U';
    static final int UNICODE = 'V';
    static final int BINUNICODE = 'X';
    static final int APPEND = 'a';
    static final int BUILD = 'b';
    static final int GLOBAL = 'c';
    static final int DICT = 'd';
    static final int EMPTY_DICT = '}';
    static final int APPENDS = 'e';
    static final int GET = 'g';
    static final int BINGET = 'h';
    static final int INST = 'i';
    static final int LONG_BINGET = 'j';
    static final int LIST = 'l';
    static final int EMPTY_LIST = ']';
    static final int OBJ = 'o';
    static final int PUT = 'p';
    static final int BINPUT = 'q';
    static final int LONG_BINPUT = 'r';
    static final int SETITEM = 's';
    static final int TUPLE = 't';
    static final int EMPTY_TUPLE = ')';
    static final int SETITEMS = 'u';
    static final int BINFLOAT = 'G';
    static final int BINBYTES = 'B';
    static final int SHORT_BINBYTES = 'C';
    static final int PROTO = 0x80;
    static final int NEWOBJ = 0x81;
    static final int EXT1 = 0x82;
    static final int EXT2 = 0x83;
    static final int EXT4 = 0x84;
    static final int TUPLE1 = 0x85;
    static final int TUPLE2 = 0x86;
    static final int TUPLE3 = 0x87;
    static final int NEWTRUE = 0x88;
    static final int NEWFALSE = 0x89;
    static final int LONG1 = 0x8a;
    static final int LONG4 = 0x8b;
    static final int SHORT_BINUNICODE = 0x8c;
    static final int BINUNICODE8 = 0x8d;
    static final int BINBYTES8 = 0x8e;
    static final int EMPTY_SET = 0x8f;
    static final int ADDITEMS = 0x90;
    static final int FROZENSET = 0x91;
    static final int NEWOBJ_EX = 0x92;
    static final int STACK_GLOBAL = 0x93;
    static final int MEMOIZE = 0x94;
    static final int FRAME = 0x95;
    static final int BYTEARRAY8 = 0x96;
    static final int NEXT_BUFFER = 0x97;
    static final int READONLY_BUFFER = 0x98;

    // What follows an opcode: that many bytes, or one of these.
    static final byte LINE = -1;
    static final byte TWO_LINES = -2;
    static final byte LENGTH1 = -3;
    static final byte LENGTH4 = -4;
    static final byte LENGTH8 = -5;
    static final byte UNKNOWN = -6;

    /** What an opcode does to the stack. */
    enum Role {
        /** Pushes something that holds nothing. */
        ATOM,
        /** Takes a fixed number of slots and pushes what holds them. */
        FIXED,
        /** Takes all slots after the mark and pushes what holds them. */
        MARKED,
        /** Takes a fixed number of slots and puts them into what lies below. */
        MUTATE,
        /** Takes all slots after the mark and puts them into what lies below. */
        MUTATE_MARKED,
        /** Names the top slot in the memo. */
        PUT,
        /** Pushes what the memo names. */
        GET,
        MARK,
        POP,
        POP_MARK,
        DUP,
        PROTO,
        FRAME,
        STOP,
        /** Known, but its bytes lie elsewhere. */
        OUT_OF_BAND,
        UNKNOWN
    }

    private static final byte[] ARGUMENT = new byte[256];
    private static final Role[] ROLES = new Role[256];
    private static final NodeKind[] KINDS = new NodeKind[256];
    private static final byte[] TAKES = new byte[256];
    private static final String[] NAMES = new String[256];
    private static final boolean[] SCALARS = new boolean[256];
    private static final boolean[] PLAIN = new boolean[256];

    static {
        Arrays.fill(ARGUMENT, UNKNOWN);
        Arrays.fill(ROLES, Role.UNKNOWN);
        atoms();
        containers();
        mutations();
        define(MARK, "MARK", 0, Role.MARK);
        define(STOP, "STOP", 0, Role.STOP);
        define(POP, "POP", 0, Role.POP);
        define(POP_MARK, "POP_MARK", 0, Role.POP_MARK);
        define(DUP, "DUP", 0, Role.DUP);
        define(GET, "GET", LINE, Role.GET);
        define(BINGET, "BINGET", 1, Role.GET);
        define(LONG_BINGET, "LONG_BINGET", 4, Role.GET);
        define(PUT, "PUT", LINE, Role.PUT);
        define(BINPUT, "BINPUT", 1, Role.PUT);
        define(LONG_BINPUT, "LONG_BINPUT", 4, Role.PUT);
        define(MEMOIZE, "MEMOIZE", 0, Role.PUT);
        define(PROTO, "PROTO", 1, Role.PROTO);
        define(FRAME, "FRAME", 8, Role.FRAME);
        define(NEXT_BUFFER, "NEXT_BUFFER", 0, Role.OUT_OF_BAND);
        define(READONLY_BUFFER, "READONLY_BUFFER", 0, Role.OUT_OF_BAND);
        for (int op = 0; op < 256; op++) {
            PLAIN[op] = switch (ROLES[op]) {
                case ATOM, FIXED, MARKED, MUTATE, MUTATE_MARKED, MARK, POP, POP_MARK, DUP, PROTO -> true;
                case PUT, GET, FRAME, STOP, OUT_OF_BAND, UNKNOWN -> false;
            };
        }
    }

    private Op() {}

    private static void atoms() {
        atom(NONE, "NONE", 0, NodeKind.NONE);
        atom(NEWTRUE, "NEWTRUE", 0, NodeKind.BOOL);
        atom(NEWFALSE, "NEWFALSE", 0, NodeKind.BOOL);
        atom(INT, "INT", LINE, NodeKind.INT);
        atom(LONG, "LONG", LINE, NodeKind.INT);
        atom(BININT, "BININT", 4, NodeKind.INT);
        atom(BININT1, "BININT1", 1, NodeKind.INT);
        atom(BININT2, "BININT2", 2, NodeKind.INT);
        atom(LONG1, "LONG1", LENGTH1, NodeKind.INT);
        atom(LONG4, "LONG4", LENGTH4, NodeKind.INT);
        atom(FLOAT, "FLOAT", LINE, NodeKind.FLOAT);
        atom(BINFLOAT, "BINFLOAT", 8, NodeKind.FLOAT);
        atom(STRING, "STRING", LINE, NodeKind.TEXT);
        atom(BINSTRING, "BINSTRING", LENGTH4, NodeKind.TEXT);
        atom(SHORT_BINSTRING, "SHORT_BINSTRING", LENGTH1, NodeKind.TEXT);
        atom(UNICODE, "UNICODE", LINE, NodeKind.TEXT);
        atom(BINUNICODE, "BINUNICODE", LENGTH4, NodeKind.TEXT);
        atom(SHORT_BINUNICODE, "SHORT_BINUNICODE", LENGTH1, NodeKind.TEXT);
        atom(BINUNICODE8, "BINUNICODE8", LENGTH8, NodeKind.TEXT);
        atom(BINBYTES, "BINBYTES", LENGTH4, NodeKind.BYTES);
        atom(SHORT_BINBYTES, "SHORT_BINBYTES", LENGTH1, NodeKind.BYTES);
        atom(BINBYTES8, "BINBYTES8", LENGTH8, NodeKind.BYTES);
        atom(BYTEARRAY8, "BYTEARRAY8", LENGTH8, NodeKind.BYTEARRAY);
        atom(EMPTY_TUPLE, "EMPTY_TUPLE", 0, NodeKind.TUPLE);
        atom(EMPTY_LIST, "EMPTY_LIST", 0, NodeKind.LIST);
        atom(EMPTY_DICT, "EMPTY_DICT", 0, NodeKind.DICT);
        atom(EMPTY_SET, "EMPTY_SET", 0, NodeKind.SET);
        atom(GLOBAL, "GLOBAL", TWO_LINES, NodeKind.GLOBAL);
        atom(PERSID, "PERSID", LINE, NodeKind.PERSID);
        atom(EXT1, "EXT1", 1, NodeKind.EXTENSION);
        atom(EXT2, "EXT2", 2, NodeKind.EXTENSION);
        atom(EXT4, "EXT4", 4, NodeKind.EXTENSION);
    }

    private static void containers() {
        fixed(TUPLE1, "TUPLE1", 1, NodeKind.TUPLE);
        fixed(TUPLE2, "TUPLE2", 2, NodeKind.TUPLE);
        fixed(TUPLE3, "TUPLE3", 3, NodeKind.TUPLE);
        fixed(REDUCE, "REDUCE", 2, NodeKind.REDUCE);
        fixed(NEWOBJ, "NEWOBJ", 2, NodeKind.NEWOBJ);
        fixed(NEWOBJ_EX, "NEWOBJ_EX", 3, NodeKind.NEWOBJ);
        fixed(BINPERSID, "BINPERSID", 1, NodeKind.PERSID);
        fixed(STACK_GLOBAL, "STACK_GLOBAL", 2, NodeKind.GLOBAL);
        marked(TUPLE, "TUPLE", 0, NodeKind.TUPLE);
        marked(LIST, "LIST", 0, NodeKind.LIST);
        marked(DICT, "DICT", 0, NodeKind.DICT);
        marked(FROZENSET, "FROZENSET", 0, NodeKind.FROZENSET);
        marked(OBJ, "OBJ", 0, NodeKind.INSTANCE);
        marked(INST, "INST", TWO_LINES, NodeKind.INSTANCE);
    }

    private static void mutations() {
        mutation(APPEND, "APPEND", 1, Role.MUTATE);
        mutation(SETITEM, "SETITEM", 2, Role.MUTATE);
        mutation(BUILD, "BUILD", 1, Role.MUTATE);
        mutation(APPENDS, "APPENDS", 0, Role.MUTATE_MARKED);
        mutation(SETITEMS, "SETITEMS", 0, Role.MUTATE_MARKED);
        mutation(ADDITEMS, "ADDITEMS", 0, Role.MUTATE_MARKED);
    }

    private static void define(int op, String name, int argument, Role role) {
        NAMES[op] = name;
        ARGUMENT[op] = (byte) argument;
        ROLES[op] = role;
    }

    private static void atom(int op, String name, int argument, NodeKind kind) {
        define(op, name, argument, Role.ATOM);
        KINDS[op] = kind;
        SCALARS[op] = switch (kind) {
            case NONE, BOOL, INT, FLOAT, TEXT, BYTES, GLOBAL, TUPLE, PERSID -> true;
            case BYTEARRAY, LIST, DICT, SET, FROZENSET, REDUCE, NEWOBJ, INSTANCE, EXTENSION -> false;
        };
    }

    private static void fixed(int op, String name, int takes, NodeKind kind) {
        define(op, name, 0, Role.FIXED);
        TAKES[op] = (byte) takes;
        KINDS[op] = kind;
    }

    private static void marked(int op, String name, int argument, NodeKind kind) {
        define(op, name, argument, Role.MARKED);
        KINDS[op] = kind;
    }

    private static void mutation(int op, String name, int takes, Role role) {
        define(op, name, 0, role);
        TAKES[op] = (byte) takes;
    }

    /** Bytes that follow, or LINE … UNKNOWN. */
    static byte argument(int op) {
        return ARGUMENT[op];
    }

    static Role role(int op) {
        return ROLES[op];
    }

    /** What the opcode pushes; only for ATOM, FIXED and MARKED. */
    static NodeKind kind(int op) {
        return KINDS[op];
    }

    /** Slots that a FIXED or MUTATE opcode takes. */
    static int takes(int op) {
        return TAKES[op];
    }

    /** The name, as Python's documentation has it. */
    static String name(int op) {
        return NAMES[op] == null ? String.format(Locale.ROOT, "0x%02X", op) : NAMES[op];
    }

    /** True for what an edit copies without a look: neither memo nor frames nor the end. */
    static boolean isPlain(int op) {
        return PLAIN[op];
    }

    /** True for an atom that can't change and may be written twice without harm. */
    static boolean isScalar(int op) {
        return SCALARS[op];
    }

    /** True for what sets keys; else a mutation adds items, or is a BUILD. */
    static boolean setsKeys(int op) {
        return op == SETITEM || op == SETITEMS;
    }
}
