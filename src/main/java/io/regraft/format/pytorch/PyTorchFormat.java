package io.regraft.format.pytorch;

import io.regraft.checkpoint.Checkpoint;
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
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What {@code torch.save} writes since torch 1.6; TorchScript and exported programs to look at only. */
public final class PyTorchFormat implements Format {

    static final String ID = "pytorch";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Recognition recognise(Head head) {
        return Recogniser.of(head);
    }

    @Override
    public Checkpoint open(Input in, Limits limits) throws IOException {
        return PyTorchCheckpoint.open(in, limits);
    }

    @Override
    public Assembly assemble(Revision revision) throws IOException {
        if (!(revision.source() instanceof PyTorchCheckpoint source)) {
            throw new IllegalArgumentException(
                    "a checkpoint of format " + revision.source().format());
        }
        if (revision.isEmpty()) {
            Extent whole = new Extent(source.input(), 0, source.input().size());
            return Assembly.ofFile(List.of(new Part.Copied("the whole file", whole, OptionalLong.empty())));
        }
        return new Rewrite(source, revision).assemble();
    }

    @Override
    public Optional<Composer> composer() {
        return Optional.of(new TorchComposer());
    }

    @Override
    public Abilities abilities() {
        return new Abilities(TorchDTypes.ALL, true, true);
    }
}
