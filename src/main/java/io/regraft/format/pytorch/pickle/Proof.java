package io.regraft.format.pytorch.pickle;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads an edited tape again and compares its graph with what was meant: same structure, same sharing. */
final class Proof {

    private final Graph source;
    private final Graph result;
    private final Contents meant;
    private final Contents found;
    private final IntMap toResult = new IntMap();
    private final IntMap toSource = new IntMap();
    private final Pairs pending = new Pairs();
    /** Objects of the source that new values refer to. */
    private final IntMap referred = new IntMap();

    private Proof(Graph source, List<Change> changes, Graph result) {
        this.source = source;
        this.result = result;
        this.meant = new Contents(source, changes);
        this.found = new Contents(result, List.of());
        for (Change c : changes) {
            if (c.refers()) {
                Draft.of(source, c).references().forEach(r -> referred.put(r[1], 1));
            }
        }
    }

    /** Throws unless the edited tape makes what was meant. */
    static void check(Pickle pickle, List<Change> changes, Rewritten edited, Pickle result) {
        Graph source = pickle.graph();
        Proof proof = new Proof(source, changes, result.graph());
        proof.compare();
        int rest = source.stop + 1;
        if (!Arrays.equals(
                source.tape.bytes(), rest, source.tape.size(), edited.array(), result.length(), edited.size())) {
            throw proof.differs(result.length(), "the bytes after STOP", "others");
        }
        if (!WeightsOnly.accepts(result) && WeightsOnly.accepts(pickle)) {
            throw proof.differs(0, "a pickle that loads with weights_only, as the source does", "one that does not");
        }
    }

    private void compare() {
        meant.fillRoot();
        found.fillRoot();
        pushAll(0, false);
        while (pending.pop()) {
            int object = result.object(pending.found());
            if (pending.isNew()) {
                compareNew(pending.value(), object, pending.copied());
            } else {
                compareObjects(source.object(pending.slot()), object, pending.copied());
            }
        }
    }

    /** Pairs what is meant with what is found in an object. */
    private void pushAll(int object, boolean copied) {
        if (meant.size() != found.size()) {
            throw differs(
                    object,
                    String.format(Locale.ROOT, "an object that holds %,d", meant.size()),
                    String.format(Locale.ROOT, "%,d", found.size()));
        }
        for (int i = 0; i < meant.size(); i++) {
            if (meant.role(i) != found.role(i)) {
                throw differs(object, "part " + i + " in role " + meant.role(i), "in role " + found.role(i));
            }
            if (!meant.isNew(i) && isSameScalar(meant.slot(i), found.slot(i))) {
                continue;
            }
            if (meant.isNew(i)) {
                pending.push(meant.value(i), found.slot(i), copied);
            } else {
                pending.push(meant.slot(i), found.slot(i), copied);
            }
        }
    }

    /** Compares what holds nothing on the spot. */
    private boolean isSameScalar(int slot, int foundSlot) {
        int object = source.object(slot);
        int other = result.object(foundSlot);
        return object >= 0 && other >= 0 && Draft.isRewritten(source, object) && sameBytes(object, other);
    }

    private boolean sameBytes(int object, int other) {
        int from = source.offset(object);
        int at = result.offset(other);
        int op = source.tape.u8(from);
        if (op != result.tape.u8(at)) {
            return false;
        }
        if (Op.argument(op) == 0) {
            return true;
        }
        int length = source.tape.next(from) - from;
        return length == result.tape.next(at) - at
                && Arrays.equals(source.tape.bytes(), from, from + length, result.tape.bytes(), at, at + length);
    }

    private void compareObjects(int object, int other, boolean copied) {
        if (!sameBytes(object, other)) {
            throw differs(
                    result.offset(other), Op.name(source.op(object)), Op.name(result.op(other)) + " or another value");
        }
        if (Draft.isRewritten(source, object)) {
            return;
        }
        if (!copied && isKnown(object, other)) {
            return;
        }
        meant.fill(object);
        found.fill(other);
        pushAll(result.offset(other), copied);
    }

    /** True if the two were met before, as each other; objects that only one holds are met only once. */
    private boolean isKnown(int object, int other) {
        int image = toResult.get(object);
        int origin = toSource.get(other);
        if (image == IntMap.MISSING && origin == IntMap.MISSING) {
            if (source.shared.has(object) || result.shared.has(other) || referred.has(object)) {
                toResult.put(object, other);
                toSource.put(other, object);
            }
            return false;
        }
        if (image != other || origin != object) {
            throw differs(result.offset(other), "objects shared as before", "other sharing");
        }
        return true;
    }

    private void compareNew(NewValue value, int other, boolean copied) {
        if (value instanceof NewValue.Existing existing) {
            int object = existing.node().id();
            compareObjects(object, other, copied || source.kind(object) == NodeKind.PERSID);
            return;
        }
        found.fill(other);
        List<NewValue> parts = parts(value);
        if (!isSameKind(value, other) || parts.size() != found.size()) {
            throw differs(result.offset(other), value.toString(), Op.name(result.op(other)) + " or another value");
        }
        for (int i = 0; i < parts.size(); i++) {
            pending.push(parts.get(i), found.slot(i), copied);
        }
    }

    private static List<NewValue> parts(NewValue value) {
        if (value instanceof NewValue.Tuple tuple) {
            return tuple.items();
        }
        if (value instanceof NewValue.Reduce reduce) {
            return List.of(reduce.callable(), reduce.args());
        }
        if (value instanceof NewValue.Items items) {
            return items.values();
        }
        if (value instanceof NewValue.Fields fields) {
            return fields.flat();
        }
        return value instanceof NewValue.PersistentId id ? List.of(id.id()) : List.of();
    }

    private boolean isSameKind(NewValue value, int other) {
        NodeKind kind = result.kind(other);
        int at = result.offset(other);
        if (value instanceof NewValue.Int integer) {
            return kind == NodeKind.INT && Scalars.integer(result.tape, at).equals(integer.value());
        }
        if (value instanceof NewValue.Text text) {
            return kind == NodeKind.TEXT && Texts.text(result.tape, at).equals(text.value());
        }
        if (value instanceof NewValue.Named named) {
            return kind == NodeKind.GLOBAL
                    && Names.of(result, other).filter(named.name()::equals).isPresent();
        }
        if (value instanceof NewValue.Bool bool) {
            return kind == NodeKind.BOOL && Scalars.bool(result.tape, at) == bool.value();
        }
        if (value instanceof NewValue.Real real) {
            return kind == NodeKind.FLOAT
                    && Double.doubleToRawLongBits(Scalars.real(result.tape, at))
                            == Double.doubleToRawLongBits(real.value());
        }
        return kind == kindOf(value);
    }

    private static NodeKind kindOf(NewValue value) {
        if (value instanceof NewValue.None) {
            return NodeKind.NONE;
        }
        if (value instanceof NewValue.Tuple) {
            return NodeKind.TUPLE;
        }
        if (value instanceof NewValue.EmptyDict || value instanceof NewValue.Fields) {
            return NodeKind.DICT;
        }
        if (value instanceof NewValue.EmptyList || value instanceof NewValue.Items) {
            return NodeKind.LIST;
        }
        return value instanceof NewValue.PersistentId ? NodeKind.PERSID : NodeKind.REDUCE;
    }

    /** A file made in odd ways is refused; that an ordinary one comes out wrong is a mistake of this program. */
    private RuntimeException differs(int at, String expected, String found) {
        if (source.firstOdd >= 0) {
            return source.tape.refused(
                    source.firstOdd,
                    Op.name(source.tape.u8(source.firstOdd)) + " makes this pickle one that the edit can't follow",
                    "Load the file with its own program and save it again, then edit the result.");
        }
        return new IllegalStateException(String.format(
                Locale.ROOT,
                "an edited pickle is not what was meant: expected %s, found %s, at byte %,d of the result",
                expected,
                found,
                at));
    }
}
