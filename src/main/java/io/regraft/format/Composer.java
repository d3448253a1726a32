package io.regraft.format;

import io.regraft.checkpoint.TensorName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Makes whole new files of a format, of tensors that may come from any other. */
public interface Composer {

    /**
     * A new file that holds the revision's tensors, in its order; nothing of the source's own header is in it. An
     * untouched tensor's origin lies in C order, little-endian and not packed: the caller gives the others a content.
     *
     * @throws io.regraft.problem.RegraftException if the format can't hold a dtype or a name
     */
    Assembly compose(Revision revision) throws IOException;

    /** How names of such files end, with the dot; {@code --to} is not needed for these. */
    default List<String> endings() {
        return List.of();
    }

    /** True if a container of a name becomes one of the file; else the caller joins a name's parts to one. */
    default boolean holdsContainers() {
        return false;
    }

    /** True if a {@link Revision.ValueEdit} at any path can be held, beside the tensors. */
    default boolean holdsValues() {
        return false;
    }

    /** The container of the texts that describe the file, where the format has one. */
    default Optional<TensorName> metadata() {
        return Optional.empty();
    }
}
