package io.regraft.diagnose;

import io.regraft.checkpoint.TensorName;
import java.util.List;

/**
 * Why some tensors differ from what the target asks for, most likely.
 *
 * @param id stable, for programs: {@code prefix}, {@code rows}
 * @param summary one sentence with the numbers in it
 * @param advice further sentences: what to look at, what to do
 * @param tensors those concerned, named from the container that is compared
 */
public record Cause(String id, Verdict verdict, String summary, List<String> advice, List<TensorName> tensors) {

    public Cause {
        advice = List.copyOf(advice);
        tensors = List.copyOf(tensors);
    }

    /** What can be done about a cause. */
    public enum Verdict {
        /** The draft mends it, and changes nothing else. */
        MENDABLE,
        /** The draft mends it if what it assumes is true: a person must look. */
        REVIEW,
        /** No rule of this release mends it. */
        NOT_MENDABLE,
        /** The file belongs to another model or config: what would make it load would make it wrong. */
        OTHER_MODEL
    }
}
