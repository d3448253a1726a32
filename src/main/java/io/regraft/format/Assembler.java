package io.regraft.format;

import java.io.IOException;
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

    /** What the format can hold. */
    Abilities abilities();
}
