package io.regraft.format.pytorch.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.problem.RegraftException;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Edits against the tapes that they ought to give, opcode by opcode. */
final class PickleEditTest {

    private static final String AGAIN = " Load the file with its own program and save it again, then edit the result.";

    private static Assembler p() {
        return Assembler.protocol(2);
    }

    /** {'a': 1, 'b': 2, 'c': 3} in one batch, keys in the memo. */
    private static Assembler dict() {
        return p().ascii("}")
                .put(0)
                .ascii("(")
                .text("a")
                .put(1)
                .number(1)
                .text("b")
                .put(2)
                .number(2)
                .text("c")
                .put(3)
                .number(3)
                .ascii("u");
    }

    private static byte[] edit(Assembler tape, BiConsumer<PickleEdit, Node> wishes) {
        Pickle pickle = tape.pickle();
        PickleEdit edit = pickle.edit();
        wishes.accept(edit, pickle.root());
        return edit.apply();
    }

    private static Entry entry(Node mapping, String key) {
        return mapping.entries().stream()
                .filter(e -> e.key().isText(key))
                .findFirst()
                .orElseThrow();
    }

    private static void assertRefused(Assembler tape, BiConsumer<PickleEdit, Node> wishes, String message) {
        assertThatThrownBy(() -> edit(tape, wishes))
                .isInstanceOf(RegraftException.class)
                .hasMessage(message + AGAIN);
    }

    @Test
    void noEditGivesTheSameBytes() {
        assertThat(edit(dict(), (e, root) -> assertThat(e.isEmpty()).isTrue())).isEqualTo(dict().stop());
    }

    // Keys

    @Test
    void renamedKeyKeepsItsPlaceAndItsPut() {
        assertThat(edit(dict(), (e, root) -> e.rename(entry(root, "b"), NewValue.of("new"))))
                .isEqualTo(p().ascii("}")
                        .put(0)
                        .ascii("(")
                        .text("a")
                        .put(1)
                        .number(1)
                        .text("new")
                        .put(2)
                        .number(2)
                        .text("c")
                        .put(3)
                        .number(3)
                        .ascii("u")
                        .stop());
    }

    /** [{'k': 1}, {'k': 2}, 'k'], the text once in the tape. */
    private static Assembler sharedKey() {
        return p().ascii("](}")
                .text("k")
                .put(1)
                .number(1)
                .ascii("s}")
                .get(1)
                .number(2)
                .ascii("s")
                .get(1)
                .ascii("e");
    }

    @Test
    void keyRenamedWhereItIsDefinedIsDefinedAnewWhereItIsUsedNext() {
        assertThat(edit(sharedKey(), (e, root) -> e.rename(entry(root.items().get(0), "k"), NewValue.of("new"))))
                .isEqualTo(p().ascii("](}")
                        .text("new")
                        .number(1)
                        .ascii("s}")
                        .text("k")
                        .put(1)
                        .number(2)
                        .ascii("s")
                        .get(1)
                        .ascii("e")
                        .stop());
    }

    @Test
    void keyRenamedWhereItIsFetchedLeavesTheOthers() {
        assertThat(edit(sharedKey(), (e, root) -> e.rename(entry(root.items().get(1), "k"), NewValue.of("new"))))
                .isEqualTo(p().ascii("](}")
                        .text("k")
                        .put(1)
                        .number(1)
                        .ascii("s}")
                        .text("new")
                        .number(2)
                        .ascii("s")
                        .get(1)
                        .ascii("e")
                        .stop());
    }

    @Test
    void keyRenamedAlikeEverywhereIsChangedOnceOnly() {
        assertThat(edit(
                        sharedKey(),
                        (e, root) -> e.rename(entry(root.items().get(0), "k"), NewValue.of("new"))
                                .rename(entry(root.items().get(1), "k"), NewValue.of("new"))
                                .replaceItem(root, 2, NewValue.of("new"))))
                .isEqualTo(p().ascii("](}")
                        .text("new")
                        .put(1)
                        .number(1)
                        .ascii("s}")
                        .get(1)
                        .number(2)
                        .ascii("s")
                        .get(1)
                        .ascii("e")
                        .stop());
    }

    @Test
    void keyOfPythonTwoStaysOne() {
        assertThat(edit(
                        p().ascii("}U\1aT").little(1, 4).ascii("bs"),
                        (e, root) -> e.rename(entry(root, "a"), NewValue.of("cd"))))
                .isEqualTo(p().ascii("}U\2cdT").little(1, 4).ascii("bs").stop());
    }

    @Test
    void repeatedKeyIsRenamedAndRemovedEverywhere() {
        Assembler twice = p().ascii("}(")
                .text("a")
                .number(1)
                .text("b")
                .number(2)
                .text("a")
                .number(3)
                .ascii("u");

        assertThat(edit(twice, (e, root) -> e.rename(entry(root, "a"), NewValue.of("c"))))
                .isEqualTo(p().ascii("}(")
                        .text("c")
                        .number(1)
                        .text("b")
                        .number(2)
                        .text("c")
                        .number(3)
                        .ascii("u")
                        .stop());
        twice = p().ascii("}(")
                .text("a")
                .number(1)
                .text("b")
                .number(2)
                .text("a")
                .number(3)
                .ascii("u");
        assertThat(edit(twice, (e, root) -> e.remove(entry(root, "a"))))
                .isEqualTo(p().ascii("}(").text("b").number(2).ascii("u").stop());
    }

    // Entries

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

    // Values

    @Test
    void shapeMayChangeItsRank() {
        Assembler tape = p().number(7).number(8).op(0x86).put(1).op(0x85);

        assertThat(edit(tape, (e, root) -> e.replaceItem(root, 0, NewValue.tuple(5L, 70_000L, 3_000_000_000L, -1L))))
                .isEqualTo(p().ascii("(")
                        .number(5)
                        .op('J')
                        .little(70_000, 4)
                        .op(0x8a, 5)
                        .little(3_000_000_000L, 5)
                        .op('J')
                        .little(-1, 4)
                        .ascii("t")
                        .put(1)
                        .op(0x85)
                        .stop());
    }

    @Test
    void argumentsCallableAndPersistentIdAreReplaced() {
        byte[] edited = edit(p().tensor("0", 6), (e, root) -> {
            Node id = root.args().get(0).persistentId().orElseThrow();
            e.replaceCallable(root, NewValue.global("torch._utils", "_rebuild_tensor_v3"))
                    .replaceArgument(root, 4, new NewValue.Bool(true))
                    .replaceItem(root.args().get(2), 0, NewValue.of(3))
                    .replaceItem(id, 1, NewValue.global("torch", "HalfStorage"))
                    .replaceItem(id, 4, NewValue.of(3));
        });

        assertThat(Graphs.text(edited))
                .isEqualTo(
                        "call#0torch._utils._rebuild_tensor_v3(pid#1#2('storage', torch.HalfStorage, '0', 'cpu', 3, ), 0,"
                                + " #3(3, ), #4(1, ), true, call#5collections.OrderedDict(){}, )");
    }

    @Test
    void valueThatOthersFetchIsReplacedHereOnly() {
        Assembler tape =
                p().ascii("}(").text("a").ascii("]").put(1).text("b").get(1).ascii("u");

        assertThat(edit(tape, (e, root) -> e.replaceValue(entry(root, "a"), NewValue.of(1))))
                .isEqualTo(p().ascii("}(")
                        .text("a")
                        .number(1)
                        .text("b")
                        .ascii("]")
                        .put(1)
                        .ascii("u")
                        .stop());
    }

    @Test
    void listsLoseAndGetItems() {
        Assembler tape =
                p().ascii("](").number(1).number(2).ascii("e").number(3).ascii("a");

        assertThat(edit(
                        tape,
                        (e, root) -> e.removeItem(root, 0)
                                .replaceItem(root, 1, NewValue.of(20))
                                .removeItem(root, 2)
                                .append(root, NewValue.of(4))))
                .isEqualTo(p().ascii("](")
                        .number(20)
                        .ascii("e")
                        .number(4)
                        .ascii("a")
                        .stop());
    }

    // Objects of the source in new places

    @Test
    void newEntryMayHoldAnObjectOfTheSource() {
        Assembler tape =
                p().ascii("}(").text("a").ascii("]").put(1).text("b").number(2).ascii("u");

        assertThat(edit(
                        tape,
                        (e, root) -> e.insertLast(
                                root,
                                NewValue.of("tied"),
                                NewValue.existing(entry(root, "a").value()))))
                .isEqualTo(p().ascii("}(")
                        .text("a")
                        .ascii("]")
                        .put(1)
                        .text("b")
                        .number(2)
                        .text("tied")
                        .get(1)
                        .ascii("u")
                        .stop());
    }

    @Test
    void objectIsMadeEarlierWhereANewEntryNeedsIt() {
        Assembler tape = p().ascii("}(").text("a").ascii("]").put(1).number(5).ascii("au");

        assertThat(edit(
                        tape,
                        (e, root) -> e.insertFirst(
                                root,
                                NewValue.of("tied"),
                                NewValue.existing(entry(root, "a").value()))))
                .isEqualTo(p().ascii("}")
                        .text("tied")
                        .ascii("]")
                        .put(1)
                        .number(5)
                        .ascii("as(")
                        .text("a")
                        .get(1)
                        .ascii("u")
                        .stop());
    }

    @Test
    void objectWithoutAPutGetsOne() {
        Assembler tape = p().ascii("}")
                .put(7)
                .ascii("(")
                .text("a")
                .ascii("]")
                .text("b")
                .number(2)
                .ascii("u");

        assertThat(edit(
                        tape,
                        (e, root) -> e.replaceValue(
                                entry(root, "b"),
                                NewValue.existing(entry(root, "a").value()))))
                .isEqualTo(p().ascii("}")
                        .put(7)
                        .ascii("(")
                        .text("a")
                        .ascii("]")
                        .put(8)
                        .text("b")
                        .get(8)
                        .ascii("u")
                        .stop());
    }

    @Test
    void persistentIdIsWrittenAgainWithoutItsPuts() {
        Assembler tape = p().ascii("(")
                .text("storage")
                .put(1)
                .text("k")
                .put(2)
                .op(0x86)
                .put(3)
                .ascii("Qt");

        assertThat(edit(
                        tape,
                        (e, root) -> e.replaceRoot(NewValue.tuple(
                                NewValue.existing(root.items().get(0)),
                                NewValue.existing(root.items().get(0))))))
                .isEqualTo(p().text("storage")
                        .text("k")
                        .op(0x86)
                        .ascii("Q")
                        .text("storage")
                        .text("k")
                        .op(0x86, 'Q', 0x86)
                        .stop());
    }

    // Protocol 4

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

    // Python 2

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

    // Odd tapes

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

    // Mistakes of the caller

    @Test
    void mistakesOfTheCallerAreNoProblemsOfTheFile() {
        Pickle pickle = dict().pickle();
        Node root = pickle.root();
        Node other = dict().pickle().root();
        List<Runnable> mistakes = List.of(
                () -> pickle.edit()
                        .rename(entry(root, "a"), NewValue.of("x"))
                        .rename(entry(root, "a"), NewValue.of("y"))
                        .apply(),
                () -> pickle.edit().remove(entry(other, "a")),
                () -> pickle.edit().removeItem(root, 0),
                () -> pickle.edit().replaceItem(root, 0, NewValue.of(1)),
                () -> pickle.edit().replaceArgument(root, 0, NewValue.of(1)),
                () -> pickle.edit().insertFirst(entry(root, "a").value(), NewValue.of("x"), NewValue.of(1)),
                () -> pickle.edit().replaceRoot(NewValue.existing(other)).apply(),
                () -> pickle.edit().replaceRoot(NewValue.global("a\nb", "c")).apply());

        for (Runnable mistake : mistakes) {
            assertThatThrownBy(mistake::run).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void editNeverTakesWeightsOnlyAway() {
        assertThatThrownBy(() ->
                        edit(dict(), (e, root) -> e.replaceValue(entry(root, "a"), NewValue.global("os", "system"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected a pickle that loads with weights_only, as the source does");
    }
}
