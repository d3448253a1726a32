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
import io.regraft.format.Revision.Revised;
import io.regraft.format.zip.ZipRecord;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
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
            return Assembly.ofFile(unchanged(source));
        }
        refuseUnknown(revision);
        return new Rewrite(source, revision).assemble();
    }

    /** The file as it is, record by record, so that a damaged one is found. */
    private static List<Part> unchanged(PyTorchCheckpoint source) {
        List<Part> parts = new ArrayList<>();
        long at = 0;
        List<ZipRecord> records = source.archive().zip().records().stream()
                .filter(r -> r.isStored() && r.size() > 0)
                .sorted(Comparator.comparingLong(ZipRecord::dataOffset))
                .toList();
        for (ZipRecord r : records) {
            if (r.dataOffset() > at) {
                parts.add(between(source, at, r.dataOffset()));
            }
            OptionalLong crc = r.hasCrc() ? OptionalLong.of(r.crc32()) : OptionalLong.empty();
            parts.add(new Part.Copied(r.name(), new Extent(source.input(), r.dataOffset(), r.size()), crc));
            at = r.dataOffset() + r.size();
        }
        parts.add(between(source, at, source.input().size()));
        return parts;
    }

    private static Part between(PyTorchCheckpoint source, long from, long to) {
        return new Part.Copied("headers", new Extent(source.input(), from, to - from), OptionalLong.empty());
    }

    private static void refuseUnknown(Revision revision) {
        for (Revised r : revision.tensors()) {
            if (!TorchDTypes.ALL.contains(r.type().dtype())) {
                throw Problem.expected(
                                Kind.CHECKPOINT,
                                new Where.InTensor(
                                        revision.source().name(), r.name().text()),
                                "a dtype of torch",
                                r.type().dtype().label(),
                                "Choose another dtype.")
                        .asException();
            }
        }
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
