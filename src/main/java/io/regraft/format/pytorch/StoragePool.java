package io.regraft.format.pytorch;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Storage;
import io.regraft.format.pytorch.pickle.Global;
import io.regraft.format.pytorch.pickle.Node;
import io.regraft.format.pytorch.pickle.NodeKind;
import io.regraft.format.pytorch.pickle.NodeMap;
import io.regraft.format.pytorch.pickle.Pickle;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The storages of a pickle: every persistent id checked against its record. */
final class StoragePool {

    /** Finds the record of a storage, by its key. */
    @FunctionalInterface
    interface Records {
        Optional<Storage> of(String key);
    }

    private static final int PARTS = 5;
    private static final int CLASS = 1;
    private static final int KEY = 2;
    private static final int LOCATION = 3;
    private static final int NUMEL = 4;
    private static final String DAMAGED = "The file is damaged or hostile; nothing in it was run. Get it again.";

    private final List<String> keys;
    private final NodeMap<StorageRef> refs;
    private final NodeMap<Problem> unknown = new NodeMap<>(0);
    private final Set<String> severalIds;

    private StoragePool(Pickle pickle, Records records, boolean bigEndian) {
        List<Node> ids = pickle.persistentIds();
        this.refs = new NodeMap<>(ids.size());
        Reader reader = new Reader(records, bigEndian, ids.size());
        ids.forEach(reader::add);
        this.keys = Collections.unmodifiableList(reader.keys);
        this.severalIds = Set.copyOf(reader.severalIds);
    }

    static StoragePool of(Pickle pickle, Records records, boolean bigEndian) {
        return new StoragePool(pickle, records, bigEndian);
    }

    /** Keys in the order in which a pickle of ours first names them. */
    static List<String> keys(Pickle pickle) {
        Set<String> keys = new LinkedHashSet<>();
        for (Node pid : pickle.persistentIds()) {
            keys.add(tuple(pid).item(KEY).orElseThrow().text());
        }
        return List.copyOf(keys);
    }

    /** Keys in the order in which the pickle first names them. */
    List<String> keys() {
        return keys;
    }

    List<StorageRef> refs() {
        return refs.values();
    }

    /**
     * The storage of a persistent id.
     *
     * @throws RegraftException if it is of a class that is not known
     */
    StorageRef ref(Node pid) {
        return refs.get(pid).orElseThrow(() -> unknown.get(pid).orElseThrow().asException());
    }

    /** True if the file has several ids of a key. */
    boolean hasSeveralIds(String key) {
        return severalIds.contains(key);
    }

    static Node tuple(Node pid) {
        return pid.persistentId().filter(t -> t.kind() == NodeKind.TUPLE).orElse(pid);
    }

    /** Reads one id after the other, and keeps what many of them have in common. */
    private final class Reader {
        private final Records records;
        private final boolean bigEndian;
        private final Map<String, Numbered> storages;
        private final List<String> keys = new ArrayList<>();
        private final Set<String> severalIds = new HashSet<>();
        private final Map<String, String> locations = new HashMap<>();

        Reader(Records records, boolean bigEndian, int ids) {
            this.records = records;
            this.bigEndian = bigEndian;
            this.storages = new HashMap<>(2 * ids);
        }

        void add(Node pid) {
            Node tuple = tuple(pid);
            requireId(pid, tuple);
            String key = part(tuple, KEY).text();
            Node last = part(tuple, NUMEL);
            long numel = last.kind() == NodeKind.INT ? last.integer().orElse(-1) : -1;
            Numbered numbered = storages.get(key);
            if (numbered == null) {
                numbered = new Numbered(storages.size(), record(pid, key));
                storages.put(key, numbered);
                keys.add(key);
            } else {
                severalIds.add(key);
            }
            Storage storage = numbered.storage;
            Optional<Global> named = part(tuple, CLASS).global();
            Optional<StorageClass> type = named.flatMap(StorageClass::of);
            if (type.isEmpty()) {
                unknown.put(pid, unknown(pid, named));
                return;
            }
            checkSize(pid, key, type.get(), numel, storage);
            String location = locations.computeIfAbsent(part(tuple, LOCATION).text(), l -> l);
            refs.put(
                    pid,
                    new StorageRef(
                            pid,
                            named.orElseThrow(),
                            type.get(),
                            key,
                            location,
                            numel,
                            numbered.number,
                            ordered(storage, type.get())));
        }

        private Storage record(Node pid, String key) {
            return records.of(key)
                    .orElseThrow(() -> problem(
                                    pid,
                                    "expected a record 'data/" + key + "', found none",
                                    "The archive was cut or rebuilt without it: get it again.")
                            .asException());
        }

        /** In a big-endian file only typed storages are swapped on loading. */
        private Storage ordered(Storage s, StorageClass type) {
            boolean swapped = bigEndian && type.dtype().map(DType::swapUnit).orElse(1) > 1;
            return swapped
                    ? new Storage(s.id(), s.extent(), s.encoding(), s.bytes(), ByteOrder.BIG_ENDIAN, s.crc32())
                    : s;
        }
    }

    private record Numbered(int number, Storage storage) {}

    private static Node part(Node tuple, int index) {
        return tuple.item(index).orElseThrow();
    }

    private static void requireId(Node pid, Node tuple) {
        if (tuple.kind() == NodeKind.TEXT || tuple.equals(pid)) {
            throw problem(
                            pid,
                            "expected a tuple as the id of a storage, found a text, as pickle protocol 0 writes it; torch"
                                    + " does not load it either",
                            "Save it again with pickle_protocol=2, as torch does by itself.")
                    .asException();
        }
        if (tuple.size() != PARTS
                || !part(tuple, 0).isText("storage")
                || part(tuple, KEY).kind() != NodeKind.TEXT
                || part(tuple, LOCATION).kind() != NodeKind.TEXT) {
            throw problem(
                            pid,
                            "expected a persistent id (\"storage\", class, key, location, numel), found another",
                            DAMAGED)
                    .asException();
        }
    }

    private static Problem unknown(Node pid, Optional<Global> named) {
        String name = named.map(Global::toString).orElse("no class by name");
        return problem(
                pid,
                "a tensor lies on a storage of class " + name + ", whose element size is not known",
                "Load it with the torch that wrote it, and save it as plain tensors.");
    }

    private static void checkSize(Node pid, String key, StorageClass type, long numel, Storage storage) {
        if (numel < 0 || numel != storage.bytes() / type.unit() || storage.bytes() % type.unit() != 0) {
            throw problem(
                            pid,
                            String.format(
                                    Locale.ROOT,
                                    "expected storage '%s' to have %s elements of %,d bytes, found %,d bytes in '%s'",
                                    key,
                                    numel < 0
                                            ? "a negative or very large number of"
                                            : String.format(Locale.ROOT, "%,d", numel),
                                    type.unit(),
                                    storage.bytes(),
                                    storage.id()),
                            DAMAGED)
                    .asException();
        }
    }

    private static Problem problem(Node node, String what, String fix) {
        return new Problem(Kind.CHECKPOINT, node.where(), what, fix);
    }
}
