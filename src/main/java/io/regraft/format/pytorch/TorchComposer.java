package io.regraft.format.pytorch;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Assembly;
import io.regraft.format.Composer;
import io.regraft.format.Part;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.zip.ZipEntry;
import io.regraft.format.zip.ZipLayout;
import io.regraft.format.zip.ZipRecord;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the archive that {@code torch.save} of torch 2.13 would make of the same tensors in dicts. */
final class TorchComposer implements Composer {

    /** What torch calls the folder of an archive that it writes to a stream: the file's name is not known here. */
    private static final String PREFIX = "archive/";

    private static final int ALIGNMENT = 64;

    @Override
    public Assembly compose(Revision revision) {
        revision.tensors().forEach(r -> requireDType(revision, r));
        NewPickle pickle = NewPickle.of(NewTree.of(revision), NewStorages.of(revision));
        List<ZipEntry> entries = new ArrayList<>();
        entries.add(literal(TorchArchive.PICKLE, pickle.bytes()));
        entries.add(literal(TorchArchive.FORMAT_VERSION, "1"));
        entries.add(literal(TorchArchive.ALIGNMENT, Integer.toString(ALIGNMENT)));
        entries.add(literal(TorchArchive.BYTE_ORDER, "little"));
        List<NewStorages.Block> blocks = pickle.blocks();
        for (int key = 0; key < blocks.size(); key++) {
            entries.add(data(PREFIX + TorchArchive.DATA + key, blocks.get(key)));
        }
        entries.add(literal(TorchArchive.VERSION, "3\n"));
        entries.add(new ZipEntry(
                PREFIX + TorchArchive.SERIALIZATION_ID,
                ZipRecord.STORED,
                SerializationId.LENGTH,
                new ZipEntry.FromChecksums(SerializationId.LENGTH, true, SerializationId::of)));
        return ZipLayout.of(entries, ALIGNMENT).provenBy(() -> NewPickleCheck.check(pickle, revision, PREFIX));
    }

    private static void requireDType(Revision revision, Revised r) {
        DType dtype = r.type().dtype();
        boolean packed = dtype == DType.QUINT4X2 || dtype == DType.QUINT2X4;
        boolean quantised = r.origin().flatMap(t -> t.quantisation()).isPresent();
        if (!TorchDTypes.ALL.contains(dtype) || packed || (dtype.family() == DType.Family.QUANTISED) != quantised) {
            throw new Problem(
                            Kind.CHECKPOINT,
                            new Where.InTensor(
                                    revision.source().name(), r.name().text()),
                            !TorchDTypes.ALL.contains(dtype)
                                    ? "torch has no dtype " + dtype
                                    : "a " + dtype + " tensor is more than its bytes and scale",
                            "Drop it, or cast it to a dtype that torch can hold.")
                    .asException();
        }
    }

    private static ZipEntry literal(String name, String text) {
        return literal(name, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static ZipEntry literal(String name, byte[] bytes) {
        return new ZipEntry(
                PREFIX + name,
                ZipRecord.STORED,
                bytes.length,
                new ZipEntry.Known(Part.Literal.of(PREFIX + name, bytes), ZipLayout.crc(bytes)));
    }

    private static ZipEntry data(String name, NewStorages.Block block) {
        long size = block.part().length();
        boolean known = size == 0 || block.crc32().isPresent();
        return new ZipEntry(
                name,
                ZipRecord.STORED,
                size,
                known
                        ? new ZipEntry.Known(block.part(), block.crc32().orElse(0))
                        : new ZipEntry.Computed(block.part()));
    }

    @Override
    public List<String> endings() {
        return List.of(".pt", ".pth", ".bin", ".ckpt");
    }

    @Override
    public TensorName named(TensorName path) {
        return path;
    }

    @Override
    public Optional<String> objection(TensorName name) {
        return Optional.empty();
    }

    @Override
    public boolean holdsValues() {
        return true;
    }
}
