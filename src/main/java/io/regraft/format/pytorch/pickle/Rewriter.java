package io.regraft.format.pytorch.pickle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes a tape with its patches.
 *
 * <p>It walks the tape and copies. Where a fetch finds that what it relies on went with a patch, it writes the range that
 * makes the object in its place, PUT and patches inside included; so too where a new value refers to an object that comes
 * only later. Ranges may so nest: they lie on a stack of tasks. One object per edit.
 */
final class Rewriter {

    static final String AGAIN = "Load the file with its own program and save it again, then edit the result.";

    /** Ranges nest no deeper than objects may. */
    private static final int DEEPEST = 5_000;

    private enum Mode {
        /** The whole tape. */
        TOP,
        /** The range of an object that is written earlier or later than it stood. */
        MOVE,
        /** The range of an object that is written once more, without names in the memo. */
        COPY
    }

    private interface Task {
        /** Goes on; false if another task was put on top that has to be done first. */
        boolean done();
    }

    private final Graph graph;
    private final Tape tape;
    private final Patches patches;
    private final Bytes out;
    private final OutputMemo memo;
    private final Frames frames;
    private final Deque<Task> tasks = new ArrayDeque<>();
    private final Moved moved = new Moved();
    private final Effects effects;
    private final Walk top;

    Rewriter(Graph graph, Patches patches) {
        this.graph = graph;
        this.tape = graph.tape;
        this.patches = patches;
        this.out = new Bytes((int) Math.min(Integer.MAX_VALUE - 8L, tape.size() + 24L * patches.size() + 64));
        this.memo = new OutputMemo(graph, patches.referenced());
        this.frames = new Frames(graph, out);
        this.effects = new Effects(graph);
        this.top = new Walk(0, graph.stop + 1, -1, Mode.TOP);
    }

    Rewritten run() {
        if (graph.puts > 0 && graph.memoizes > 0) {
            throw tape.refused(
                    0, "the memo is numbered in two ways at once, and can't be followed through an edit", AGAIN);
        }
        int end = graph.stop + 1;
        tasks.push(top);
        while (!tasks.isEmpty()) {
            if (tasks.peek().done()) {
                tasks.pop();
            }
        }
        frames.finish(end);
        out.add(tape.bytes(), end, tape.size());
        return new Rewritten(out.array(), out.size(), !moved.isEmpty());
    }

    // Moving objects

    /** Puts the task on top that writes an object whose PUT is not yet (or no longer) in the memo. */
    private void move(int object, int put) {
        int begin = graph.begin(object);
        int end = graph.end(object);
        boolean beingMoved = moved.at(begin, end, end - 1) >= 0;
        if (beingMoved || isBeingMade(begin, graph.offset(object))) {
            throw holdsItself(graph.offset(object));
        }
        if (tape.u8(begin) == Op.DUP || effects.isLost(begin, end, top.at)) {
            throw tape.refused(
                    graph.offset(object),
                    "an object that is needed elsewhere would go with what is removed, and is made in a way that can't be followed",
                    AGAIN);
        }
        moved.add(begin, end, put);
        tasks.push(new Walk(begin, end, put, Mode.MOVE));
    }

    /** Puts the task on top that writes an object once more. */
    private void copy(int object) {
        int begin = graph.begin(object);
        int end = graph.end(object);
        boolean mutated = graph.lastMutation.has(object);
        if (isBeingMade(begin, mutated ? end : graph.offset(object))) {
            throw holdsItself(graph.offset(object));
        }
        tasks.push(new Walk(begin, end, -1, Mode.COPY));
    }

    private RuntimeException holdsItself(int at) {
        return tape.refused(at, "an object that holds itself would have to be taken apart for this edit", AGAIN);
    }

    /** True if a range that is being written has begun with an object but not come to its opcode, or nests too deep. */
    private boolean isBeingMade(int begin, int opcode) {
        if (tasks.size() > DEEPEST) {
            return true;
        }
        for (Task task : tasks) {
            if (task instanceof Walk walk && begin < walk.at && walk.at <= opcode) {
                return true;
            }
        }
        return false;
    }

    /** New bytes with objects of the source among them. */
    private final class Drafted implements Task {
        private final byte[] bytes;
        private final List<int[]> references;
        private int written;
        private int number;

        Drafted(Draft draft) {
            this.bytes = draft.bytes();
            this.references = draft.references();
        }

        @Override
        public boolean done() {
            while (number < references.size()) {
                int[] reference = references.get(number++);
                out.add(bytes, written, reference[0]);
                written = reference[0];
                if (!refer(reference[1])) {
                    return false;
                }
            }
            out.add(bytes, written, bytes.length);
            return true;
        }

        private boolean refer(int object) {
            if (graph.kind(object) == NodeKind.PERSID) {
                copy(object);
                return false;
            }
            int put = memo.put(object);
            if (memo.isBound(put)) {
                OutputMemo.writeGet(memo.index(put), out);
                return true;
            }
            move(object, put);
            return false;
        }
    }

    /** A range of the tape, opcode by opcode. */
    private final class Walk implements Task {
        private final int begin;
        private final int end;
        private final int put;
        private final Mode mode;
        private int at;
        private int copied;
        private int next;
        /** Number of the fetch that most likely comes next. */
        private int fetched;

        Walk(int begin, int end, int put, Mode mode) {
            this.begin = begin;
            this.end = end;
            this.put = put;
            this.mode = mode;
            this.at = begin;
            this.copied = begin;
            this.next = patches.firstFrom(begin);
        }

        @Override
        public boolean done() {
            while (true) {
                if (mode == Mode.TOP) {
                    frames.reach(at, out.size() + at - copied);
                }
                if (next < patches.size() && patches.get(next).start() <= at) {
                    Change change = patches.get(next);
                    if (!change.isInsert() && isMoved(change.end())) {
                        continue;
                    }
                    next++;
                    if (applies(change) && !apply(change)) {
                        return false;
                    }
                } else if (at >= end) {
                    return finished();
                } else if (!isMoved(at) && !step()) {
                    return false;
                }
            }
        }

        private boolean finished() {
            flush(at);
            if (mode == Mode.MOVE && !memo.isBound(put)) {
                throw tape.refused(
                        begin, "an object that is needed elsewhere is named in a way that can't be followed", AGAIN);
            }
            return true;
        }

        private void flush(int upTo) {
            out.add(tape.bytes(), copied, upTo);
            copied = upTo;
        }

        /** Goes on at {@code to}, without copying what lies before, or patching what lies before {@code covered}. */
        private void jump(int to, int covered) {
            copied = to;
            int from = at;
            at = to;
            while (next < patches.size()
                    && (patches.get(next).start() < covered
                            || (patches.get(next).start() == covered
                                    && patches.get(next).insertsInto(from)))) {
                next++;
            }
        }

        // Patches

        /** What is done around a moved object stays behind. */
        private boolean applies(Change change) {
            if (change.start() < at) {
                return false;
            }
            if (mode == Mode.TOP) {
                return true;
            }
            if (change.isInsert()) {
                return change.insertsInto(begin);
            }
            boolean itself = change.start() == begin && change.end() == end && change.kept() < 0;
            return at < end && change.end() <= end && !itself;
        }

        private boolean apply(Change change) {
            flush(at);
            if (!change.isInsert()) {
                effects.needNone(at, change.resume());
                if (mode == Mode.TOP) {
                    frames.skip(at, change.resume());
                }
                jump(change.resume(), change.end());
            }
            if (change.refers()) {
                tasks.push(new Drafted(Draft.of(graph, change)));
                return false;
            }
            Draft.write(graph, change, out);
            return true;
        }

        // Opcodes

        /** Fetches, in its old place, an object that was moved and ended after an offset. */
        private boolean isMoved(int after) {
            if (moved.isEmpty() || at >= end) {
                return false;
            }
            // What this walk moves is not to be fetched in its own place.
            int known = moved.at(at, at == begin && mode != Mode.TOP ? end - 1 : end, after);
            if (known < 0) {
                return false;
            }
            if (!memo.isBound(moved.put(known))) {
                throw holdsItself(at);
            }
            flush(at);
            OutputMemo.writeGet(memo.index(moved.put(known)), out);
            if (mode == Mode.TOP) {
                frames.skip(at, moved.end(known));
            }
            jump(moved.end(known), moved.end(known));
            return true;
        }

        /** Does one opcode; false if a task was put on top. */
        private boolean step() {
            int after = tape.next(at);
            switch (Op.role(tape.u8(at))) {
                case GET -> {
                    return fetch(after);
                }
                case PUT -> {
                    if (mode == Mode.COPY) {
                        flush(at);
                        copied = after;
                    } else {
                        memo.written(at);
                    }
                }
                case FRAME -> {
                    flush(at);
                    copied = after;
                    if (mode == Mode.TOP) {
                        frames.open(at);
                    }
                }
                case ATOM, FIXED, MARKED -> {
                    if (mode != Mode.COPY && memo.wantsNew(at)) {
                        flush(after);
                        memo.writeNew(at, out);
                    }
                }
                case MUTATE, MUTATE_MARKED, MARK, POP, POP_MARK, DUP, PROTO, STOP, OUT_OF_BAND, UNKNOWN -> {}
            }
            at = after;
            skim();
            return true;
        }

        /** Goes on over opcodes that are copied without a look, as long as nothing else is to be done between them. */
        private void skim() {
            if (!moved.isEmpty() || memo.wantsNew()) {
                return;
            }
            int limit = next < patches.size() ? Math.min(end, patches.get(next).start()) : end;
            if (mode == Mode.TOP) {
                limit = Math.min(limit, frames.reachedAt());
            }
            while (at < limit && Op.isPlain(tape.u8(at))) {
                at = tape.next(at);
            }
        }

        private boolean fetch(int after) {
            int number = Graph.FETCH_SIZE * fetched < graph.fetches.size()
                            && graph.fetches.get(Graph.FETCH_SIZE * fetched) == at
                    ? fetched
                    : graph.fetches.firstNotBelow(at, Graph.FETCH_SIZE);
            fetched = number + 1;
            int slot = Graph.fetchSlot(number);
            int wanted = graph.fetchedPut(slot);
            if (memo.isBound(wanted)) {
                long index = memo.index(wanted);
                if (index != (Scalars.memoIndex(tape, at) & 0xFFFF_FFFFL)) {
                    flush(at);
                    OutputMemo.writeGet(index, out);
                    copied = after;
                }
                at = after;
                return true;
            }
            flush(at);
            copied = after;
            at = after;
            move(graph.object(slot), wanted);
            return false;
        }
    }
}
