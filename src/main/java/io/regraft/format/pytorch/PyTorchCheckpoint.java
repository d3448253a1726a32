package io.regraft.format.pytorch;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Limits;
import io.regraft.format.pytorch.pickle.Pickle;
import io.regraft.format.pytorch.pickle.WeightsOnly;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An opened archive of torch. */
final class PyTorchCheckpoint implements Checkpoint {

    private final TorchArchive archive;
    private final Optional<PickledState> state;
    private final Limits limits;
    private final List<Tensor> tensors;

    private PyTorchCheckpoint(TorchArchive archive, Optional<PickledState> state, List<Tensor> tensors, Limits limits) {
        this.archive = archive;
        this.state = state;
        this.limits = limits;
        this.tensors = Collections.unmodifiableList(tensors);
    }

    static PyTorchCheckpoint open(Input in, Limits limits) throws IOException {
        TorchArchive archive = TorchArchive.open(in, limits);
        if (archive.content() == TorchArchive.Content.EXPORTED_PROGRAM) {
            return new PyTorchCheckpoint(archive, Optional.empty(), new ExportedProgram(archive).tensors(), limits);
        }
        PickledState state = PickledState.read(archive, limits);
        return new PyTorchCheckpoint(
                archive, Optional.of(state), state.inventory().tensors(), limits);
    }

    TorchArchive archive() {
        return archive;
    }

    /** The pickle with what it holds; empty for an exported program. */
    Optional<PickledState> state() {
        return state;
    }

    Limits limits() {
        return limits;
    }

    @Override
    public String format() {
        return PyTorchFormat.ID;
    }

    Input input() {
        return archive.input();
    }

    @Override
    public String name() {
        return input().name();
    }

    @Override
    public List<Member> files() {
        return List.of(new Member("", input()));
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(TensorName name) {
        return state.isPresent()
                ? state.get().inventory().find(name).map(f -> f.tensor().tensor())
                : tensors.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    @Override
    public Map<TensorName, Value.Container> containers() {
        return state.map(s -> s.inventory().containers()).orElse(Map.of());
    }

    @Override
    public Map<TensorName, Value> values() {
        return state.map(s -> s.inventory().values()).orElse(Map.of());
    }

    @Override
    public Map<String, String> facts() {
        return ArchiveFacts.of(archive, state);
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        state.ifPresent(s -> {
            notes.addAll(s.inventory().notes());
            notes.addAll(ArchiveFacts.notes(archive, s));
        });
        return List.copyOf(notes);
    }

    @Override
    public List<Mark> marks() {
        List<Mark> marks = new ArrayList<>();
        state.ifPresent(s -> s.inventory()
                .found()
                .forEach(f -> f.tensor()
                        .call()
                        .flatMap(RebuildCall::extra)
                        .ifPresent(m -> marks.add(new Mark(f.name(), m.what(), m.changesValues())))));
        return List.copyOf(marks);
    }

    @Override
    public CodeReport code() {
        return state.map(s -> WeightsOnly.report(s.pickle())).orElse(CodeReport.NONE);
    }

    @Override
    public void close() throws IOException {
        archive.input().close();
    }

    /** The record {@code data.pkl} with what it holds. */
    record PickledState(Pickle pickle, StoragePool storages, Inventory inventory) {

        static PickledState read(TorchArchive archive, Limits limits) throws IOException {
            var record = archive.find(TorchArchive.PICKLE).orElseThrow();
            Pickle pickle =
                    Pickle.parse(archive.zip().content(record), archive.input().name(), record.name(), limits);
            return of(pickle, new StorageRecords(archive), archive, limits);
        }

        /** What a pickle holds, over the records that {@code records} finds. */
        static PickledState of(Pickle pickle, StoragePool.Records records, TorchArchive archive, Limits limits) {
            StoragePool pool = StoragePool.of(pickle, records, archive.isBigEndian());
            TensorReader reader = new TensorReader(archive.input().name(), pool);
            Inventory inventory = new GraphWalk(
                            archive.input().name(), reader, limits, pool.keys().size())
                    .from(pickle.root());
            return new PickledState(pickle, pool, inventory);
        }

        /** True if one tensor only sees a storage, and one id only names it. */
        boolean isAlone(String key) {
            return !storages.hasSeveralIds(key) && !inventory.shared().contains(key);
        }
    }
}
