package io.regraft.format;

import io.regraft.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Says what a revised checkpoint consists of: a file's format, or that of a folder. */
public interface Assembler {

    /**
     * What the revised checkpoint consists of. An empty revision gives the source's bytes.
     *
     * @throws io.regraft.problem.RegraftException if the format can't hold the revision
     */
    Assembly assemble(Revision revision) throws IOException;

    /**
     * Changes of values that follow from a revision, for the record: {@link #assemble} makes them by itself, such as those
     * of lists that name the tensors.
     */
    default List<Revision.ValueEdit> consequences(Revision revision) throws IOException {
        return List.of();
    }

    /**
     * Asks another reader of the format, where there is one, whether it finds in a written file what was wanted.
     *
     * @param result the written file, opened
     * @throws IllegalStateException if it finds something else, which is a defect of this program
     */
    default void confirm(Revision revision, Checkpoint result, Path written) throws IOException {}

    /** What the format can hold. */
    Abilities abilities();
}
