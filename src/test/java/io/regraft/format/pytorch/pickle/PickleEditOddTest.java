package io.regraft.format.pytorch.pickle;

import static io.regraft.format.pytorch.pickle.PickleEdits.assertRefused;
import static io.regraft.format.pytorch.pickle.PickleEdits.edit;
import static io.regraft.format.pytorch.pickle.PickleEdits.entry;
import static io.regraft.format.pytorch.pickle.PickleEdits.p;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Edits of tapes that are written seldom: frames, Python 2, doubled values, objects in themselves. */
final class PickleEditOddTest {

    /** A tape of protocol 4 in frames, each given by its opcodes. */
    private static Assembler framed(Assembler... frames) {
        Assembler tape = Assembler.protocol(4);
        for (Assembler frame : frames) {
            tape.op(0x95).little(frame.bytes().length, 8).raw(frame);
        }
        return tape;
    }

    @Test
    void framesAndMemoNumbersFollowTheEdit() {
        // Every MEMOIZE takes the next number: what goes with 'a' moves all later ones.
        Assembler one = Assembler.bare()
                .ascii("}")
                .op(0x94)
                .ascii("(")
                .shortText("a")
                .op(0x94)
                .ascii("]")
                .op(0x94)
                .shortText("b")
                .op(0x94);
        Assembler two = Assembler.bare()
                .ascii("]")
                .op(0x94)
                .shortText("c")
                .op(0x94)
                .get(4)
                .shortText("d")
                .get(2)
                .ascii("u.");

        Assembler oneLeft =
                Assembler.bare().ascii("}").op(0x94).ascii("(").shortText("b").op(0x94);
        Assembler twoLeft = Assembler.bare()
                .ascii("]")
                .op(0x94)
                .shortText("c")
                .op(0x94)
                .get(2)
                .shortText("d")
                .ascii("]")
                .op(0x94)
                .ascii("u.");
        Pickle pickle = Assembler.parse(framed(one, two).bytes());
        assertThat(pickle.edit().remove(entry(pickle.root(), "a")).apply())
                .isEqualTo(framed(oneLeft, twoLeft).bytes());
    }

    @Test
    void frameThatBeginsInsideOfWhatGoesStays() {
        Assembler one = Assembler.bare().ascii("}(").shortText("a");
        Assembler two = Assembler.bare().number(1);
        Assembler three = Assembler.bare().shortText("b").number(2).ascii("u.");
        Pickle pickle = Assembler.parse(framed(one, two, three).bytes());

        assertThat(pickle.edit().remove(entry(pickle.root(), "a")).apply())
                .isEqualTo(framed(Assembler.bare().ascii("}("), Assembler.bare(), three)
                        .bytes());
    }

    /** OrderedDict([['a', 1], ['b', 2]]), as Python 2 pickles it. */
    private static Assembler pythonTwo() {
        return p().global("collections", "OrderedDict")
                .ascii("](](U\1a")
                .number(1)
                .ascii("e](U\1b")
                .number(2)
                .ascii("ee")
                .op(0x85, 'R');
    }

    @Test
    void orderedDictOfPythonTwoIsEditedInsideItsArgument() {
        assertThat(Graphs.text(edit(
                        pythonTwo(),
                        (e, root) -> e.remove(entry(root, "a"))
                                .rename(entry(root, "b"), NewValue.of("c"))
                                .replaceValue(entry(root, "b"), NewValue.of(3))
                                .insertLast(root, NewValue.of("z"), NewValue.of(4)))))
                .isEqualTo("call#0collections.OrderedDict(#1[#2['c', 3, ], ], ){'c': 3, 'z': 4, }");
    }

    @Test
    void orderedDictOfPythonTwoTakesEntriesAtItsEndOnly() {
        String message =
                "m.pt!m/data.pkl, byte 47: this OrderedDict was written by Python 2, and takes new entries only"
                        + " after all others. Load the file with torch under Python 3 and save it again, then edit the result.";

        assertThatThrownBy(() -> edit(pythonTwo(), (e, root) -> e.insertFirst(root, NewValue.of("0"), NewValue.of(0))))
                .hasMessage(message);
        assertThatThrownBy(() -> edit(
                        pythonTwo(), (e, root) -> e.insertAfter(entry(root, "a"), NewValue.of("0"), NewValue.of(0))))
                .hasMessage(message);
    }

    @Test
    void objectThatHoldsItselfIsKeptWhenAnotherEntryGoes() {
        Assembler tape = p().ascii("}(")
                .text("a")
                .number(1)
                .text("r")
                .ascii("]")
                .put(0)
                .get(0)
                .op(0x85)
                .put(1)
                .ascii("a0")
                .get(1)
                .ascii("u");

        assertThat(Graphs.text(edit(
                        tape, (e, root) -> e.remove(entry(root, "a")).rename(entry(root, "r"), NewValue.of("s")))))
                .isEqualTo("#0{'s': #1(#2[#1, ], ), }");
    }

    @Test
    void tupleThatWouldHoldItselfIsRefused() {
        Assembler tape =
                p().ascii("](").number(1).ascii("]").put(3).op('t').put(4).ascii("a");

        assertRefused(
                tape,
                (e, root) -> {
                    Node tuple = root.items().get(0);
                    e.append(tuple.items().get(1), NewValue.existing(tuple));
                },
                "m.pt!m/data.pkl, byte 9: an object that holds itself would have to be taken apart for this edit.");
    }

    @Test
    void doubledValueIsReadOnly() {
        Assembler tape = p().ascii("](").number(1).ascii("2e");

        assertRefused(
                tape,
                (e, root) -> e.removeItem(root, 0),
                "m.pt!m/data.pkl, byte 7: this place is made with opcodes that take back or double what was made, and"
                        + " can't be edited.");
    }

    @Test
    void removingWhatChangesAnObjectElsewhereIsRefused() {
        // [l, 7 and then opcodes that append 5 to l, 8]
        Assembler tape = p().ascii("](]")
                .put(1)
                .number(7)
                .get(1)
                .number(5)
                .ascii("a0")
                .number(8)
                .ascii("e");

        assertRefused(
                tape,
                (e, root) -> e.removeItem(root, 1),
                "m.pt!m/data.pkl, byte 13: what is removed changes an object outside of it, at this place.");
    }

    @Test
    void removingWhatChangesOnlyItselfIsNot() {
        Assembler tape =
                p().ascii("](]").put(1).get(1).number(5).ascii("a0").number(7).ascii("e");

        assertThat(edit(tape, (e, root) -> e.removeItem(root, 0)))
                .isEqualTo(p().ascii("](").number(7).ascii("e").stop());
    }

    @Test
    void memoNumberedInTwoWaysIsRefused() {
        Assembler tape = Assembler.protocol(4)
                .ascii("}")
                .op(0x94)
                .text("a")
                .put(9)
                .number(1)
                .ascii("s");

        assertRefused(
                tape,
                (e, root) -> e.remove(entry(root, "a")),
                "m.pt!m/data.pkl, byte 0: the memo is numbered in two ways at once, and can't be followed through an"
                        + " edit.");
    }
}
