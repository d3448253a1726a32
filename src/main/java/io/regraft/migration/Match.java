package io.regraft.migration;

import io.regraft.checkpoint.TensorName;

/** A name that a selector matched, and what its wildcards bound. */
public record Match(TensorName name, Captures captures) {}
