package io.regraft.format.pytorch.pickle;

import io.regraft.format.Limits;
import java.util.Arrays;
import java.util.Locale;

/** Reads a tape once, from PROTO to STOP, and keeps who holds whom; runs nothing. One object per pickle. */
final class PickleParser {

    private final Tape tape;
    private final Limits limits;
    private final Graph graph;
    private final Memo memo = new Memo();

    /** Slots, and beside them how deep each nests. */
    private int[] stack = new int[256];

    private int[] depths = new int[256];
    private int top;

    /** Per open mark: height of the stack, offset of the MARK. */
    private int[] marks = new int[64];

    private int[] markOffsets = new int[64];
    private int openMarks;
    /** Height below which nothing can be taken: that of the last open mark. */
    private int fence;

    private int frameEnd;

    PickleParser(Tape tape, Limits limits) {
        this.tape = tape;
        this.limits = limits;
        this.graph = new Graph(tape);
    }

    Graph parse() {
        int at = 0;
        int opcodes = 0;
        while (true) {
            if (at >= tape.size()) {
                throw tape.damaged(at, "STOP at the end of the pickle", "the end without one");
            }
            if (++opcodes > limits.nodes()) {
                throw beyond(at, "opcodes", limits.nodes());
            }
            int op = tape.u8(at);
            int next = tape.checkedNext(at);
            if (at < frameEnd && next > frameEnd) {
                throw tape.damaged(at, "a frame that ends between opcodes", Op.name(op) + " across the end of one");
            }
            Op.Role role = Op.role(op);
            // Most opcodes are of these, and a switch asks one after the other before it is compiled fully.
            if (role == Op.Role.PUT) {
                put(op, at);
            } else if (role == Op.Role.ATOM) {
                atom(op, at);
            } else if (role == Op.Role.GET) {
                get(op, at);
            } else {
                step(role, op, at);
            }
            if (op == Op.STOP) {
                return graph;
            }
            at = next;
        }
    }

    private void step(Op.Role role, int op, int at) {
        switch (role) {
            case ATOM -> atom(op, at);
            case FIXED -> fixed(op, at);
            case MARKED -> marked(op, at);
            case MUTATE -> mutate(op, at);
            case MUTATE_MARKED -> mutateMarked(op, at);
            case PUT -> put(op, at);
            case GET -> get(op, at);
            case MARK -> mark(at);
            case POP -> pop(at);
            case POP_MARK -> popMark(at);
            case DUP -> duplicate(at);
            case PROTO -> protocol(at);
            case FRAME -> frame(at);
            case STOP -> stop(at);
            case OUT_OF_BAND ->
                throw tape.damaged(at, "a pickle that holds all its bytes", Op.name(op) + ", whose bytes lie outside");
            case UNKNOWN -> throw tape.damaged(at, "an opcode of pickle protocols 0 to 5", Op.name(op));
        }
    }

    // Pushing

    private void push(int slot, int depth) {
        if (top == stack.length) {
            stack = Arrays.copyOf(stack, top * 2);
            depths = Arrays.copyOf(depths, top * 2);
        }
        stack[top] = slot;
        depths[top++] = depth;
    }

    private void atom(int op, int at) {
        if (op == Op.GLOBAL) {
            graph.globals.add(at);
        } else if (op == Op.PERSID) {
            graph.persistentIds.add(at);
        } else if (Op.argument(op) == Op.LINE) {
            Scalars.checkLine(tape, at);
        }
        push(at, 0);
    }

    private void fixed(int op, int at) {
        int takes = Op.takes(op);
        need(takes, op, at);
        int first = top - takes;
        if (op == Op.STACK_GLOBAL) {
            needText(first, at);
            needText(first + 1, at);
        }
        int record = open(at, graph.begin(stack[first]));
        contain(record, op, take(first, at));
    }

    private void marked(int op, int at) {
        int first = markedFrom(op, at);
        int count = top - first;
        if (op == Op.DICT && count % 2 != 0) {
            throw tape.damaged(at, "a value for each key of DICT", String.format(Locale.ROOT, "%,d slots", count));
        }
        if (op == Op.OBJ && count == 0) {
            throw tape.damaged(at, "a class after the mark of OBJ", "nothing");
        }
        int record = open(at, markOffsets[openMarks]);
        graph.heap.add(count);
        contain(record, op, take(first, at));
    }

    /** Pushes an object with a finished record. */
    private void contain(int record, int op, int depth) {
        int object = Graph.recordSlot(record);
        if (op == Op.BINPERSID) {
            graph.persistentIds.add(object);
        } else if (op == Op.STACK_GLOBAL || op == Op.INST) {
            graph.globals.add(object);
        }
        push(object, depth);
    }

    private int open(int at, int begin) {
        int record = graph.heap.size();
        graph.heap.add(at);
        graph.heap.add(begin);
        return record;
    }

    /** Moves the slots from {@code first} on into the record that is being written; gives the depth of what holds them. */
    private int take(int first, int at) {
        int depth = 0;
        for (int i = first; i < top; i++) {
            graph.heap.add(stack[i]);
            depth = Math.max(depth, depths[i]);
        }
        top = first;
        return deeper(depth, at);
    }

    private int deeper(int depth, int at) {
        if (depth >= limits.depth()) {
            throw beyond(at, "levels of nesting", limits.depth());
        }
        return depth + 1;
    }

    // Mutations

    private void mutate(int op, int at) {
        int takes = Op.takes(op);
        need(takes + 1, op, at);
        int first = top - takes;
        mutation(op, at, graph.begin(stack[first]), first);
    }

    private void mutateMarked(int op, int at) {
        int first = markedFrom(op, at);
        if (first - fence < 1) {
            throw missing(1, first - fence, op, at);
        }
        if (op == Op.SETITEMS && (top - first) % 2 != 0) {
            throw tape.damaged(
                    at, "a value for each key of SETITEMS", String.format(Locale.ROOT, "%,d slots", top - first));
        }
        mutation(op, at, markOffsets[openMarks], first);
    }

    private void mutation(int op, int at, int begin, int first) {
        int target = stack[first - 1];
        int object = graph.object(target);
        needMutable(op, at, object);
        int record = open(at, begin);
        graph.heap.add(target);
        int last = graph.lastMutation.get(object);
        if (last == IntMap.MISSING) {
            graph.heap.add(record);
        } else {
            graph.heap.add(graph.heap.get(last + 3));
            graph.heap.set(last + 3, record);
        }
        graph.lastMutation.put(object, record);
        graph.heap.add(top - first);
        depths[first - 1] = Math.max(depths[first - 1], take(first, at));
        if (Graph.isFetch(target)) {
            graph.remote.add(record);
            odd(at);
        }
    }

    /** Numbers, texts and tuples have nothing that could change. */
    private void needMutable(int op, int at, int object) {
        NodeKind kind = Op.kind(graph.op(object));
        boolean mutable = switch (kind) {
            case LIST -> op != Op.SETITEM && op != Op.SETITEMS && op != Op.ADDITEMS;
            case DICT -> op == Op.SETITEM || op == Op.SETITEMS || op == Op.BUILD;
            case SET -> op == Op.ADDITEMS || op == Op.BUILD;
            case REDUCE, NEWOBJ, INSTANCE, PERSID, EXTENSION, GLOBAL -> true;
            case NONE, BOOL, INT, FLOAT, TEXT, BYTES, BYTEARRAY, TUPLE, FROZENSET -> false;
        };
        if (!mutable) {
            throw tape.damaged(at, "an object that " + Op.name(op) + " can change", Op.name(graph.op(object)));
        }
    }

    // Memo

    private void put(int op, int at) {
        need(1, op, at);
        int index = op == Op.MEMOIZE ? memo.size() : Scalars.memoIndex(tape, at);
        if (!memo.put(index, graph.object(stack[top - 1]), at)) {
            graph.rebound.put(index, 1);
            odd(at);
        }
        if (Graph.isFetch(stack[top - 1])) {
            odd(at);
        }
        graph.memoizes += op == Op.MEMOIZE ? 1 : 0;
        graph.puts += op == Op.MEMOIZE ? 0 : 1;
        graph.highestIndex = Math.max(graph.highestIndex, index & 0xFFFF_FFFFL);
    }

    private void get(int op, int at) {
        int index = Scalars.memoIndex(tape, at);
        int object = memo.object(index);
        if (object == IntMap.MISSING) {
            throw tape.damaged(
                    at,
                    Op.name(op) + " of something in the memo",
                    String.format(Locale.ROOT, "index %,d, which nothing was put at", index & 0xFFFF_FFFFL));
        }
        fetch(at, object, memo.putAt(index));
    }

    private void fetch(int at, int object, int putAt) {
        int number = graph.fetches.size() / Graph.FETCH_SIZE;
        graph.fetches.add(at);
        graph.fetches.add(object);
        graph.fetches.add(putAt);
        graph.shared.put(object, 1);
        push(Graph.fetchSlot(number), 0);
    }

    private void duplicate(int at) {
        need(1, Op.DUP, at);
        odd(at);
        fetch(at, graph.object(stack[top - 1]), -1);
    }

    // Marks

    private void mark(int at) {
        if (openMarks >= limits.depth()) {
            throw beyond(at, "levels of nesting", limits.depth());
        }
        if (openMarks == marks.length) {
            marks = Arrays.copyOf(marks, openMarks * 2);
            markOffsets = Arrays.copyOf(markOffsets, openMarks * 2);
        }
        marks[openMarks] = top;
        markOffsets[openMarks++] = at;
        fence = top;
    }

    /** Closes the last mark; gives the height above it. Its offset stays at {@code markOffsets[openMarks]}. */
    private int markedFrom(int op, int at) {
        if (openMarks == 0) {
            throw tape.damaged(at, "a mark before " + Op.name(op), "none");
        }
        int first = marks[--openMarks];
        fence = openMarks == 0 ? 0 : marks[openMarks - 1];
        return first;
    }

    private void pop(int at) {
        odd(at);
        if (openMarks > 0 && top == fence) {
            markedFrom(Op.POP, at);
            return;
        }
        need(1, Op.POP, at);
        top--;
    }

    private void popMark(int at) {
        odd(at);
        top = markedFrom(Op.POP_MARK, at);
    }

    // Framing

    private void protocol(int at) {
        int protocol = tape.u8(at + 1);
        if (protocol > 5) {
            throw tape.damaged(at, "a pickle protocol from 0 to 5", Integer.toString(protocol));
        }
        graph.protocol = Math.max(graph.protocol, protocol);
    }

    private void frame(int at) {
        if (at < frameEnd) {
            throw tape.damaged(
                    at,
                    String.format(Locale.ROOT, "a frame that ends at byte %,d", frameEnd),
                    "another before its end");
        }
        frameEnd = at + 9 + frameLength(at);
        graph.frames.add(at);
    }

    private int frameLength(int at) {
        long length = tape.i64(at + 1);
        int left = tape.size() - at - 9;
        if (length < 0 || length > left) {
            throw tape.damaged(
                    at,
                    String.format(Locale.ROOT, "a frame of at most %,d bytes", left),
                    "a claim of " + Long.toUnsignedString(length));
        }
        return (int) length;
    }

    private void stop(int at) {
        need(1, Op.STOP, at);
        graph.root = stack[top - 1];
        graph.stop = at;
        graph.names = KnownNames.of(graph);
    }

    // Refusing

    private void odd(int at) {
        if (graph.firstOdd < 0) {
            graph.firstOdd = at;
        }
    }

    private void need(int slots, int op, int at) {
        if (top - fence < slots) {
            throw missing(slots, top - fence, op, at);
        }
    }

    private RuntimeException missing(int slots, int found, int op, int at) {
        return tape.damaged(
                at,
                String.format(Locale.ROOT, "%,d on the stack for %s", slots, Op.name(op)),
                String.format(Locale.ROOT, "%,d", found));
    }

    private void needText(int index, int at) {
        if (Op.kind(graph.op(graph.object(stack[index]))) != NodeKind.TEXT) {
            throw tape.damaged(at, "two texts for STACK_GLOBAL", Op.name(graph.op(stack[index])));
        }
    }

    private RuntimeException beyond(int at, String what, int limit) {
        return tape.refused(
                at,
                String.format(Locale.ROOT, "expected at most %,d %s, found more", limit, what),
                "No checkpoint needs that many; refused, and nothing in it was run.");
    }
}
