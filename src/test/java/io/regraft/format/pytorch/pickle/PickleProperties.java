package io.regraft.format.pytorch.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.problem.RegraftException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random graphs of objects, pickled as CPython does, read, edited at random, and compared with the graphs edited alike. */
final class PickleProperties {

    @Provide
    Arbitrary<TinyPickler.Setting> settings() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.of(2, 3, 1_000),
                        Arbitraries.of(8, 40, 65_536),
                        Arbitraries.of(true, false))
                .as(TinyPickler.Setting::new);
    }

    @Property
    void parsedGraphIsThePickledOne(@ForAll("settings") TinyPickler.Setting setting, @ForAll long seed) {
        Object root = new Graph(new Random(seed), setting.protocol()).root();
        byte[] bytes = TinyPickler.pickle(root, setting);

        assertThat(Graphs.text(bytes)).isEqualTo(Py.Writer.text(root));
        assertThat(Assembler.parse(bytes).edit().apply()).isEqualTo(bytes);
    }

    @Property(tries = 3_000)
    void editedPickleIsThePickleOfTheEditedGraph(@ForAll("settings") TinyPickler.Setting setting, @ForAll long seed) {
        Random random = new Random(seed);
        Object root = new Graph(random, setting.protocol()).root();
        Pickle pickle = Assembler.parse(TinyPickler.pickle(root, setting));
        PickleEdit edit = pickle.edit();
        new Wishes(random, pickle, root, edit).make();

        byte[] edited;
        try {
            edited = edit.apply();
        } catch (RegraftException e) {
            // The one thing that an ordinary pickle is refused for: a tuple (or call) that would hold itself.
            assertThat(e).hasMessageContaining("holds itself");
            return;
        }
        assertThat(Graphs.text(edited)).isEqualTo(Py.Writer.text(root));
    }

    /** Makes graphs: most of new objects, some of objects met before. */
    private static final class Graph {
        private final Random random;
        private final int protocol;
        private static final List<Py.Kind> KINDS =
                List.of(Py.Kind.TUPLE, Py.Kind.LIST, Py.Kind.DICT, Py.Kind.CALL, Py.Kind.PERSID);
        private final List<Object> pool = new ArrayList<>();
        private final List<Py.Holder> open = new ArrayList<>();
        private int keys;

        Graph(Random random, int protocol) {
            this.random = random;
            this.protocol = protocol;
        }

        Object root() {
            Object root = holder(Py.Kind.DICT, 4);
            // Some lists and dicts get what holds them: cycles.
            for (Py.Holder holder : open) {
                if (random.nextInt(8) == 0 && !pool.isEmpty()) {
                    Object any = pool.get(random.nextInt(pool.size()));
                    if (holder.kind == Py.Kind.LIST && !inCall(any)) {
                        holder.items.add(any);
                    }
                }
            }
            return root;
        }

        /** What holds itself by way of a call's arguments can't be pickled. */
        private static boolean inCall(Object any) {
            Set<Object> met = Collections.newSetFromMap(new IdentityHashMap<>());
            Deque<Object> open = new ArrayDeque<>(List.of(any));
            while (!open.isEmpty()) {
                if (open.pop() instanceof Py.Holder h && met.add(h)) {
                    if (h.kind == Py.Kind.CALL || h.kind == Py.Kind.PERSID) {
                        return true;
                    }
                    open.addAll(h.items);
                    open.addAll(h.entries);
                }
            }
            return false;
        }

        private Object value(int depth) {
            int choice = random.nextInt(12);
            if (!pool.isEmpty() && choice < 3) {
                return pool.get(random.nextInt(pool.size()));
            }
            if (depth == 0 || choice < 6) {
                return atom();
            }
            Py.Kind kind = KINDS.get(random.nextInt(protocol == 0 ? 4 : 5));
            return holder(kind, depth - 1);
        }

        private Object atom() {
            return switch (random.nextInt(5)) {
                case 0 -> Py.None.NONE;
                case 1 -> random.nextBoolean();
                case 2 -> random.nextLong() >> random.nextInt(64);
                default -> {
                    Py.Str str =
                            new Py.Str("t".repeat(random.nextInt(3) * random.nextInt(20)) + "é" + random.nextInt(9));
                    pool.add(str);
                    yield str;
                }
            };
        }

        private Py.Holder holder(Py.Kind kind, int depth) {
            Py.Holder holder = new Py.Holder(kind);
            int size = random.nextInt(6);
            if (kind == Py.Kind.PERSID) {
                holder.items.add(holder(Py.Kind.TUPLE, depth));
            } else if (kind == Py.Kind.CALL) {
                boolean mapping = random.nextBoolean();
                holder.callable = mapping ? ordered() : name("f" + random.nextInt(3));
                items(holder, mapping ? 0 : size, depth);
                entries(holder, mapping ? size : 0, depth);
                holder.state = random.nextInt(3) == 0 ? holder(Py.Kind.DICT, Math.max(0, depth - 1)) : null;
            } else if (kind == Py.Kind.DICT) {
                entries(holder, size, depth);
            } else {
                items(holder, size, depth);
            }
            if (kind != Py.Kind.PERSID) {
                // What stands for a storage is never in the memo.
                pool.add(holder);
            }
            if (kind == Py.Kind.LIST || kind == Py.Kind.DICT) {
                open.add(holder);
            }
            return holder;
        }

        private void items(Py.Holder holder, int size, int depth) {
            for (int i = 0; i < size; i++) {
                holder.items.add(value(depth));
            }
        }

        private void entries(Py.Holder holder, int size, int depth) {
            for (int i = 0; i < size; i++) {
                holder.entries.add(key(holder));
                holder.entries.add(value(depth));
            }
        }

        private Object key(Py.Holder holder) {
            if (random.nextInt(3) == 0) {
                Object any = pool.isEmpty() ? null : pool.get(random.nextInt(pool.size()));
                if (any instanceof Py.Str str && texts(holder).stream().noneMatch(str.value()::equals)) {
                    return str;
                }
            }
            Py.Str fresh = new Py.Str("k" + keys++);
            pool.add(fresh);
            return fresh;
        }

        private static List<String> texts(Py.Holder holder) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < holder.entries.size(); i += 2) {
                texts.add(((Py.Str) holder.entries.get(i)).value());
            }
            return texts;
        }

        private Py.Name ordered() {
            return named("collections", "OrderedDict");
        }

        private Py.Name name(String name) {
            return named("m", name);
        }

        private Py.Name named(String module, String name) {
            for (Object any : pool) {
                if (any instanceof Py.Name n && n.name().equals(name)) {
                    return n;
                }
            }
            Py.Name fresh = new Py.Name(module, name);
            pool.add(fresh);
            return fresh;
        }
    }

    /** Edits at random: said to the pickle, and done to the graph. */
    private static final class Wishes {
        private final Random random;
        private final PickleEdit edit;
        private final List<Py.Holder> holders;
        private final Map<Py.Holder, Node> nodes = new HashMap<>();
        private int fresh;

        Wishes(Random random, Pickle pickle, Object root, PickleEdit edit) {
            this.random = random;
            this.edit = edit;
            Py.Writer writer = new Py.Writer();
            writer.write(root);
            this.holders = List.copyOf(writer.holders);
            pair(root, pickle.root());
        }

        /** Finds the node of each object by walking both graphs alike. */
        private void pair(Object object, Node node) {
            if (!(object instanceof Py.Holder holder) || nodes.putIfAbsent(holder, node) != null) {
                return;
            }
            List<Node> items = holder.kind == Py.Kind.CALL
                    ? node.args()
                    : holder.kind == Py.Kind.PERSID
                            ? List.of(node.persistentId().orElseThrow())
                            : node.items();
            for (int i = 0; i < holder.items.size(); i++) {
                pair(holder.items.get(i), items.get(i));
            }
            List<Entry> entries = node.entries();
            for (int i = 0; i < entries.size(); i++) {
                pair(holder.entries.get(2 * i + 1), entries.get(i).value());
            }
            node.state().ifPresent(state -> pair(holder.state, state));
        }

        void make() {
            List<Runnable> later = new ArrayList<>();
            for (Py.Holder holder : holders) {
                if (random.nextInt(3) == 0) {
                    switch (holder.kind) {
                        case DICT -> mapping(holder, later);
                        case LIST -> list(holder, later);
                        case TUPLE -> tuple(holder, later);
                        case CALL -> call(holder, later);
                        case PERSID -> {}
                    }
                }
            }
            later.forEach(Runnable::run);
        }

        private record New(NewValue value, Object object) {}

        private New value() {
            return switch (random.nextInt(5)) {
                case 0 -> new New(NewValue.of(70_000), 70_000L);
                case 1 -> new New(NewValue.tuple(1, -2), new Py.Holder(Py.Kind.TUPLE, 1L, -2L));
                case 2 -> new New(NewValue.orderedDict(), orderedDict());
                case 3 -> new New(NewValue.of("new"), new Py.Str("new"));
                default -> existing();
            };
        }

        private static Py.Holder orderedDict() {
            Py.Holder ordered = new Py.Holder(Py.Kind.CALL);
            ordered.callable = new Py.Name("collections", "OrderedDict");
            return ordered;
        }

        /** An object of the source; a persistent id is written again, so it is another object. */
        private New existing() {
            Py.Holder any = holders.get(random.nextInt(holders.size()));
            if (any.kind == Py.Kind.PERSID) {
                return new New(NewValue.of(5), 5L);
            }
            return new New(NewValue.existing(nodes.get(any)), any);
        }

        private void mapping(Py.Holder holder, List<Runnable> later) {
            Node node = nodes.get(holder);
            List<Entry> entries = node.entries();
            List<Object> result = new ArrayList<>();
            boolean mutable = node.isMapping();
            if (mutable && random.nextInt(3) == 0) {
                New value = value();
                edit.insertFirst(node, key(result), value.value);
                result.add(value.object);
            }
            for (Entry entry : entries) {
                entry(holder, entry, result);
            }
            if (mutable && random.nextInt(3) == 0) {
                New value = value();
                edit.insertLast(node, key(result), value.value);
                result.add(value.object);
            }
            later.add(() -> holder.entries = result);
        }

        private void entry(Py.Holder holder, Entry entry, List<Object> result) {
            int at = 2 * entry.number();
            int choice = random.nextInt(6);
            if (choice == 0) {
                edit.remove(entry);
            } else {
                Object value = holder.entries.get(at + 1);
                if (choice == 1) {
                    String key = "renamed" + fresh++;
                    edit.rename(entry, NewValue.of(key));
                    result.add(new Py.Str(key));
                } else {
                    result.add(holder.entries.get(at));
                }
                if (choice == 2) {
                    New other = value();
                    edit.replaceValue(entry, other.value);
                    value = other.object;
                }
                result.add(value);
            }
            if (random.nextInt(6) == 0) {
                New value = value();
                edit.insertAfter(entry, key(result), value.value);
                result.add(value.object);
            }
        }

        private NewValue key(List<Object> result) {
            String key = "inserted" + fresh++;
            result.add(new Py.Str(key));
            return NewValue.of(key);
        }

        private void list(Py.Holder holder, List<Runnable> later) {
            List<Object> result = new ArrayList<>();
            for (int i = 0; i < holder.items.size(); i++) {
                int choice = random.nextInt(4);
                if (choice == 0) {
                    edit.removeItem(nodes.get(holder), i);
                } else if (choice == 1) {
                    New value = value();
                    edit.replaceItem(nodes.get(holder), i, value.value);
                    result.add(value.object);
                } else {
                    result.add(holder.items.get(i));
                }
            }
            if (random.nextBoolean()) {
                New value = value();
                edit.append(nodes.get(holder), value.value);
                result.add(value.object);
            }
            later.add(() -> holder.items = result);
        }

        private void tuple(Py.Holder holder, List<Runnable> later) {
            int at = random.nextInt(holder.items.size());
            New value = value();
            edit.replaceItem(nodes.get(holder), at, value.value);
            later.add(() -> holder.items.set(at, value.object));
        }

        private void call(Py.Holder holder, List<Runnable> later) {
            if (holder.items.isEmpty()) {
                mapping(holder, later);
                return;
            }
            int at = random.nextInt(holder.items.size());
            New value = value();
            edit.replaceArgument(nodes.get(holder), at, value.value);
            edit.replaceCallable(nodes.get(holder), NewValue.global("n", "g"));
            later.add(() -> {
                holder.items.set(at, value.object);
                holder.callable = new Py.Name("n", "g");
            });
        }
    }
}
