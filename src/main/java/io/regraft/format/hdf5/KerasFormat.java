package io.regraft.format.hdf5;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.format.Abilities;
import io.regraft.format.Assembly;
import io.regraft.format.Format;
import io.regraft.format.Head;
import io.regraft.format.Limits;
import io.regraft.format.Part;
import io.regraft.format.Recognition;
import io.regraft.format.Revision;
import io.regraft.format.hdf5.SecondReader.Contents;
import io.regraft.format.zip.ZipArchive;
import io.regraft.format.zip.ZipRecord;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Models of Keras 3 (.keras): a zip archive with a config and an HDF5 file, which is changed where it lies. */
public final class KerasFormat implements Format {

    static final String ID = "keras";
    static final String WEIGHTS = "model.weights.h5";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Recognition recognise(Head head) {
        if (!head.startsWith("PK\3\4")) {
            return new Recognition.No();
        }
        try {
            Optional<ZipRecord> weights =
                    ZipArchive.read(head.input(), Limits.DEFAULT).find(WEIGHTS);
            if (weights.isEmpty()) {
                return new Recognition.No();
            }
            return weights.get().isStored()
                    ? new Recognition.Yes()
                    : new Recognition.Refused(
                            "a Keras 3 model (.keras) whose weights are packed",
                            "Keras packs none: make the archive anew with stored entries.");
        } catch (RegraftException e) {
            // Whoever names what is no checkpoint says what is wrong with the archive.
            return new Recognition.No();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Checkpoint open(Input in, Limits limits) throws IOException {
        return KerasCheckpoint.open(in, limits);
    }

    @Override
    public Assembly assemble(Revision revision) throws IOException {
        if (!(revision.source() instanceof KerasCheckpoint source)) {
            throw new IllegalArgumentException(
                    "a checkpoint of format " + revision.source().format());
        }
        if (revision.isEmpty()) {
            Input in = source.archive().input();
            return Assembly.ofFile(
                    List.of(new Part.Copied("the whole file", new Extent(in, 0, in.size()), OptionalLong.empty())));
        }
        Revision inner = inner(source, revision);
        if (inner.isEmpty()) {
            return Assembly.ofFile(KerasArchive.parts(source.archive(), List.of(), revision.files()));
        }
        Assembly changed = Rewrite.of(source.weights(), inner);
        return Assembly.ofFile(KerasArchive.parts(source.archive(), changed.parts(), revision.files()))
                .provenBy(changed.proof());
    }

    private static Revision inner(KerasCheckpoint source, Revision revision) {
        return new Revision(source.weights(), revision.tensors(), revision.values(), Map.of());
    }

    @Override
    public List<Revision.ValueEdit> consequences(Revision revision) throws IOException {
        KerasCheckpoint source = (KerasCheckpoint) revision.source();
        return Consequences.of(source.weights(), inner(source, revision));
    }

    @Override
    public void confirm(Revision revision, Checkpoint result, Path written) throws IOException {
        KerasCheckpoint source = (KerasCheckpoint) revision.source();
        KerasCheckpoint made = (KerasCheckpoint) result;
        Optional<Path> before = source.archive().input().path();
        if (before.isPresent()) {
            new SecondReader(made.weights())
                    .confirm(
                            Contents.of(before.get(), source.place()),
                            Contents.of(written, made.place()),
                            inner(source, revision));
        }
    }

    @Override
    public Abilities abilities() {
        return new Hdf5Format().abilities();
    }
}
