package io.regraft.migration;

import io.regraft.kernel.RowMap;
import java.util.List;
import java.util.Optional;

/**
 * What a step did to the rows of a tensor, for the manifest.
 *
 * @param map from the rows before to the rows after
 * @param before number of rows before
 * @param labelsBefore label of each row before, where known; may be shorter than the rows (reserved rows at the end)
 * @param labelsAfter label of each row after, where known; likewise
 * @param init how new rows were made; empty if there are none
 */
public record RowEdit(
        int axis,
        RowMap map,
        long before,
        Optional<List<String>> labelsBefore,
        Optional<List<String>> labelsAfter,
        Optional<String> init) {}
