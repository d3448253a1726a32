package io.regraft.format.folder;

import io.regraft.format.Limits;
import io.regraft.format.folder.FolderFiles.Entry;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the one checkpoint of a folder by the names of its files, and refuses a folder that is not just one. */
final class LayoutFinder {

    /** A file that names itself as an index or as all the weights. */
    private record Candidate(String path, WeightsName name, boolean isIndex) {}

    private final FolderFiles files;
    private final Limits limits;

    LayoutFinder(FolderFiles files, Limits limits) {
        this.files = files;
        this.limits = limits;
    }

    /**
     * The layout.
     *
     * @param chosen the index that was given; empty if the folder was
     * @throws RegraftException if there is none, or more than one, or what is there is refused by name
     */
    Layout find(Optional<String> chosen) throws IOException {
        Optional<String> keras = chosen.filter(KerasIndex::isName);
        if (keras.isPresent()) {
            return keras(keras.get());
        }
        List<Candidate> candidates = withoutMapped(candidates());
        if (candidates.isEmpty() && chosen.isEmpty()) {
            List<String> found =
                    files.names().stream().filter(KerasIndex::isName).toList();
            if (found.size() == 1) {
                return keras(found.get(0));
            }
        }
        Candidate candidate = chosen.isPresent() ? given(chosen.get()) : only(candidates);
        Optional<Candidate> stale = candidate.isIndex
                ? candidates.stream()
                        .filter(c -> !c.isIndex && c.name.equals(candidate.name))
                        .findFirst()
                : Optional.empty();
        if (stale.isPresent()) {
            throw stale(stale.get(), candidate);
        }
        return candidate.isIndex ? sharded(candidate) : single(candidate);
    }

    private Layout keras(String path) throws IOException {
        Entry entry = entry(path);
        KerasIndex index =
                KerasIndex.read(path, new CompanionFile(files.name(path), entry.file(), entry.size()), limits);
        String stem = path.substring(0, path.length() - KerasIndex.ENDING.length());
        return new Layout(
                new WeightsName(stem, "", "weights.h5"), Optional.empty(), Optional.of(index), index.shards(files));
    }

    private List<Candidate> candidates() {
        List<Candidate> found = new ArrayList<>();
        for (String name : files.names()) {
            if (ShardName.of(name).isEmpty()) {
                WeightsName.ofFile(name)
                        .filter(WeightsName::isKnown)
                        .ifPresent(w -> found.add(new Candidate(name, w, false)));
            }
            WeightsName.ofIndex(name).ifPresent(w -> found.add(new Candidate(name, w, true)));
        }
        return found;
    }

    /** Some programs write an index of one file, which is then no rival of it. */
    private List<Candidate> withoutMapped(List<Candidate> candidates) throws IOException {
        List<Candidate> left = new ArrayList<>(candidates);
        for (Candidate index : candidates) {
            List<Candidate> rivals = index.isIndex
                    ? candidates.stream()
                            .filter(c -> !c.isIndex && c.name.equals(index.name))
                            .toList()
                    : List.of();
            if (!rivals.isEmpty()) {
                List<String> mapped = read(index).files();
                left.removeIf(c -> rivals.contains(c) && mapped.contains(c.path));
            }
        }
        return left;
    }

    private Candidate given(String path) {
        WeightsName name = WeightsName.ofIndex(path).orElseGet(() -> new WeightsName(path, "", ""));
        return new Candidate(path, name, true);
    }

    private Candidate only(List<Candidate> candidates) throws IOException {
        if (candidates.isEmpty()) {
            return unknown();
        }
        int best = candidates.stream().mapToInt(c -> c.name.rank()).min().orElseThrow();
        List<Candidate> preferred =
                candidates.stream().filter(c -> c.name.rank() == best).toList();
        refuseSlices(preferred);
        List<Candidate> others = preferred.stream().skip(1).toList();
        if (others.isEmpty()) {
            return preferred.get(0);
        }
        Optional<Candidate> index = preferred.stream().filter(c -> c.isIndex).findFirst();
        Optional<Candidate> stale = index.flatMap(i -> preferred.stream()
                .filter(c -> !c.isIndex && c.name.equals(i.name))
                .findFirst());
        if (stale.isPresent()) {
            throw stale(stale.get(), index.get());
        }
        throw Refusals.expected(
                files.name(),
                "a folder of one checkpoint",
                preferred.size() + ": "
                        + Refusals.some(preferred.stream().map(Candidate::path).toList()),
                "Give the index or the file that is meant: " + files.name(preferred.get(0).path) + ".");
    }

    /** {@code consolidated.00.pth}, {@code consolidated.01.pth}: each holds a slice of every tensor. */
    private void refuseSlices(List<Candidate> candidates) {
        List<String> slices = candidates.stream()
                .filter(c -> !c.isIndex && c.name.variant().matches("\\d+"))
                .map(Candidate::path)
                .toList();
        if (slices.size() > 1) {
            throw Refusals.expected(
                    files.name(),
                    "files that each hold whole tensors",
                    "slices for tensor parallelism: " + Refusals.some(slices),
                    "Each holds a part of every matrix. Merge them with the program that they are for, then give the"
                            + " result.");
        }
    }

    private RegraftException stale(Candidate single, Candidate index) {
        return Refusals.checkpoint(
                files.name(single.path),
                "it lies beside " + index.path + ", and loaders would take it and ignore the index",
                "It may be what is left of an older save. Remove the one that is not meant.");
    }

    private Layout sharded(Candidate candidate) throws IOException {
        IndexFile index = read(candidate);
        List<String> shards = new ShardList(files, candidate.path, index).checked(candidate.name);
        WeightsName name = candidate.name.extension().isEmpty() ? nameOf(shards) : candidate.name;
        return new Layout(name, Optional.of(new Layout.Index(candidate.path, index)), shards);
    }

    private IndexFile read(Candidate candidate) throws IOException {
        Entry entry = entry(candidate.path);
        return IndexReader.read(new CompanionFile(files.name(candidate.path), entry.file(), entry.size()), limits);
    }

    private Entry entry(String path) {
        return files.find(path)
                .orElseThrow(() -> Refusals.checkpoint(
                        files.name(path), "it is no plain file of the folder", "Give the index of a folder."));
    }

    /** The name of the whole, where the index does not tell. */
    private static WeightsName nameOf(List<String> shards) {
        String first = shards.get(0);
        return ShardName.of(first)
                .flatMap(ShardName::whole)
                .or(() -> WeightsName.ofFile(first))
                .orElseGet(() -> new WeightsName("model", "", "bin"));
    }

    private Layout single(Candidate candidate) {
        List<String> orphans = files.names().stream()
                .filter(n -> ShardName.of(n)
                        .flatMap(ShardName::whole)
                        .filter(candidate.name::equals)
                        .isPresent())
                .toList();
        if (!orphans.isEmpty()) {
            throw Refusals.expected(
                    files.name(),
                    "one file of weights or shards with an index",
                    candidate.path + " and shards without an index: " + Refusals.some(orphans),
                    "Loaders take the one file and ignore the shards. Remove those that are not meant.");
        }
        return new Layout(candidate.name, Optional.empty(), List.of(candidate.path));
    }

    /** No file has a name that loaders look for. */
    private Candidate unknown() throws IOException {
        OtherLayouts.refuse(files);
        List<String> shards = files.names().stream()
                .filter(n -> ShardName.of(n).flatMap(ShardName::whole).isPresent())
                .toList();
        if (!shards.isEmpty()) {
            throw Refusals.expected(
                    files.name(),
                    "an index beside the shards",
                    Refusals.count(shards.size(), "shard") + " and no index: " + Refusals.some(shards),
                    "Loaders need it. Get it from where the shards came, as "
                            + ShardName.of(shards.get(0))
                                    .flatMap(ShardName::whole)
                                    .orElseThrow()
                                    .indexName() + ".");
        }
        List<Candidate> weights = files.all().stream()
                .filter(Entry::isTop)
                .flatMap(e -> WeightsName.ofFile(e.path()).stream().map(w -> new Candidate(e.path(), w, false)))
                .sorted(Comparator.comparingInt(c -> c.name.rank()))
                .toList();
        if (weights.size() == 1) {
            return weights.get(0);
        }
        throw none();
    }

    private RegraftException none() {
        List<String> likely =
                files.names().stream().filter(LayoutFinder::looksLikeCheckpoint).toList();
        return new Problem(
                        Kind.USAGE,
                        new Where.InFile(files.name()),
                        likely.isEmpty()
                                ? "expected a checkpoint, found a folder without one"
                                : "expected a folder of one checkpoint, found a folder of several files",
                        likely.isEmpty()
                                ? "Give the checkpoint file itself, or the folder that has it."
                                : "Give a checkpoint file in it: " + Refusals.some(likely) + ".")
                .asException();
    }

    private static boolean looksLikeCheckpoint(String name) {
        return WeightsName.ofFile(name).isPresent()
                || KerasIndex.isName(name)
                || name.endsWith(".tar")
                || name.matches("(g|do)_\\d+");
    }
}
