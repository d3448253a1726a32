package io.regraft.format.pytorch;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Storage;
import io.regraft.format.pytorch.pickle.Global;
import io.regraft.format.pytorch.pickle.Node;
import io.regraft.format.pytorch.pickle.NodeKind;
import io.regraft.format.pytorch.pickle.Pickle;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private static final String DAMAGED = "The file is damaged or hostile; nothing in it was run. Get it again.";

    private final Records records;
    private final boolean bigEndian;
    private final Map<String, Storage> storages = new LinkedHashMap<>();
    private final Map<Integer, StorageRef> refs = new HashMap<>();
    private final Map<Integer, Problem> unknown = new HashMap<>();

    private StoragePool(Records records, boolean bigEndian) {
        this.records = records;
        this.bigEndian = bigEndian;
    }

    static StoragePool of(Pickle pickle, Records records, boolean bigEndian) {
        StoragePool pool = new StoragePool(records, bigEndian);
        for (Node pid : pickle.persistentIds()) {
            pool.add(pid);
        }
        return pool;
    }

    /** Keys in the order in which a pickle of ours first names them. */
    static List<String> keys(Pickle pickle) {
        Set<String> keys = new LinkedHashSet<>();
        for (Node pid : pickle.persistentIds()) {
            Node tuple =
                    pid.persistentId().filter(t -> t.kind() == NodeKind.TUPLE).orElse(pid);
            keys.add(tuple.items().get(2).text());
        }
        return List.copyOf(keys);
    }

    /** Keys in the order in which the pickle first names them. */
    List<String> keys() {
        return List.copyOf(storages.keySet());
    }

    List<StorageRef> refs() {
        return List.copyOf(refs.values());
    }

    /**
     * The storage of a persistent id.
     *
     * @throws RegraftException if it is of a class that is not known
     */
    StorageRef ref(Node pid) {
        StorageRef ref = refs.get(pid.id());
        if (ref == null) {
            throw unknown.get(pid.id()).asException();
        }
        return ref;
    }

    private void add(Node pid) {
        Node tuple = pid.persistentId().filter(t -> t.kind() == NodeKind.TUPLE).orElse(pid);
        List<Node> parts = tuple.items();
        if (parts.size() != PARTS
                || !parts.get(0).isText("storage")
                || parts.get(2).kind() != NodeKind.TEXT
                || parts.get(3).kind() != NodeKind.TEXT) {
            throw problem(
                            pid,
                            "expected a persistent id (\"storage\", class, key, location, numel), found another",
                            DAMAGED)
                    .asException();
        }
        String key = parts.get(2).text();
        long numel =
                parts.get(4).kind() == NodeKind.INT ? parts.get(4).integer().orElse(-1) : -1;
        Storage storage = storages.computeIfAbsent(
                key,
                k -> records.of(k)
                        .orElseThrow(() -> problem(
                                        pid,
                                        "expected a record 'data/" + k + "', found none",
                                        "The archive was cut or rebuilt without it: get it again.")
                                .asException()));
        Optional<Global> named = parts.get(1).global();
        Optional<StorageClass> type = named.flatMap(StorageClass::of);
        if (type.isEmpty()) {
            String name = named.map(Global::toString).orElse("no class by name");
            unknown.put(
                    pid.id(),
                    problem(
                            pid,
                            "a tensor lies on a storage of class " + name + ", whose element size is not known",
                            "Load it with the torch that wrote it, and save it as plain tensors."));
            return;
        }
        checkSize(pid, key, type.get(), numel, storage);
        refs.put(
                pid.id(),
                new StorageRef(
                        pid,
                        tuple,
                        named.orElseThrow(),
                        type.get(),
                        key,
                        parts.get(3).text(),
                        numel,
                        ordered(storage, type.get())));
    }

    private void checkSize(Node pid, String key, StorageClass type, long numel, Storage storage) {
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

    /** In a big-endian file only typed storages are swapped on loading. */
    private Storage ordered(Storage s, StorageClass type) {
        boolean swapped = bigEndian && type.dtype().map(DType::swapUnit).orElse(1) > 1;
        ByteOrder order = swapped ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new Storage(s.id(), s.extent(), s.encoding(), s.bytes(), order, s.crc32());
    }

    private static Problem problem(Node node, String what, String fix) {
        return new Problem(Kind.CHECKPOINT, node.where(), what, fix);
    }
}
