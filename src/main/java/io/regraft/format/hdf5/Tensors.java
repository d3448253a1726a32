package io.regraft.format.hdf5;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.Value;
import io.regraft.checkpoint.View;
import io.regraft.format.hdf5.HdfObject.Dataset;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes tensors of datasets; what is none becomes a value. */
final class Tensors {

    private static final long LARGEST_PACKED_CHUNK = 1L << 28;

    private final Objects objects;
    private final AttributeValues values;

    Tensors(Objects objects, AttributeValues values) {
        this.objects = objects;
        this.values = values;
    }

    /** What a dataset is. */
    sealed interface Found {}

    /**
     * A tensor, but for its name.
     *
     * @param layout as {@link Tensor#layout}
     */
    record Elements(TensorType type, String layout, Optional<View> view) implements Found {
        Tensor named(TensorName name) {
            return new Tensor(name, type, layout, view, Optional.<Quantisation>empty(), false);
        }
    }

    /** Something that rules don't compute on. */
    record Other(Value value) implements Found {}

    /** What an object with a dataset is. */
    Found of(HdfObject object) throws IOException {
        Dataset d = object.dataset().orElseThrow();
        Optional<DType> dtype = dtype(object);
        if (d.space().shape().isEmpty()) {
            return new Other(new Value.None());
        }
        Shape shape = d.space().shape().get();
        if (dtype.isEmpty()) {
            claimOther(object, d, shape);
            return new Other(new Value.Foreign("a dataset of "
                    + d.type().map(Datatype::text).orElse("a shared type")
                    + (shape.rank() == 0 ? "" : " " + shape)));
        }
        TensorType type = new TensorType(dtype.get(), shape);
        requireCountable(object, shape, dtype.get().bytes());
        if (d.isExternal()) {
            return new Elements(type, "in another file", Optional.empty());
        }
        return elements(object, d, type);
    }

    /** The dtype of a dataset: its own, or bfloat16 where Keras says so beside opaque bytes. */
    Optional<DType> dtype(HdfObject object) throws IOException {
        Optional<Datatype> type = object.dataset().flatMap(Dataset::type);
        if (type.isPresent()
                && type.get().kind() == Datatype.Kind.OPAQUE
                && type.get().size() == 2) {
            Optional<Attribute> mark = object.attribute(KerasBfloat16.ATTRIBUTE);
            boolean marked = mark.isPresent()
                    && values.of(mark.get()).filter(KerasBfloat16.VALUE::equals).isPresent();
            return marked ? Optional.of(DType.BFLOAT16) : Optional.empty();
        }
        return type.flatMap(Datatype::dtype);
    }

    private void requireCountable(HdfObject object, Shape shape, int size) {
        try {
            long bytes = 1;
            for (long extent : shape.toArray()) {
                bytes = Math.multiplyExact(bytes, Math.max(1, extent));
            }
            Math.multiplyExact(bytes, 16L * size);
        } catch (ArithmeticException e) {
            throw object.header().first().block().damaged(0, "a dataset of less than 2^59 elements", shape.toString());
        }
    }

    /** Elements of other types are not read; where they lie is noted, so that nothing is written over them. */
    private void claimOther(HdfObject object, Dataset d, Shape shape) {
        if (d.layout() instanceof Layout.Contiguous c && c.address() != Image.UNDEFINED && !d.isExternal()) {
            int size = d.type().map(Datatype::size).orElse(1);
            requireCountable(object, shape, Math.max(1, size));
            objects.image().data(c.address(), shape.elements() * size, "a dataset");
        }
    }

    private Found elements(HdfObject object, Dataset d, TensorType type) throws IOException {
        if (d.layout() instanceof Layout.Compact c) {
            return compact(object, d, c, type);
        }
        if (d.layout() instanceof Layout.Contiguous c) {
            return c.address() == Image.UNDEFINED || type.bytes() == 0
                    ? unwritten(object, d, type)
                    : stored(object, d, type, objects.image().data(c.address(), type.bytes(), "a dataset"));
        }
        if (d.layout() instanceof Layout.Chunked c) {
            return chunked(object, d, c, type);
        }
        return new Elements(type, "made of other datasets", Optional.empty());
    }

    private Found compact(HdfObject object, Dataset d, Layout.Compact c, TensorType type) {
        if (c.data().length() < type.bytes()) {
            throw c.data()
                    .damaged(
                            0,
                            String.format(Locale.ROOT, "%,d bytes of %s", type.bytes(), type),
                            String.format(Locale.ROOT, "%,d", c.data().length()));
        }
        return stored(
                object, d, type, new Extent(objects.image().input(), c.data().position(), type.bytes()));
    }

    private Found unwritten(HdfObject object, Dataset d, TensorType type) {
        if (type.bytes() == 0) {
            return stored(object, d, type, new Extent(objects.image().input(), 0, 0));
        }
        Input filled = new FilledInput(name(object), fill(object, d), type.bytes());
        return stored(object, d, type, new Extent(filled, 0, type.bytes()));
    }

    private String name(HdfObject object) {
        return String.format(
                Locale.ROOT,
                "%s, the dataset at byte %,d",
                objects.image().file(),
                object.header().position());
    }

    private static ChunkedInput.Fill fill(HdfObject object, Dataset d) {
        return new ChunkedInput.Fill(
                FillValue.of(object.header(), d.type().orElseThrow().size()));
    }

    private Found stored(HdfObject object, Dataset d, TensorType type, Extent extent) {
        Storage storage = new Storage(
                id(object.address()),
                extent,
                Storage.Encoding.STORED,
                type.bytes(),
                d.type().orElseThrow().order(),
                OptionalLong.empty());
        View view = new View(storage, 0, type.shape().contiguousStrides());
        return new Elements(type, Tensor.STRIDED, Optional.of(view));
    }

    static String id(long address) {
        return "object " + address;
    }

    private Found chunked(HdfObject object, Dataset d, Layout.Chunked c, TensorType type) throws IOException {
        if (c.extents().size() != type.shape().rank()) {
            throw object.header()
                    .first()
                    .block()
                    .damaged(
                            0,
                            "chunks of " + type.shape().rank() + " axes",
                            c.extents().size() + " axes");
        }
        int size = d.type().orElseThrow().size();
        ChunkGrid grid;
        long plain;
        try {
            grid = new ChunkGrid(d.space(), c.extents());
            plain = Math.multiplyExact(grid.elements(), size);
        } catch (ArithmeticException e) {
            throw tooMany(object, type);
        }
        Chunks chunks = ChunkIndex.read(
                objects.image(),
                grid,
                c,
                !d.filters().isEmpty(),
                plain,
                objects.superblock().chunkK());
        Optional<Filter> unknown =
                d.filters().stream().filter(f -> !f.isKnown()).findFirst();
        if (unknown.isPresent()) {
            return new Elements(type, "packed by " + unknown.get().text(), Optional.empty());
        }
        if (!d.filters().isEmpty() && plain > LARGEST_PACKED_CHUNK) {
            return new Elements(type, "packed in chunks of more than 256 MiB", Optional.empty());
        }
        if (type.bytes() == 0) {
            return unwritten(object, d, type);
        }
        List<Filter> filters = d.filters();
        Input input = new ChunkedInput(objects.image(), name(object), grid, chunks, filters, fill(object, d), size);
        return stored(object, d, type, new Extent(input, 0, type.bytes()));
    }

    private RegraftException tooMany(HdfObject object, TensorType type) {
        return Problem.expected(
                        Kind.CHECKPOINT,
                        new Where.InPart(
                                objects.image().file(), "", object.header().position()),
                        "chunks that can be counted",
                        type.toString(),
                        "The file is damaged or hostile: get it again.")
                .asException();
    }
}
