package io.regraft.plan;

import io.regraft.checkpoint.TensorName;
import java.util.List;

/**
 * That a plan makes a file of another format, and what is not in it.
 *
 * @param from id of the source's format
 * @param to id of the new one's
 * @param under the container that was converted; the root for all of it
 * @param lost what is other than it was, the gravest first
 */
public record Conversion(String from, String to, TensorName under, List<Loss> lost) {

    public Conversion {
        lost = List.copyOf(lost);
    }

    /**
     * Things of a kind that the new format can't hold.
     *
     * @param count how many
     * @param text what becomes of them, naming the first: a clause
     */
    public record Loss(What what, long count, String text) {}

    /** Kinds of loss. */
    public enum What {
        /** Leaves that are no tensors. */
        VALUES(true),
        /** Texts that describe the file. */
        METADATA(true),
        /** Tensors that share bytes. */
        SHARING(true),
        /** What objects were, beside their content. */
        CLASSES(true),
        /** Lists and tuples. */
        SEQUENCES(true),
        /** How elements lay in memory: the tensors are equal to any reader. */
        STRIDES(false);

        private final boolean needsConsent;

        What(boolean needsConsent) {
            this.needsConsent = needsConsent;
        }

        /** True if the user must have agreed. */
        public boolean needsConsent() {
            return needsConsent;
        }
    }
}
