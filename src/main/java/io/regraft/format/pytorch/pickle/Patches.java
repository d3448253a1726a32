package io.regraft.format.pytorch.pickle;

import java.util.ArrayList;
import java.util.List;

/** The changes of an edit in the order of the tape, each with the range that really has to go. */
final class Patches {

    private final Graph graph;
    private final Change[] patches;
    /** Objects of the source that new values refer to. */
    private final Ints referenced = new Ints();

    Patches(Graph graph, List<Change> changes) {
        this.graph = graph;
        refuseTwice(changes);
        for (Change c : changes) {
            if (c.refers()) {
                Draft.of(graph, c).references().forEach(r -> referenced.add(r[1]));
            }
        }
        List<Change> settled = settle(changes);
        settled.sort(Change::byPlace);
        this.patches = settled.toArray(Change[]::new);
    }

    Ints referenced() {
        return referenced;
    }

    int size() {
        return patches.length;
    }

    Change get(int index) {
        return patches[index];
    }

    /** Index of the first change that starts at an offset or later. */
    int firstFrom(int offset) {
        int low = 0;
        int high = patches.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (patches[middle].start() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static void refuseTwice(List<Change> changes) {
        List<Change> sorted = new ArrayList<>(changes);
        sorted.removeIf(Change::isInsert);
        sorted.sort(Change::byPart);
        for (int i = 1; i < sorted.size(); i++) {
            Change one = sorted.get(i - 1);
            Change other = sorted.get(i);
            if (one.op() == other.op() && one.part() == other.part()) {
                throw new IllegalArgumentException("two edits of one place at byte " + one.start());
            }
        }
    }

    /**
     * Where nothing fetches what is replaced, its PUT stays and names the new value. Where all who fetch a text rename it
     * alike, so too, and the fetches stay as they are.
     */
    private List<Change> settle(List<Change> changes) {
        int[] puts = changes.stream().mapToInt(this::lonePut).toArray();
        IntMap uses = uses(puts);
        IntMap alike = uses.size() == 0 ? uses : alike(changes, puts, uses);
        List<Change> settled = new ArrayList<>(changes.size());
        for (int i = 0; i < puts.length; i++) {
            Change c = changes.get(i);
            int fetched = alike.size() == 0 ? -1 : fetchedPut(c);
            if (puts[i] >= 0 && (!uses.has(puts[i]) || alike.has(puts[i]))) {
                settled.add(c.keeping(puts[i]));
            } else if (fetched < 0 || !alike.has(fetched)) {
                settled.add(c);
            }
        }
        return settled;
    }

    /** Offset of the one PUT that ends the range of a value to replace; −1 if there is none, or more than one. */
    private int lonePut(Change c) {
        int slot = c.kind() == Change.Kind.REPLACE ? c.parts().slot(c.part()) : IntMap.MISSING;
        if (slot == IntMap.MISSING || Graph.isFetch(slot)) {
            return -1;
        }
        int put = graph.tape.next(graph.offset(slot));
        boolean lone = put < c.end() && Op.role(graph.tape.u8(put)) == Op.Role.PUT && graph.tape.next(put) == c.end();
        return lone ? put : -1;
    }

    /** Offset of the PUT that a replaced fetch relies on; −1 if what is replaced is no fetch. */
    private int fetchedPut(Change c) {
        int slot = c.kind() == Change.Kind.REPLACE ? c.parts().slot(c.part()) : IntMap.MISSING;
        return slot != IntMap.MISSING && Graph.isFetch(slot) ? graph.fetchedPut(slot) : -1;
    }

    /** How often the PUTs behind replaced values are fetched; those never fetched are not in it. */
    private IntMap uses(int[] puts) {
        IntMap asked = new IntMap();
        for (int put : puts) {
            asked.put(put, 0);
        }
        IntMap uses = new IntMap();
        for (int i = 2; i < graph.fetches.size(); i += Graph.FETCH_SIZE) {
            int put = graph.fetches.get(i);
            if (put >= 0 && asked.has(put)) {
                uses.put(put, uses.has(put) ? uses.get(put) + 1 : 1);
            }
        }
        for (int i = 0; i < referenced.size(); i++) {
            int put = graph.putOf(referenced.get(i));
            if (put >= 0) {
                // More than there are fetches: such a text is never renamed wherever it is used.
                uses.put(put, graph.fetches.size() + 1);
            }
        }
        return uses;
    }

    /** The PUTs of texts that are renamed alike where they are made and wherever they are fetched. */
    private IntMap alike(List<Change> changes, int[] puts, IntMap uses) {
        IntMap made = new IntMap();
        for (int i = 0; i < puts.length; i++) {
            if (puts[i] >= 0 && uses.has(puts[i]) && changes.get(i).values().get(0) instanceof NewValue.Text) {
                made.put(puts[i], i);
            }
        }
        IntMap open = new IntMap();
        for (Change c : changes) {
            int put = fetchedPut(c);
            if (put >= 0
                    && made.has(put)
                    && c.values().equals(changes.get(made.get(put)).values())) {
                open.put(put, open.has(put) ? open.get(put) - 1 : uses.get(put) - 1);
            }
        }
        IntMap alike = new IntMap();
        for (int put : puts) {
            if (open.has(put) && open.get(put) == 0) {
                alike.put(put, 1);
            }
        }
        return alike;
    }
}
