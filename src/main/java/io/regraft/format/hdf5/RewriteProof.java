package io.regraft.format.hdf5;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.format.Limits;
import io.regraft.format.Part;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the headers of a file that is to be written, and compares them with what was wanted. */
final class RewriteProof {

    private RewriteProof() {}

    static void prove(Hdf5Checkpoint source, Revision revision, List<Part> parts) {
        AssembledInput written = new AssembledInput(source.name(), parts);
        try (Hdf5Checkpoint result = Hdf5Checkpoint.open(written, Limits.DEFAULT)) {
            types(revision, result);
            for (Revised r : revision.tensors()) {
                if (r.content().isEmpty()) {
                    untouched(source, r, result.tensor(r.name()).orElseThrow(), written);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void types(Revision revision, Hdf5Checkpoint result) {
        Map<TensorName, TensorType> wanted = new LinkedHashMap<>();
        revision.tensors().forEach(r -> wanted.put(r.name(), r.type()));
        Map<TensorName, TensorType> found = new LinkedHashMap<>();
        result.tensors().forEach(t -> found.put(t.name(), t.type()));
        if (!wanted.equals(found)) {
            throw new IllegalStateException("the tensors would be " + found + ", not " + wanted);
        }
    }

    /** The same object, in the same place. */
    private static void untouched(Hdf5Checkpoint source, Revised r, Tensor found, AssembledInput written) {
        Optional<View> before = r.origin().orElseThrow().view();
        if (before.isEmpty() || found.view().isEmpty()) {
            require(before.isEmpty() && found.view().isEmpty(), r, "its layout");
            return;
        }
        var was = before.get().storage();
        var is = found.view().get().storage();
        require(was.id().equals(is.id()) && was.order() == is.order(), r, "its object");
        boolean inFile = was.extent().input() == source.input();
        require(inFile == (is.extent().input() == written), r, "where its bytes are");
        if (inFile) {
            require(was.extent().offset() == is.extent().offset(), r, "where its bytes are");
        }
    }

    private static void require(boolean same, Revised r, String what) {
        if (!same) {
            throw new IllegalStateException(r.name() + " would change " + what);
        }
    }
}
