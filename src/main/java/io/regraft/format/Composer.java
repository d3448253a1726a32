package io.regraft.format;

import java.io.IOException;

/** Makes whole new files of a format, of tensors that may come from any other. */
public interface Composer {

    /**
     * A new file that holds the revision's tensors, in its order; nothing of the source's own header is in it. An
     * untouched tensor's origin lies in C order, little-endian and not packed: the caller gives the others a content.
     *
     * @throws io.regraft.problem.RegraftException if the format can't hold a dtype or a name
     */
    Assembly compose(Revision revision) throws IOException;
}
