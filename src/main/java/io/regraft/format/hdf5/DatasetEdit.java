package io.regraft.format.hdf5;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Part;
import io.regraft.format.Revision.Revised;
import io.regraft.format.hdf5.HdfObject.Dataset;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Gives a dataset of the source a computed content. */
final class DatasetEdit {

    private static final ByteBuffer NO_FILL_1 = ByteBuffer.wrap(new byte[] {2, 2, 2, 1, 0, 0, 0, 0});
    private static final ByteBuffer NO_FILL_2 = ByteBuffer.wrap(new byte[] {3, 0x0A});

    private final Hdf5Checkpoint source;
    private final HdfObject object;
    private final Dataset dataset;
    private final Revised wanted;
    private final TensorType before;
    private final HeaderEdit header;
    private final Patches patches;

    DatasetEdit(Hdf5Checkpoint source, HdfObject object, Revised wanted, HeaderEdit header, Patches patches) {
        this.source = source;
        this.object = object;
        this.dataset = object.dataset().orElseThrow();
        this.wanted = wanted;
        this.before = source.tensor(wanted.origin().orElseThrow().name())
                .orElseThrow()
                .type();
        this.header = header;
        this.patches = patches;
    }

    /** Writes the content, and what the header says of it. */
    void apply() {
        DType dtype = wanted.type().dtype();
        boolean sameType = dtype == before.dtype();
        int swap = sameType && dataset.type().orElseThrow().order() == ByteOrder.BIG_ENDIAN ? dtype.swapUnit() : 1;
        Part.Slot slot = new Part.Slot(
                wanted.name().text(), wanted.content().getAsInt(), wanted.type().bytes(), swap);
        if (!sameType) {
            retype(dtype);
        }
        if (!wanted.type().shape().equals(before.shape())) {
            reshape();
        }
        Optional<Long> place = wanted.type().equals(before) ? inPlace() : Optional.empty();
        if (place.isPresent()) {
            patches.overwrite(place.get(), slot);
        } else if (dataset.layout() instanceof Layout.Contiguous c
                && c.address() != Image.UNDEFINED
                && slot.length() <= before.bytes()
                && slot.length() > 0) {
            patches.overwrite(source.objects().image().position(c.address()), slot);
            place(c.address(), slot.length());
        } else if (dataset.layout() instanceof Layout.Chunked
                && wanted.type().shape().rank() > 0) {
            chunked(slot);
        } else {
            contiguous(slot);
        }
    }

    private Message message(int type) {
        return object.header().find(type).orElseThrow();
    }

    private void retype(DType dtype) {
        if (dataset.isTypeShared()) {
            throw refused(
                    "a dataset with a datatype of its own",
                    "one whose datatype is an object that others may use",
                    "Leave its dtype as it is.");
        }
        header.replace(message(Message.DATATYPE), Datatype.encode(dtype).orElseThrow());
        // The fill value was of the other type.
        object.header()
                .find(Message.FILL_VALUE)
                .filter(m -> hasFill())
                .ifPresent(m -> header.replace(m, noFill(object.header().version())));
        object.header().find(Message.OLD_FILL_VALUE).ifPresent(header::remove);
    }

    private boolean hasFill() {
        return FillValue.of(object.header(), dataset.type().orElseThrow().size())
                .isPresent();
    }

    /** The body of a message that says zero, for a header of a version. */
    static ByteBuffer noFill(int version) {
        return (version == 1 ? NO_FILL_1 : NO_FILL_2).duplicate();
    }

    private void reshape() {
        Gate.checkReshape(source.objects(), wanted.name());
        header.replace(
                message(Message.DATASPACE),
                dataset.space().with(wanted.type().shape()).encoded());
    }

    /** Where the content lies now, if it may be overwritten; a checksum over it could not be told beforehand. */
    private Optional<Long> inPlace() {
        if (dataset.layout() instanceof Layout.Contiguous c && c.address() != Image.UNDEFINED) {
            return Optional.of(source.objects().image().position(c.address()));
        }
        boolean plainHeader = object.header().version() == 1 && !header.isChanged();
        return dataset.layout() instanceof Layout.Compact c && plainHeader
                ? Optional.of(c.data().position())
                : Optional.empty();
    }

    private void contiguous(Part.Slot slot) {
        place(slot.length() == 0 ? Image.UNDEFINED : patches.append(slot), slot.length());
        object.header().find(Message.FILTERS).ifPresent(header::remove);
    }

    private void place(long address, long length) {
        Block found = message(Message.LAYOUT).body();
        int version = found.bytes().get(0) >= 3 ? found.bytes().get(0) : 3;
        header.replace(message(Message.LAYOUT), layout(version, address, length));
    }

    static ByteBuffer layout(int version, long address, long length) {
        ByteBuffer out = ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN);
        return out.put((byte) version)
                .put((byte) 1)
                .putLong(address)
                .putLong(length)
                .flip();
    }

    private void chunked(Part.Slot slot) {
        NewChunks chunks = new NewChunks(
                patches,
                wanted.type().shape(),
                wanted.type().dtype().bytes(),
                source.objects().superblock().chunkK());
        if (!chunks.fits()) {
            throw refused(
                    "rows of less than 4 GiB in a chunked dataset",
                    wanted.type().toString(),
                    "Copy it contiguous.");
        }
        header.replace(message(Message.LAYOUT), chunks.layout(chunks.write(slot)));
        object.header().find(Message.FILTERS).ifPresent(header::remove);
    }

    private RegraftException refused(String expected, String found, String fix) {
        return Problem.expected(
                        Kind.MIGRATION,
                        new Where.InTensor(source.name(), wanted.name().text()),
                        expected,
                        found,
                        fix)
                .asException();
    }
}
