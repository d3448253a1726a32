package io.regraft.format.pytorch.pickle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regraft.problem.RegraftException;
import java.util.function.BiConsumer;

/** A tape, an edit of it, and what it gives. */
final class PickleEdits {

    private static final String AGAIN = " Load the file with its own program and save it again, then edit the result.";

    private PickleEdits() {}

    static Assembler p() {
        return Assembler.protocol(2);
    }

    /** {'a': 1, 'b': 2, 'c': 3} in one batch, keys in the memo. */
    static Assembler dict() {
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

    static byte[] edit(Assembler tape, BiConsumer<PickleEdit, Node> wishes) {
        Pickle pickle = tape.pickle();
        PickleEdit edit = pickle.edit();
        wishes.accept(edit, pickle.root());
        return edit.apply();
    }

    static Entry entry(Node mapping, String key) {
        return mapping.entries().stream()
                .filter(e -> e.key().isText(key))
                .findFirst()
                .orElseThrow();
    }

    static void assertRefused(Assembler tape, BiConsumer<PickleEdit, Node> wishes, String message) {
        assertThatThrownBy(() -> edit(tape, wishes))
                .isInstanceOf(RegraftException.class)
                .hasMessage(message + AGAIN);
    }
}
