package io.regraft.format.hdf5;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import io.regraft.format.Limits;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** An opened HDF5 file. */
final class Hdf5Checkpoint implements Checkpoint {

    private final Input input;
    private final Objects objects;
    private final Paths paths;
    private final GlobalHeap heap;
    private final Listing listing;

    private Hdf5Checkpoint(Input input, Objects objects, Paths paths, GlobalHeap heap, Listing listing) {
        this.input = input;
        this.objects = objects;
        this.paths = paths;
        this.heap = heap;
        this.listing = listing;
    }

    static Hdf5Checkpoint open(Input in, Limits limits) throws IOException {
        OptionalLong position = Superblock.find(in);
        if (position.isEmpty()) {
            throw Problem.expected(
                            Kind.CHECKPOINT,
                            new Where.InFile(in.name()),
                            "the signature of an HDF5 file",
                            "none",
                            "Give an HDF5 file.")
                    .asException();
        }
        Objects objects = Objects.read(in, position.getAsLong(), limits);
        Paths paths = Paths.of(objects);
        GlobalHeap heap = new GlobalHeap(objects.image());
        return new Hdf5Checkpoint(in, objects, paths, heap, Listing.of(objects, paths, heap));
    }

    Input input() {
        return input;
    }

    Objects objects() {
        return objects;
    }

    GlobalHeap heap() {
        return heap;
    }

    Paths paths() {
        return paths;
    }

    @Override
    public String format() {
        return Hdf5Format.ID;
    }

    @Override
    public String name() {
        return input.name();
    }

    @Override
    public List<Member> files() {
        return List.of(new Member("", input));
    }

    @Override
    public List<Tensor> tensors() {
        return List.copyOf(listing.tensors().values());
    }

    @Override
    public Optional<Tensor> tensor(TensorName name) {
        return Optional.ofNullable(listing.tensors().get(name));
    }

    @Override
    public Map<TensorName, Value.Container> containers() {
        return Collections.unmodifiableMap(listing.containers());
    }

    @Override
    public Map<TensorName, Value> values() {
        return Collections.unmodifiableMap(listing.values());
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("superblock", "version " + objects.superblock().version());
        text("keras_version").ifPresent(v -> facts.put("keras", v));
        text("backend").ifPresent(v -> facts.put("backend", v));
        if (objects.superblock().position() > 0) {
            facts.put("user block", objects.superblock().position() + " bytes");
        }
        return facts;
    }

    private Optional<String> text(String key) {
        return listing.values().get(TensorName.of(key)) instanceof Value.Text t
                ? Optional.of(t.value())
                : Optional.empty();
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>(paths.notes());
        notes.addAll(listing.notes());
        if (objects.superblock().isOpen()) {
            notes.add("A program that wrote to the file did not close it.");
        }
        return notes;
    }

    @Override
    public CodeReport code() {
        return CodeReport.NONE;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
