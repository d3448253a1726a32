package io.regraft.format.pytorch.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;

/** Pickles {@link Py} objects as CPython does: memo, batches, frames, the way out of tuples that hold themselves. */
final class TinyPickler {

    /** How the pickler is set: CPython's batch is 1,000, its frame 65,536. */
    record Setting(int protocol, int batch, int frame, boolean pythonOnly) {}

    private final Setting set;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private ByteArrayOutputStream frame = new ByteArrayOutputStream();
    private final IdentityHashMap<Object, Integer> memo = new IdentityHashMap<>();

    private TinyPickler(Setting set) {
        this.set = set;
    }

    static byte[] pickle(Object root, Setting set) {
        TinyPickler pickler = new TinyPickler(set);
        if (set.protocol >= 2) {
            pickler.out.write(0x80);
            pickler.out.write(set.protocol);
        }
        pickler.save(root);
        pickler.write('.');
        pickler.commit();
        return pickler.out.toByteArray();
    }

    private void write(int... codes) {
        for (int code : codes) {
            frame.write(code);
        }
    }

    private void line(String line) {
        frame.writeBytes((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private void little(long value, int width) {
        for (int i = 0; i < width; i++) {
            frame.write((int) (value >> (8 * i)));
        }
    }

    private void commit() {
        if (set.protocol >= 4 && frame.size() >= 4) {
            out.write(0x95);
            for (int i = 0; i < 8; i++) {
                out.write((int) ((long) frame.size() >> (8 * i)));
            }
        }
        out.writeBytes(frame.toByteArray());
        frame = new ByteArrayOutputStream();
    }

    private void save(Object object) {
        Integer known = memo.get(object);
        if (known != null) {
            get(known);
        } else if (object == Py.None.NONE) {
            write('N');
        } else if (object instanceof Boolean bool) {
            bool(bool);
        } else if (object instanceof Long number) {
            number(number);
        } else if (object instanceof Py.Str str) {
            text(str.value());
            memoize(object);
        } else if (object instanceof Py.Name name) {
            name(name);
        } else {
            holder((Py.Holder) object);
        }
        if (set.protocol >= 4 && frame.size() >= set.frame) {
            commit();
        }
    }

    private void bool(boolean value) {
        if (set.protocol >= 2) {
            write(value ? 0x88 : 0x89);
        } else {
            line(value ? "I01" : "I00");
        }
    }

    private void number(long value) {
        if (set.protocol == 0) {
            line((value == (int) value ? "I" + value : "L" + value + "L"));
        } else if (value >= 0 && value < 256) {
            write('K', (int) value);
        } else if (value >= 0 && value < 65_536) {
            write('M');
            little(value, 2);
        } else if (value == (int) value) {
            write('J');
            little(value, 4);
        } else if (set.protocol >= 2) {
            write(0x8a, 8);
            little(value, 8);
        } else {
            line("L" + value + "L");
        }
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (set.protocol == 0) {
            StringBuilder escaped = new StringBuilder("V");
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                escaped.append(c < 128 && c != '\\' && c != '\n' ? "" + c : String.format("\\u%04x", (int) c));
            }
            line(escaped.toString());
            return;
        }
        boolean apart = set.protocol >= 4 && utf8.length >= set.frame;
        if (apart) {
            commit();
        }
        if (set.protocol >= 4 && utf8.length < 256) {
            write(0x8c, utf8.length);
        } else {
            write('X');
            little(utf8.length, 4);
        }
        frame.writeBytes(utf8);
        if (apart) {
            // A long text stands outside of frames, the MEMOIZE behind it in the next one.
            out.writeBytes(frame.toByteArray());
            frame = new ByteArrayOutputStream();
        }
    }

    private void name(Py.Name name) {
        if (set.protocol >= 4) {
            save(new Py.Str(name.module()));
            save(new Py.Str(name.name()));
            write(0x93);
        } else {
            line("c" + name.module());
            line(name.name());
        }
        memoize(name);
    }

    private void holder(Py.Holder holder) {
        switch (holder.kind) {
            case TUPLE -> tuple(holder);
            case LIST -> {
                open(']', "(l");
                memoize(holder);
                batches(holder.items, 1, 'a', 'e');
            }
            case DICT -> {
                open('}', "(d");
                memoize(holder);
                batches(holder.entries, 2, 's', 'u');
            }
            case PERSID -> {
                save(holder.items.get(0));
                write('Q');
            }
            case CALL -> call(holder);
        }
    }

    private void open(int code, String text) {
        if (set.protocol >= 1) {
            write(code);
        } else {
            write(text.charAt(0), text.charAt(1));
        }
    }

    private void tuple(Py.Holder tuple) {
        int size = tuple.items.size();
        if (size == 0) {
            open(')', "(t");
            return;
        }
        boolean small = size <= 3 && set.protocol >= 2;
        if (!small) {
            write('(');
        }
        tuple.items.forEach(this::save);
        Integer known = memo.get(tuple);
        if (known != null) {
            // It holds itself: what was pushed goes, the tuple that was made inside is fetched.
            for (int i = 0; i < (small || set.protocol == 0 ? size + (small ? 0 : 1) : 0); i++) {
                write('0');
            }
            if (!small && set.protocol >= 1) {
                write('1');
            }
            get(known);
            return;
        }
        write(small ? 0x84 + size : 't');
        memoize(tuple);
    }

    private void call(Py.Holder call) {
        save(call.callable);
        Py.Holder args = new Py.Holder(Py.Kind.TUPLE);
        args.items = call.items;
        save(args);
        write('R');
        memoize(call);
        batches(call.entries, 2, 's', 'u');
        if (call.state != null) {
            save(call.state);
            write('b');
        }
    }

    private void batches(List<Object> parts, int width, int one, int many) {
        int step = set.protocol == 0 ? width : set.batch * width;
        boolean empty = !set.pythonOnly && step > width && parts.size() > 0 && parts.size() % step == 0;
        for (int from = 0; from < parts.size(); from += step) {
            int to = Math.min(parts.size(), from + step);
            boolean single = to - from == width && (set.protocol == 0 || set.pythonOnly || parts.size() == width);
            if (!single) {
                write('(');
            }
            parts.subList(from, to).forEach(this::save);
            write(single ? one : many);
        }
        if (empty) {
            write('(', many);
        }
    }

    private void memoize(Object object) {
        int index = memo.size();
        memo.put(object, index);
        if (set.protocol >= 4) {
            write(0x94);
        } else if (set.protocol == 0) {
            line("p" + index);
        } else if (index < 256) {
            write('q', index);
        } else {
            write('r');
            little(index, 4);
        }
    }

    private void get(int index) {
        if (set.protocol == 0) {
            line("g" + index);
        } else if (index < 256) {
            write('h', index);
        } else {
            write('j');
            little(index, 4);
        }
    }
}
