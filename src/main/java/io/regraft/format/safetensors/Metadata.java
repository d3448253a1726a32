package io.regraft.format.safetensors;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The entry {@code __metadata__} of a header.
 *
 * @param isNull true if it says {@code null}, as mlx writes
 * @param texts by key, in order
 * @param before how many tensors stand before it
 * @param text where it stands, with its key
 * @param lead from the end of the member before, or the opening brace, to the key
 */
record Metadata(boolean isNull, Map<String, String> texts, int before, Span text, Span lead) {

    static final String KEY = "__metadata__";

    /** What the readers of Hugging Face want to find: the framework that the tensors are for. */
    static final String FORMAT = "format";

    Metadata {
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }
}
