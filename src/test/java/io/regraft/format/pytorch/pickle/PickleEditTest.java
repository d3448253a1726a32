package io.regraft.format.pytorch.pickle;

import static io.regraft.format.pytorch.pickle.PickleEdits.dict;
import static io.regraft.format.pytorch.pickle.PickleEdits.edit;
import static io.regraft.format.pytorch.pickle.PickleEdits.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds for every edit. */
final class PickleEditTest {

    @Test
    void noEditGivesTheSameBytes() {
        assertThat(edit(dict(), (e, root) -> assertThat(e.isEmpty()).isTrue())).isEqualTo(dict().stop());
    }

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
