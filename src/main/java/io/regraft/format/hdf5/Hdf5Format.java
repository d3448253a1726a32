package io.regraft.format.hdf5;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.format.Abilities;
import io.regraft.format.Assembly;
import io.regraft.format.Composer;
import io.regraft.format.Format;
import io.regraft.format.Head;
import io.regraft.format.Limits;
import io.regraft.format.Part;
import io.regraft.format.Recognition;
import io.regraft.format.Revision;
import io.regraft.format.hdf5.SecondReader.Contents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** HDF5 files, as Keras and h5py write them; a changed one is a copy in which the places that change are patched. */
public final class Hdf5Format implements Format {

    static final String ID = "hdf5";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Recognition recognise(Head head) {
        try {
            return Superblock.find(head.input()).isPresent() ? new Recognition.Yes() : new Recognition.No();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Checkpoint open(Input in, Limits limits) throws IOException {
        return Hdf5Checkpoint.open(in, limits);
    }

    @Override
    public Assembly assemble(Revision revision) throws IOException {
        if (!(revision.source() instanceof Hdf5Checkpoint source)
                || !revision.files().isEmpty()) {
            throw new IllegalArgumentException(
                    "a checkpoint of format " + revision.source().format() + ", or files beside it");
        }
        if (revision.isEmpty()) {
            Extent whole = new Extent(source.input(), 0, source.input().size());
            return Assembly.ofFile(List.of(new Part.Copied("the whole file", whole, OptionalLong.empty())));
        }
        return Rewrite.of(source, revision);
    }

    @Override
    public List<Revision.ValueEdit> consequences(Revision revision) throws IOException {
        return Consequences.of((Hdf5Checkpoint) revision.source(), revision);
    }

    @Override
    public Optional<Composer> composer() {
        return Optional.of(new Hdf5Composer());
    }

    @Override
    public void confirm(Revision revision, Checkpoint result, Path written) throws IOException {
        Optional<Path> before = revision.source().files().stream()
                .findFirst()
                .flatMap(m -> m.input().path());
        if (before.isPresent()) {
            new SecondReader(result).confirm(Contents.of(before.get()), Contents.of(written), revision);
        }
    }

    @Override
    public Abilities abilities() {
        return new Abilities(
                Arrays.stream(DType.values())
                        .filter(d -> Datatype.encode(d).isPresent())
                        .collect(Collectors.toSet()),
                true,
                true);
    }
}
