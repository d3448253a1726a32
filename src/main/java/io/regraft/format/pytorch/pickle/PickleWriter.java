package io.regraft.format.pytorch.pickle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes a new pickle of protocol 2, opcode by opcode as Python's own pickler does: each text, name, container and call
 * goes into the memo, dicts and lists are filled in batches of 1,000.
 *
 * <p>Equal texts are one object, as those that stand in a program are; {@link #madeText} is for the others.
 */
public final class PickleWriter {

    private static final int BATCH = 1_000;
    private static final int SHORT_INDEX = 0x100;
    private static final Global ORDERED_DICT = new Global("collections", "OrderedDict");

    private final Bytes out = new Bytes(4_096);
    private final Map<Object, Integer> memo = new HashMap<>();
    private int next;

    /** A text that is equal to others but an object of its own. */
    private record Own(String text) {}

    public PickleWriter() {
        out.add(Op.PROTO);
        out.add(2);
    }

    public void none() {
        out.add(Op.NONE);
    }

    public void bool(boolean value) {
        out.add(value ? Op.NEWTRUE : Op.NEWFALSE);
    }

    public void integer(long value) {
        integer(BigInteger.valueOf(value));
    }

    public void integer(BigInteger value) {
        integer(out, value);
    }

    /** The shortest opcode that holds the integer. */
    static void integer(Bytes out, BigInteger value) {
        if (value.bitLength() > 31) {
            byte[] big = value.toByteArray();
            out.add(big.length < 256 ? Op.LONG1 : Op.LONG4);
            out.addLittleEndian(big.length, big.length < 256 ? 1 : 4);
            for (int i = big.length - 1; i >= 0; i--) {
                out.add(big[i]);
            }
            return;
        }
        int small = value.intValue();
        int width = small >= 0 && small < 0x100 ? 1 : small >= 0 && small < 0x10000 ? 2 : 4;
        out.add(width == 1 ? Op.BININT1 : width == 2 ? Op.BININT2 : Op.BININT);
        out.addLittleEndian(small, width);
    }

    public void real(double value) {
        out.add(Op.BINFLOAT);
        out.add(ByteBuffer.allocate(8).putDouble(value).array());
    }

    public void text(String text) {
        memoised(text, text);
    }

    /** A text that a program made: an object of its own, though others may be equal to it. */
    public void madeText(String text) {
        memoised(new Own(text), text);
    }

    private void memoised(Object identity, String text) {
        if (fetched(identity)) {
            return;
        }
        byte[] utf8 = Texts.encode(text);
        out.add(Op.BINUNICODE);
        out.addLittleEndian(utf8.length, 4);
        out.add(utf8);
        put(identity);
    }

    public void global(Global name) {
        if (!fetched(name)) {
            out.add(Op.GLOBAL);
            out.add(Texts.encode(name.module() + "\n" + name.name() + "\n"));
            put(name);
        }
    }

    /** A tuple of as many values as {@code items} writes. */
    public void tuple(int size, Runnable items) {
        if (size > 3) {
            out.add(Op.MARK);
        }
        items.run();
        switch (size) {
            case 0 -> out.add(Op.EMPTY_TUPLE);
            case 1 -> out.add(Op.TUPLE1);
            case 2 -> out.add(Op.TUPLE2);
            case 3 -> out.add(Op.TUPLE3);
            default -> out.add(Op.TUPLE);
        }
        if (size > 0) {
            put();
        }
    }

    /** A tuple of integers: a size or stride. */
    public void tuple(long... items) {
        tuple(items.length, () -> {
            for (long item : items) {
                integer(item);
            }
        });
    }

    /** What a call returns; {@code arguments} writes as many values as {@code size}. */
    public void call(Global callable, int size, Runnable arguments) {
        global(callable);
        tuple(size, arguments);
        out.add(Op.REDUCE);
        put();
    }

    /** An object that lies elsewhere; {@code id} writes as many values as {@code size}. */
    public void persistent(int size, Runnable id) {
        tuple(size, id);
        out.add(Op.BINPERSID);
    }

    /** A list; {@code each} writes one item. */
    public <T> void list(List<T> items, Consumer<T> each) {
        out.add(Op.EMPTY_LIST);
        put();
        if (items.size() == 1) {
            each.accept(items.get(0));
            out.add(Op.APPEND);
            return;
        }
        for (int from = 0; from < items.size(); from += BATCH) {
            batch(items, from, each, Op.APPENDS);
        }
    }

    /** A dict; {@code each} writes a key and a value. */
    public <T> void dict(List<T> entries, Consumer<T> each) {
        out.add(Op.EMPTY_DICT);
        put();
        if (entries.size() == 1) {
            each.accept(entries.get(0));
            out.add(Op.SETITEM);
        } else if (!entries.isEmpty()) {
            // After a full batch Python begins another, even if nothing is left.
            for (int from = 0; from <= entries.size(); from += BATCH) {
                batch(entries, from, each, Op.SETITEMS);
            }
        }
    }

    /** A {@code collections.OrderedDict}; {@code each} writes a key and a value. */
    public <T> void orderedDict(List<T> entries, Consumer<T> each) {
        call(ORDERED_DICT, 0, () -> {});
        for (int from = 0; from < entries.size(); from += BATCH) {
            if (from == entries.size() - 1) {
                each.accept(entries.get(from));
                out.add(Op.SETITEM);
            } else {
                batch(entries, from, each, Op.SETITEMS);
            }
        }
    }

    private <T> void batch(List<T> all, int from, Consumer<T> each, int closing) {
        out.add(Op.MARK);
        all.subList(from, Math.min(all.size(), from + BATCH)).forEach(each);
        out.add(closing);
    }

    /** The pickle. */
    public byte[] finish() {
        out.add(Op.STOP);
        return out.toArray();
    }

    private boolean fetched(Object identity) {
        Integer index = memo.get(identity);
        if (index == null) {
            return false;
        }
        index(Op.BINGET, Op.LONG_BINGET, index);
        return true;
    }

    private void put(Object identity) {
        memo.put(identity, next);
        put();
    }

    private void put() {
        index(Op.BINPUT, Op.LONG_BINPUT, next++);
    }

    private void index(int narrow, int wide, int index) {
        out.add(index < SHORT_INDEX ? narrow : wide);
        out.addLittleEndian(index, index < SHORT_INDEX ? 1 : 4);
    }
}
