package io.regraft.migration;

import io.regraft.checkpoint.TensorName;

/**
 * A name that a selector matched, and what its wildcards bound.
 *
 * @param by the selector; of several that match, the first without wildcards, else the first
 */
public record Match(TensorName name, Captures captures, Selector by) {}
