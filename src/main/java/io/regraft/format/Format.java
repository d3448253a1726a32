package io.regraft.format;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Input;
import java.io.IOException;
import java.util.Optional;

/** A file format. One package each; listed in {@link Formats}. */
public interface Format extends Assembler {

    /** Short name: in manifests, in {@code --to}. */
    String id();

    /** Says by content whether a file is of this format. */
    Recognition recognise(Head head);

    /**
     * Reads headers only; the checkpoint owns {@code in} and closes it.
     *
     * @throws io.regraft.problem.RegraftException if the file is damaged, unsafe or of a kind that is refused by name
     */
    Checkpoint open(Input in, Limits limits) throws IOException;

    /** Makes new files of this format, where that can be done. */
    default Optional<Composer> composer() {
        return Optional.empty();
    }
}
