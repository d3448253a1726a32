package io.regraft.checkpoint;

/** Per-tensor affine quantisation: real value = scale · (stored − zeroPoint). */
public record Quantisation(double scale, long zeroPoint) {}
