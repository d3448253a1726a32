package io.regraft.format.pytorch.pickle;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Objects of Python, as far as pickles of tests need them; each has an identity. Atoms are Java's own. */
sealed interface Py {

    /** A text that may have several owners. */
    record Str(String value) implements Py {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** A tuple, list, dict (keys and values in turn), call or persistent id. */
    final class Holder implements Py {
        final Kind kind;
        /** Items; of a call the arguments. */
        List<Object> items = new ArrayList<>();
        /** Keys and values in turn. */
        List<Object> entries = new ArrayList<>();
        /** The class of a call, and its state or null. */
        Object callable;

        Object state;

        Holder(Kind kind, Object... items) {
            this.kind = kind;
            this.items.addAll(List.of(items));
        }
    }

    enum Kind {
        TUPLE,
        LIST,
        DICT,
        CALL,
        PERSID
    }

    /** A class by name. */
    record Name(String module, String name) implements Py {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** {@code None}. */
    enum None {
        NONE
    }

    /** Writes a graph as {@link Graphs} writes that of its pickle, and numbers its objects as that does. */
    final class Writer {
        private final StringBuilder out = new StringBuilder();
        final IdentityHashMap<Holder, Integer> numbers = new IdentityHashMap<>();
        final List<Holder> holders = new ArrayList<>();

        static String text(Object root) {
            Writer writer = new Writer();
            writer.write(root);
            return writer.out.toString();
        }

        void write(Object object) {
            if (object instanceof Str str) {
                out.append('\'').append(str.value).append('\'');
            } else if (object instanceof Name name) {
                out.append(name.module).append('.').append(name.name);
            } else if (object == None.NONE) {
                out.append("None");
            } else if (object instanceof Holder holder) {
                holder(holder);
            } else {
                out.append(object);
            }
        }

        private void holder(Holder holder) {
            if (holder.kind == Kind.TUPLE && holder.items.isEmpty()) {
                out.append("()");
                return;
            }
            Integer known = numbers.putIfAbsent(holder, numbers.size());
            out.append(holder.kind == Kind.CALL ? "call" : holder.kind == Kind.PERSID ? "pid" : "");
            out.append('#').append(known == null ? numbers.size() - 1 : known);
            if (known != null) {
                return;
            }
            holders.add(holder);
            switch (holder.kind) {
                case TUPLE -> list("(", holder.items, ")");
                case LIST -> list("[", holder.items, "]");
                case DICT -> entries(holder);
                case PERSID -> write(holder.items.get(0));
                case CALL -> call(holder);
            }
        }

        private void call(Holder call) {
            write(call.callable);
            list("(", call.items, ")");
            if (!call.entries.isEmpty() || ((Name) call.callable).name.equals("OrderedDict")) {
                entries(call);
            }
            if (call.state != null) {
                out.append(" with ");
                write(call.state);
            }
        }

        private void entries(Holder mapping) {
            out.append('{');
            for (int i = 0; i < mapping.entries.size(); i += 2) {
                write(mapping.entries.get(i));
                out.append(": ");
                write(mapping.entries.get(i + 1));
                out.append(", ");
            }
            out.append('}');
        }

        private void list(String open, List<Object> items, String close) {
            out.append(open);
            for (Object item : items) {
                write(item);
                out.append(", ");
            }
            out.append(close);
        }
    }
}
