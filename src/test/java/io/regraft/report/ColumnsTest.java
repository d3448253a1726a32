package io.regraft.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnsTest {

    private static String of(Columns columns) {
        StringBuilder out = new StringBuilder();
        columns.appendTo(out);
        return out.toString();
    }

    @Test
    void cellsAreAligned() {
        assertThat(of(Columns.of("  ", "<><").add("a", "1", "x").add("long", "22", "")))
                .isEqualTo("  a      1  x\n  long  22\n");
    }

    @Test
    void nameTooWideForThePageHasALineOfItsOwn() {
        String wide = "n".repeat(120);
        assertThat(of(Columns.of("", "<>").add("a", "1").add(wide, "2")))
                .isEqualTo("a" + " ".repeat(98) + "1\n" + wide + "\n" + " ".repeat(99) + "2\n");
    }
}
