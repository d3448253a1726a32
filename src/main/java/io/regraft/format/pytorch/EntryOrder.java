package io.regraft.format.pytorch;

import io.regraft.format.pytorch.Inventory.Found;
import io.regraft.format.pytorch.pickle.Entry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the entries that must be taken out of their mapping and put in again, so that its tensors come in the order of
 * the result: as few as can be. Items of lists and attributes of objects have no order of their own to change.
 */
final class EntryOrder {

    private final Inventory inventory;

    EntryOrder(Inventory inventory) {
        this.inventory = inventory;
    }

    /** Marks those goals as moved. */
    void mark(List<Goal> goals) {
        Map<Object, List<Integer>> byMapping = new LinkedHashMap<>();
        for (int i = 0; i < goals.size(); i++) {
            Goal g = goals.get(i);
            if (g.staysInContainer() && inventory.isEntry(g.origin().orElseThrow())) {
                byMapping
                        .computeIfAbsent(g.name().container(), c -> new ArrayList<>())
                        .add(i);
            }
        }
        byMapping.values().forEach(members -> {
            int[] numbers = members.stream()
                    .mapToInt(i -> number(goals.get(i).origin().orElseThrow()))
                    .toArray();
            BitSet staying = longestAscending(numbers);
            for (int i = staying.nextClearBit(0); i < numbers.length; i = staying.nextClearBit(i + 1)) {
                int at = members.get(i);
                goals.set(at, goals.get(at).asMoved());
            }
        });
    }

    private static int number(Found found) {
        Entry entry = ((Place.InMapping) found.place()).entry();
        return entry.number();
    }

    /** Places of a longest subsequence that ascends. */
    private static BitSet longestAscending(int[] numbers) {
        // By length less one: the place where the best subsequence of that length ends.
        int[] ends = new int[numbers.length];
        int[] before = new int[numbers.length];
        int length = 0;
        for (int i = 0; i < numbers.length; i++) {
            int low = 0;
            int high = length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (numbers[ends[middle]] < numbers[i]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            before[i] = low == 0 ? -1 : ends[low - 1];
            ends[low] = i;
            length = Math.max(length, low + 1);
        }
        BitSet members = new BitSet(numbers.length);
        for (int i = length == 0 ? -1 : ends[length - 1]; i >= 0; i = before[i]) {
            members.set(i);
        }
        return members;
    }
}
