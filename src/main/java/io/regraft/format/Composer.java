package io.regraft.format;

import io.regraft.checkpoint.Plain;
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

    /** The name that a tensor with this path elsewhere has in such a file: where it has no containers, the parts joined. */
    default TensorName named(TensorName path) {
        return path.parts().size() < 2 ? path : TensorName.of(String.join("/", path.parts()));
    }

    /** Why no tensor of such a file can have a name; empty if one can. */
    default Optional<String> objection(TensorName name) {
        return name.parts().isEmpty()
                ? Optional.of("it is the whole file and has no name, and the new file needs one")
                : Optional.empty();
    }

    /** True if a {@link Revision.ValueEdit} at any path can be held, beside the tensors. */
    default boolean holdsValues() {
        return false;
    }

    /** True if a value can be held as it is, where any can: a list as one, too. */
    default boolean holds(Plain value) {
        return holdsValues()
                && !(value instanceof Plain.Items list && !list.values().isEmpty());
    }

    /** True if tensors that see different parts of the same bytes may go on doing so, where any can share. */
    default boolean holdsViews() {
        return true;
    }

    /** True if loaders take a folder of such files by an index. */
    default boolean holdsShards() {
        return true;
    }

    /** The container of the texts that describe the file, where the format has one. */
    default Optional<TensorName> metadata() {
        return Optional.empty();
    }
}
