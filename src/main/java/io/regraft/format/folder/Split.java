package io.regraft.format.folder;

import io.regraft.format.Revision.Revised;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * huggingface_hub's rule for cutting tensors into files, greedy and in order: a tensor larger than a file may be becomes a
 * file at once, before the one that is still open; one that no longer fits closes the open file; a later name of a storage
 * goes with the first one and costs nothing.
 */
final class Split {

    private final long maxBytes;
    private final boolean sharing;
    private final List<List<Revised>> done = new ArrayList<>();
    private final Map<String, List<Revised>> homes = new HashMap<>();
    private List<Revised> open = new ArrayList<>();
    private long openBytes;
    private long total;

    private Split(long maxBytes, boolean sharing) {
        this.maxBytes = maxBytes;
        this.sharing = sharing;
    }

    /**
     * The tensors of each file, and the bytes of all.
     *
     * @param sharing true if names of one storage share it in a file
     */
    static Result of(List<Revised> tensors, long maxBytes, boolean sharing) {
        Split split = new Split(maxBytes, sharing);
        List<Revised> later = new ArrayList<>();
        for (Revised r : tensors) {
            if (sharing && Totals.storage(r).filter(split.homes::containsKey).isPresent()) {
                later.add(r);
            } else {
                split.add(r);
            }
        }
        if (!split.open.isEmpty() || split.done.isEmpty()) {
            split.done.add(split.open);
        }
        later.forEach(r -> split.homes.get(Totals.storage(r).orElseThrow()).add(r));
        return new Result(split.done, split.total);
    }

    /**
     * Files of tensors.
     *
     * @param totalBytes data bytes of all
     */
    record Result(List<List<Revised>> files, long totalBytes) {
        Result {
            files = files.stream().map(List::copyOf).toList();
        }
    }

    private void add(Revised r) {
        long size = Totals.size(r, sharing);
        total = Math.addExact(total, size);
        if (size > maxBytes) {
            List<Revised> alone = new ArrayList<>(List.of(r));
            done.add(alone);
            remember(r, alone);
            return;
        }
        if (openBytes > maxBytes - size) {
            done.add(open);
            open = new ArrayList<>();
            openBytes = 0;
        }
        open.add(r);
        openBytes += size;
        remember(r, open);
    }

    private void remember(Revised r, List<Revised> home) {
        Optional<String> storage = Totals.storage(r);
        storage.ifPresent(s -> homes.put(s, home));
    }
}
