package io.regraft.format.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfInvalidPathException;
import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.format.InputBytes;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Asks jHDF, which knows nothing of our parser, what it finds in a written file: of each tensor that was changed, made or
 * moved its shape, the size of its elements and, where there are few, the elements. What jHDF can't read, such as a group
 * with a variable of bfloat16, it has no opinion of; unless it could before.
 */
final class SecondReader {

    /** Larger contents are compared by digest elsewhere. */
    private static final long MOST_BYTES = 1 << 20;

    /** It looks each up from the root. */
    private static final int MOST_TENSORS = 1_000;

    private final Checkpoint result;

    SecondReader(Checkpoint result) {
        this.result = result;
    }

    /**
     * Compares.
     *
     * @throws IllegalStateException if it finds something else, which is a defect of this program
     */
    void confirm(Contents before, Contents written, Revision revision) throws IOException {
        // A conversion wrote all of it.
        boolean isNew = !(revision.source() instanceof Hdf5Checkpoint);
        List<Revised> patched = revision.tensors().stream()
                .filter(r -> isNew
                        || r.content().isPresent()
                        || !r.name().equals(r.origin().orElseThrow().name()))
                .limit(MOST_TENSORS)
                .toList();
        if (patched.isEmpty()) {
            return;
        }
        boolean readsAll = result.tensors().stream().noneMatch(t -> t.type().dtype() == DType.BFLOAT16);
        try (Reader old = new Reader(before);
                Reader made = new Reader(written)) {
            for (Revised r : patched) {
                Optional<Dataset> found = made.find(r.name());
                if (found.isPresent()) {
                    compare(r.name(), found.get());
                } else if (readsAll
                        && old.lists(r.name().container())
                        && r.origin()
                                .filter(o -> old.find(o.name()).isPresent())
                                .isPresent()) {
                    throw new IllegalStateException("jHDF can't read " + r.name() + " any more: " + made.complaint);
                }
            }
        }
    }

    private void compare(TensorName name, Dataset found) throws IOException {
        Tensor ours = result.tensor(name).orElseThrow();
        TensorType type = ours.type();
        long[] extents = Arrays.stream(found.getDimensions()).asLongStream().toArray();
        if (!Arrays.equals(extents, type.shape().toArray())
                || found.getDataType().getSize() != type.dtype().bytes()) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "jHDF finds %s of %d bytes at %s, not %s",
                    Arrays.toString(extents),
                    found.getDataType().getSize(),
                    name,
                    type));
        }
        if (type.bytes() > 0 && type.bytes() <= MOST_BYTES) {
            Optional<ByteBuffer> theirs = elements(type.dtype(), found);
            Optional<ByteBuffer> written = stored(ours);
            if (theirs.isPresent() && written.isPresent() && !theirs.equals(written)) {
                throw new IllegalStateException("jHDF finds other elements in " + name);
            }
        }
    }

    /** The elements as they lie in the file; empty where they are in chunks, or nowhere, or in another order. */
    private Optional<ByteBuffer> stored(Tensor t) throws IOException {
        Optional<Storage> storage = t.view()
                .filter(v -> v.isContiguous(t.type().shape()) && v.offset() == 0)
                .map(View::storage)
                .filter(s -> s.encoding() == Storage.Encoding.STORED
                        && s.order() == ByteOrder.LITTLE_ENDIAN
                        && s.extent().input() == result.files().get(0).input());
        return storage.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        InputBytes.read(storage.get().extent().slice(0, t.type().bytes())));
    }

    /** The elements that jHDF reads, little-endian; empty for dtypes that it gives in another form. */
    private static Optional<ByteBuffer> elements(DType dtype, Dataset found) {
        Object flat;
        try {
            flat = found.getDataFlat();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
        int length = (int) (found.getSize() * dtype.bytes());
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        if (dtype == DType.FLOAT32 && flat instanceof float[] a) {
            bytes.asFloatBuffer().put(a);
        } else if (dtype == DType.FLOAT64 && flat instanceof double[] a) {
            bytes.asDoubleBuffer().put(a);
        } else if (dtype == DType.INT64 && flat instanceof long[] a) {
            bytes.asLongBuffer().put(a);
        } else if (dtype == DType.INT32 && flat instanceof int[] a) {
            bytes.asIntBuffer().put(a);
        } else {
            return Optional.empty();
        }
        return Optional.of(bytes);
    }

    /** An HDF5 file for jHDF: one of its own, or one that lies in an archive. */
    interface Contents {

        /** Opens it. */
        HdfFile open() throws IOException;

        static Contents of(Path file) {
            return () -> new HdfFile(file);
        }

        /** A range of a file; it is mapped, which goes up to 2 GB. */
        static Contents of(Path file, Extent range) {
            return () -> {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    return HdfFile.fromByteBuffer(
                            channel.map(FileChannel.MapMode.READ_ONLY, range.offset(), range.length()));
                }
            };
        }
    }

    /** A file as jHDF reads it. It is made for files that are whole: whatever it throws is no answer. */
    private static final class Reader implements AutoCloseable {
        private Optional<HdfFile> file = Optional.empty();
        private String complaint = "";

        Reader(Contents contents) {
            try {
                file = Optional.of(contents.open());
            } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
                complaint = String.valueOf(e.getMessage());
            }
        }

        Optional<Dataset> find(TensorName name) {
            try {
                Optional<Node> node = file.map(f -> f.getByPath("/" + String.join("/", name.parts())));
                return node.filter(Dataset.class::isInstance).map(Dataset.class::cast);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                complaint = String.valueOf(e.getMessage());
                return Optional.empty();
            }
        }

        /** True if it can look through a group, or there is none of this name. */
        boolean lists(TensorName name) {
            if (file.isEmpty()) {
                return false;
            }
            try {
                Node group = name.parts().isEmpty()
                        ? file.get()
                        : file.get().getByPath("/" + String.join("/", name.parts()));
                return !(group instanceof Group g) || g.getChildren() != null;
            } catch (HdfInvalidPathException e) {
                return true;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                return false;
            }
        }

        @Override
        public void close() {
            file.ifPresent(HdfFile::close);
        }
    }
}
