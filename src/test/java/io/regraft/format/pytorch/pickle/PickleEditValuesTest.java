package io.regraft.format.pytorch.pickle;

import static io.regraft.format.pytorch.pickle.PickleEdits.edit;
import static io.regraft.format.pytorch.pickle.PickleEdits.entry;
import static io.regraft.format.pytorch.pickle.PickleEdits.p;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Values, items and objects of the source in new places, against the tapes that they ought to give. */
final class PickleEditValuesTest {

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
}
