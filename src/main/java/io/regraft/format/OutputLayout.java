package io.regraft.format;

import java.util.OptionalLong;

/**
 * How the output is laid out where that is free.
 *
 * @param canonical true if a safetensors file is sorted and packed anew as the original library writes it
 * @param shardBytes how many bytes of tensors a file of a folder holds at most; empty if files stay as they are
 */
public record OutputLayout(boolean canonical, OptionalLong shardBytes) {

    /** As the source is. */
    public static final OutputLayout KEPT = new OutputLayout(false, OptionalLong.empty());
}
