package io.regraft.format.safetensors;

/** A range of the header's text. */
record Span(int from, int to) {}
