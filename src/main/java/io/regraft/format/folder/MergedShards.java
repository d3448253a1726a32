package io.regraft.format.folder;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Checkpoint.CodeReport;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.checkpoint.View;
import io.regraft.format.folder.FolderCheckpoint.Shard;
import io.regraft.problem.RegraftException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What shards hold, taken together. */
final class MergedShards {

    /**
     * Where a tensor is.
     *
     * @param shard its number, from 0
     * @param tensor as the shard itself has it
     */
    record Home(int shard, Tensor tensor) {}

    private final FolderFiles files;
    private final List<Shard> shards;
    private final Map<TensorName, Tensor> tensors = new LinkedHashMap<>();
    private final Map<TensorName, Home> homes = new HashMap<>();
    private final Map<TensorName, Value.Container> containers = new LinkedHashMap<>();
    private final Map<TensorName, Value> values = new LinkedHashMap<>();
    private final Map<TensorName, Integer> firstHolder = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    private MergedShards(FolderFiles files, List<Shard> shards) {
        this.files = files;
        this.shards = List.copyOf(shards);
    }

    /**
     * Merges.
     *
     * @throws RegraftException if a name is in two shards
     */
    static MergedShards of(FolderFiles files, List<Shard> shards) {
        MergedShards merged = new MergedShards(files, shards);
        for (int i = 0; i < shards.size(); i++) {
            merged.addTensors(i);
        }
        for (int i = 0; i < shards.size(); i++) {
            merged.addValues(i);
        }
        merged.countMembers();
        return merged;
    }

    private void addTensors(int shard) {
        Map<String, Storage> renamed = new HashMap<>();
        for (Tensor t : shards.get(shard).checkpoint().tensors()) {
            Home other = homes.putIfAbsent(t.name(), new Home(shard, t));
            if (other != null) {
                throw twice(t.name(), other.shard, shard);
            }
            tensors.put(t.name(), distinct(t, shards.get(shard).path(), renamed));
        }
    }

    /** The same tensor over a storage whose id no other shard has. */
    private static Tensor distinct(Tensor t, String path, Map<String, Storage> renamed) {
        return new Tensor(
                t.name(),
                t.type(),
                t.layout(),
                t.view().map(v -> {
                    Storage s = v.storage();
                    Storage ours = renamed.computeIfAbsent(
                            s.id(),
                            id -> new Storage(
                                    path + "!" + id, s.extent(), s.encoding(), s.bytes(), s.order(), s.crc32()));
                    return new View(ours, v.offset(), v.strides());
                }),
                t.quantisation(),
                t.parameter());
    }

    private void addValues(int shard) {
        Checkpoint checkpoint = shards.get(shard).checkpoint();
        String path = shards.get(shard).path();
        checkpoint.containers().forEach(containers::putIfAbsent);
        checkpoint.values().forEach((name, value) -> {
            Home tensor = homes.get(name);
            if (tensor != null) {
                throw twice(name, tensor.shard, shard);
            }
            Value other = values.putIfAbsent(name, value);
            if (other == null) {
                firstHolder.put(name, shard);
            } else if (!other.equals(value)) {
                notes.add(String.format(
                        "%s is %s in %s and %s in %s; the first is shown",
                        name.text(),
                        other.text(),
                        shards.get(firstHolder.get(name)).path(),
                        value.text(),
                        path));
            }
        });
        for (String note : checkpoint.notes()) {
            notes.add(path + ": " + note);
        }
    }

    private RegraftException twice(TensorName name, int first, int second) {
        return Refusals.expected(
                files.name(shards.get(second).path()),
                "each name in one shard",
                "'" + name.text() + "', which is in " + shards.get(first).path() + " too",
                "Loaders take the last one silently. Get the checkpoint again.");
    }

    /** A container that several shards have holds what is in any of them. */
    private void countMembers() {
        if (shards.size() == 1) {
            return;
        }
        Map<TensorName, Integer> members = new HashMap<>();
        Set<TensorName> all = new HashSet<>(tensors.keySet());
        all.addAll(values.keySet());
        all.addAll(containers.keySet());
        all.remove(TensorName.ROOT);
        all.forEach(n -> members.merge(n.container(), 1, Integer::sum));
        containers.replaceAll(
                (name, c) -> holders(name) < 2 ? c : new Value.Container(c.type(), members.getOrDefault(name, 0)));
    }

    private long holders(TensorName container) {
        return shards.stream()
                .filter(s -> s.checkpoint().containers().containsKey(container))
                .limit(2)
                .count();
    }

    /** All tensors, shard by shard; no two shards have a storage of one id. */
    Map<TensorName, Tensor> tensors() {
        return tensors;
    }

    Map<TensorName, Home> homes() {
        return homes;
    }

    Map<TensorName, Value.Container> containers() {
        return containers;
    }

    Map<TensorName, Value> values() {
        return values;
    }

    /** What the shards say of themselves, and where they disagree. */
    List<String> notes() {
        return notes;
    }

    CodeReport code() {
        Map<String, CodeReport.Named> classes = new LinkedHashMap<>();
        boolean weightsOnly = true;
        List<String> reasons = new ArrayList<>();
        for (Shard s : shards) {
            CodeReport report = s.checkpoint().code();
            report.classes().forEach(c -> classes.putIfAbsent(c.name(), c));
            weightsOnly &= report.weightsOnly();
            report.reasons().forEach(r -> reasons.add(s.path() + ": " + r));
        }
        return new CodeReport(List.copyOf(classes.values()), weightsOnly, reasons);
    }

    /** What all shards say alike of themselves. */
    Map<String, String> facts() {
        Map<String, String> common =
                new LinkedHashMap<>(shards.get(0).checkpoint().facts());
        for (Shard s : shards) {
            common.entrySet().retainAll(s.checkpoint().facts().entrySet());
        }
        return common;
    }
}
