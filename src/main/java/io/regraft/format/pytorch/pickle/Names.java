package io.regraft.format.pytorch.pickle;

import java.util.Optional;

/** Names of classes and functions, as a tape writes them. */
final class Names {

    private Names() {}

    /** The name that an object is (GLOBAL, STACK_GLOBAL) or carries inside (INST). */
    static Optional<Global> of(Graph graph, int object) {
        Optional<Global> known = graph.names.of(object);
        return known.isPresent() ? known : read(graph, object);
    }

    /** The same from the tape. */
    static Optional<Global> read(Graph graph, int object) {
        Tape tape = graph.tape;
        int at = graph.offset(object);
        return switch (tape.u8(at)) {
            case Op.GLOBAL, Op.INST -> Optional.of(lines(tape, at));
            case Op.STACK_GLOBAL -> Optional.of(new Global(part(graph, object, 0), part(graph, object, 1)));
            default -> Optional.empty();
        };
    }

    private static String part(Graph graph, int object, int index) {
        return Texts.text(graph.tape, graph.offset(graph.object(graph.part(object, index))));
    }

    private static Global lines(Tape tape, int at) {
        int middle = tape.lineEnd(at + 1);
        int end = tape.lineEnd(middle + 1);
        return new Global(line(tape, at, at + 1, middle), line(tape, at, middle + 1, end));
    }

    private static String line(Tape tape, int at, int from, int to) {
        return Texts.utf8(tape.bytes(), from, to)
                .orElseThrow(() -> tape.damaged(at, "UTF-8 in the name of " + Op.name(tape.u8(at)), "other bytes"))
                .stripTrailing();
    }

    /** True if the object has this name, as Python 3 has it. */
    static boolean is(Graph graph, int object, String module, String name) {
        Tape tape = graph.tape;
        int at = graph.offset(object);
        int op = tape.u8(at);
        if (op == Op.GLOBAL || op == Op.INST) {
            int middle = tape.lineEnd(at + 1);
            int end = middle + 1 + name.length();
            if (end < tape.size()
                    && tape.u8(end) == '\n'
                    && Texts.same(tape, middle + 1, end, name)
                    && Texts.same(tape, at + 1, middle, module)) {
                return true;
            }
            // Only names of Python 2, or with odd endings, can still be the same.
            return of(graph, object).filter(g -> g.is(module, name)).isPresent();
        }
        return op == Op.STACK_GLOBAL
                && of(graph, object).filter(g -> g.is(module, name)).isPresent();
    }

    /** What an object calls or is an instance of; MISSING if that is no slot of its own. */
    static int callable(Graph graph, int object) {
        return switch (graph.op(object)) {
            case Op.REDUCE, Op.NEWOBJ, Op.NEWOBJ_EX, Op.OBJ -> graph.object(graph.part(object, 0));
            default -> IntMap.MISSING;
        };
    }

    /** The object whose opcode carries the name of what this one calls; MISSING if there is no such name. */
    static int named(Graph graph, int object) {
        return graph.op(object) == Op.INST ? object : callable(graph, object);
    }
}
