package io.regraft.format;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.problem.Where;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A checkpoint as it shall be, said against the source: all tensors of the result, in order.
 *
 * <p>Source tensors that no entry has as its origin under the same or a new name are dropped. Entries of the same origin
 * are copies. Two entries with one content, or untouched ones that shared a storage, share it in the result.
 *
 * @param values changes of values that are no tensors, in order
 * @param files new contents of files beside the tensors, by their path in the folder
 */
public record Revision(
        Checkpoint source, List<Revised> tensors, List<ValueEdit> values, Map<String, ByteBuffer> files) {

    public Revision {
        tensors = List.copyOf(tensors);
        values = List.copyOf(values);
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    /** A revision of tensors alone. */
    public Revision(Checkpoint source, List<Revised> tensors) {
        this(source, tensors, List.of(), Map.of());
    }

    /** The source itself. */
    public static Revision unchanged(Checkpoint source) {
        return new Revision(
                source, source.tensors().stream().map(Revised::untouched).toList());
    }

    /** This one with further changes of values. */
    public Revision and(List<ValueEdit> more) {
        List<ValueEdit> all = new ArrayList<>(values);
        all.addAll(more);
        return new Revision(source, tensors, all, files);
    }

    /** True if the result is the source. */
    public boolean isEmpty() {
        List<Tensor> before = source.tensors();
        if (!values.isEmpty() || !files.isEmpty() || tensors.size() != before.size()) {
            return false;
        }
        for (int i = 0; i < tensors.size(); i++) {
            if (!tensors.get(i).isUntouched(before.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * A change of a value that is no tensor.
     *
     * @param path its place: containers, then its key, as {@link Checkpoint#values} has it
     * @param value what it becomes; empty if it is taken out
     * @param at where the user asked for it, for messages
     */
    public record ValueEdit(TensorName path, Optional<Plain> value, Where at) {}

    /**
     * A tensor of the result.
     *
     * @param name its name
     * @param origin the source tensor that it was; empty if it is created. A copy has the origin of what it copies
     * @param type dtype and shape in the result
     * @param content number of the computed content, from 0; empty if the origin's bytes stay as they are
     */
    public record Revised(TensorName name, Optional<Tensor> origin, TensorType type, OptionalInt content) {
        public Revised {
            if (origin.isEmpty() && content.isEmpty()) {
                throw new IllegalArgumentException(name + " comes from nowhere");
            }
            if (content.isEmpty() && !origin.get().type().equals(type)) {
                throw new IllegalArgumentException(name + " has another type but the same bytes");
            }
        }

        boolean isUntouched(Tensor t) {
            return content.isEmpty()
                    && name.equals(t.name())
                    && origin.filter(t::equals).isPresent();
        }

        public static Revised untouched(Tensor t) {
            return new Revised(t.name(), Optional.of(t), t.type(), OptionalInt.empty());
        }
    }
}
