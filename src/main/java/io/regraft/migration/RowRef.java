package io.regraft.migration;

import io.regraft.problem.Where;

/** Rows as a step names them: by index, by label, or as a range of indices. */
public sealed interface RowRef {

    Where.InText at();

    /** A plain whole number, at least 0. */
    record Index(long row, Where.InText at) implements RowRef {}

    /** A text. */
    record Label(String label, Where.InText at) implements RowRef {}

    /** {@code '10..20'}: both ends included, first not after last. */
    record Range(long first, long last, Where.InText at) implements RowRef {}
}
