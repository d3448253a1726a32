package io.regraft.report;

/**
 * What a tensor's elements are like. NaN and the infinities are counted and left out of the rest, which is NaN where
 * nothing is left.
 *
 * @param norm the square root of the sum of squares
 */
public record TensorStatistics(double min, double max, double mean, double norm, long nonFinite) {}
