package io.regraft.migration;

import io.regraft.problem.Where;

/** A value that is checked later, with the place it was written at. */
public record Located<T>(T value, Where.InText at) {}
