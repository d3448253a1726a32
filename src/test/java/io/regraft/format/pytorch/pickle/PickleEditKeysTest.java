package io.regraft.format.pytorch.pickle;

import static io.regraft.format.pytorch.pickle.PickleEdits.dict;
import static io.regraft.format.pytorch.pickle.PickleEdits.edit;
import static io.regraft.format.pytorch.pickle.PickleEdits.entry;
import static io.regraft.format.pytorch.pickle.PickleEdits.p;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Keys against the tapes that they ought to give, opcode by opcode. */
final class PickleEditKeysTest {

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
}
