package io.regraft.format.pytorch.pickle;

import static io.regraft.format.pytorch.pickle.PickleEdits.dict;
import static io.regraft.format.pytorch.pickle.PickleEdits.edit;
import static io.regraft.format.pytorch.pickle.PickleEdits.entry;
import static io.regraft.format.pytorch.pickle.PickleEdits.p;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Entries that go and come, against the tapes that they ought to give, opcode by opcode. */
final class PickleEditEntriesTest {

    @Test
    void removedEntryLeavesTheOthersOfItsBatch() {
        assertThat(edit(dict(), (e, root) -> e.remove(entry(root, "a")).remove(entry(root, "c"))))
                .isEqualTo(p().ascii("}")
                        .put(0)
                        .ascii("(")
                        .text("b")
                        .put(2)
                        .number(2)
                        .ascii("u")
                        .stop());
    }

    @Test
    void batchMayGetEmpty() {
        assertThat(edit(dict(), (e, root) -> root.entries().forEach(e::remove)))
                .isEqualTo(p().ascii("}").put(0).ascii("(u").stop());
    }

    @Test
    void onlyEntryGoesWithItsOpcode() {
        assertThat(edit(p().ascii("}").put(0).text("a").number(1).ascii("s"), (e, root) -> e.remove(entry(root, "a"))))
                .isEqualTo(p().ascii("}").put(0).stop());
    }

    @Test
    void whatARemovedEntryDefinesIsDefinedWhereItIsFetchedNext() {
        // The first tensor defines names, texts and classes for all that follow.
        Assembler first = p().ascii("}(")
                .text("a")
                .global("m", "f")
                .put(1)
                .text("x")
                .put(2)
                .op(0x85)
                .put(3)
                .ascii("R")
                .put(4);
        Assembler second = Assembler.bare()
                .text("b")
                .get(1)
                .get(3)
                .ascii("R")
                .text("c")
                .get(4)
                .text("d")
                .get(2)
                .ascii("u");

        assertThat(edit(first.raw(second), (e, root) -> e.remove(entry(root, "a"))))
                .isEqualTo(p().ascii("}(")
                        .text("b")
                        .global("m", "f")
                        .put(1)
                        .text("x")
                        .put(2)
                        .op(0x85)
                        .put(3)
                        .ascii("R")
                        .text("c")
                        .get(1)
                        .get(3)
                        .ascii("R")
                        .put(4)
                        .text("d")
                        .get(2)
                        .ascii("u")
                        .stop());
    }

    @Test
    void objectMovesWithWhatWasPutIntoIt() {
        // {'a': [1] with a state, 'b': the same}
        Assembler tape = p().ascii("}(")
                .text("a")
                .orderedDict()
                .put(1)
                .text("k")
                .number(1)
                .ascii("s}b")
                .text("b")
                .get(1)
                .ascii("u");

        assertThat(edit(tape, (e, root) -> e.remove(entry(root, "a"))))
                .isEqualTo(p().ascii("}(")
                        .text("b")
                        .orderedDict()
                        .put(1)
                        .text("k")
                        .number(1)
                        .ascii("s}bu")
                        .stop());
    }

    @Test
    void editsInsideOfWhatMovesMoveAlong() {
        Assembler tape = p().ascii("}(")
                .text("a")
                .number(1)
                .number(2)
                .op(0x86)
                .put(1)
                .text("b")
                .get(1)
                .ascii("u");

        assertThat(edit(
                        tape,
                        (e, root) -> e.remove(entry(root, "a"))
                                .replaceItem(entry(root, "a").value(), 0, NewValue.of(300))))
                .isEqualTo(p().ascii("}(")
                        .text("b")
                        .op('M')
                        .little(300, 2)
                        .number(2)
                        .op(0x86)
                        .put(1)
                        .ascii("u")
                        .stop());
    }

    @Test
    void entriesAreInsertedWhereTheyAreWanted() {
        assertThat(edit(
                        dict(),
                        (e, root) -> e.insertFirst(root, NewValue.of("0"), NewValue.of(0))
                                .insertAfter(entry(root, "a"), NewValue.of("a1"), new NewValue.None())
                                .insertAfter(entry(root, "a"), NewValue.of("a2"), new NewValue.Bool(true))
                                .insertLast(root, NewValue.of("z"), NewValue.tuple(1, 2, 3, 4))))
                .isEqualTo(p().ascii("}")
                        .put(0)
                        .text("0")
                        .number(0)
                        .ascii("s(")
                        .text("a")
                        .put(1)
                        .number(1)
                        .text("a1")
                        .ascii("N")
                        .text("a2")
                        .op(0x88)
                        .text("b")
                        .put(2)
                        .number(2)
                        .text("c")
                        .put(3)
                        .number(3)
                        .text("z")
                        .ascii("(")
                        .number(1)
                        .number(2)
                        .number(3)
                        .number(4)
                        .ascii("tu")
                        .stop());
    }

    @Test
    void entryIsInsertedBehindOneThatGoes() {
        Assembler single = p().ascii("}").text("a").number(1).ascii("s");

        assertThat(edit(
                        single,
                        (e, root) -> e.remove(entry(root, "a"))
                                .insertAfter(entry(root, "a"), NewValue.of("b"), NewValue.of(2))))
                .isEqualTo(p().ascii("}").text("b").number(2).ascii("s").stop());
    }

    @Test
    void emptyMappingsGetEntriesBeforeTheirState() {
        assertThat(edit(
                        p().orderedDict().put(5).ascii("}b"),
                        (e, root) -> e.insertLast(root, NewValue.of("z"), NewValue.orderedDict())
                                .insertFirst(root, NewValue.of("a"), NewValue.of(1))))
                .isEqualTo(p().orderedDict()
                        .put(5)
                        .text("a")
                        .number(1)
                        .ascii("s")
                        .text("z")
                        .orderedDict()
                        .ascii("s}b")
                        .stop());
    }

    @Test
    void dictOfProtocolZeroIsEditedInsideItsMark() {
        Assembler old = Assembler.bare().ascii("(Va\nI1\nVb\nI2\ndp0\n");

        assertThat(edit(
                        old,
                        (e, root) -> e.remove(entry(root, "a"))
                                .insertFirst(root, NewValue.of("0"), NewValue.of(0))
                                .insertLast(root, NewValue.of("z"), NewValue.of(9))))
                .isEqualTo(Assembler.bare()
                        .ascii("(")
                        .text("0")
                        .number(0)
                        .ascii("Vb\nI2\n")
                        .text("z")
                        .number(9)
                        .ascii("dp0\n")
                        .stop());
    }
}
