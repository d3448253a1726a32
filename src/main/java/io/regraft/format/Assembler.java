package io.regraft.format;

import java.io.IOException;

/** Says what a revised checkpoint consists of: a file's format, or that of a folder. */
public interface Assembler {

    /**
     * What the revised checkpoint consists of. An empty revision gives the source's bytes.
     *
     * @throws io.regraft.problem.RegraftException if the format can't hold the revision
     */
    Assembly assemble(Revision revision) throws IOException;

    /** What the format can hold. */
    Abilities abilities();
}
