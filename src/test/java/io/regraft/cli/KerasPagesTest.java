package io.regraft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Value;
import io.regraft.format.Formats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every migration of docs/keras does what its page says, to a file that Keras wrote. */
class KerasPagesTest {

    private static final String HIDDEN = "hidden/hidden/bias:0 [4], hidden/hidden/kernel:0 [5, 4], ";

    /** Tensors, then the lists of names that Keras reads by. */
    private static final Map<String, String> RESULTS = Map.of(
            "without-old-head",
            HIDDEN + "scores/scores/bias:0 [3], scores/scores/kernel:0 [4, 3]"
                    + " | features hidden scores old_head | hidden/kernel:0 hidden/bias:0 | scores/kernel:0 scores/bias:0",
            "model-without-old-head",
            "model_weights/hidden/hidden/bias:0 [4], model_weights/hidden/hidden/kernel:0 [5, 4],"
                    + " model_weights/scores/scores/bias:0 [3], model_weights/scores/scores/kernel:0 [4, 3]"
                    + " | features hidden scores old_head | hidden/kernel:0 hidden/bias:0 | scores/kernel:0 scores/bias:0",
            "without-bias",
            "hidden/hidden/kernel:0 [5, 4], scores/scores/bias:0 [3], scores/scores/kernel:0 [4, 3]"
                    + " | features hidden scores | hidden/kernel:0 | scores/kernel:0 scores/bias:0",
            "without-variable-1",
            "layers/dense/vars/0 [5, 4], layers/dense_1/vars/0 [4, 3], layers/dense_1/vars/1 [3]",
            "with-bias",
            "hidden/hidden/kernel:0 [5, 4], hidden/hidden/bias:0 [4], scores/scores/bias:0 [3],"
                    + " scores/scores/kernel:0 [4, 3]"
                    + " | features hidden scores | hidden/kernel:0 hidden/bias:0 | scores/kernel:0 scores/bias:0",
            "more-classes",
            "model_weights/hidden/hidden/bias:0 [4], model_weights/hidden/hidden/kernel:0 [5, 4],"
                    + " model_weights/scores/scores/bias:0 [6], model_weights/scores/scores/kernel:0 [4, 6]"
                    + " | features hidden scores | hidden/kernel:0 hidden/bias:0 | scores/kernel:0 scores/bias:0",
            "more-classes-3",
            "layers/dense/vars/0 [5, 4], layers/dense/vars/1 [4], layers/dense_1/vars/0 [4, 6],"
                    + " layers/dense_1/vars/1 [6]",
            "keras-3-names",
            "layers/dense/vars/0 [5, 4], layers/dense/vars/1 [4], layers/dense_1/vars/0 [4, 3],"
                    + " layers/dense_1/vars/1 [3]");

    @TempDir
    Path folder;

    @Test
    void everyMigrationOfThePagesIsTried() throws IOException {
        assertThat(KerasPages.migrations().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        KerasPages.all().stream().map(KerasPages.Page::id).toList())
                .containsExactlyInAnyOrderElementsOf(RESULTS.keySet());
    }

    static Stream<KerasPages.Page> pages() {
        return KerasPages.all().stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aPageMendsItsFile(KerasPages.Page page) throws IOException {
        KerasPages.Migrated files = KerasPages.migrate(page, folder);
        try (Checkpoint result = Formats.open(files.after())) {
            String tensors = String.join(
                    ", ",
                    result.tensors().stream()
                            .map(t -> t.name() + " " + t.type().shape())
                            .sorted()
                            .toList());
            String wanted = RESULTS.get(page.id());
            assertThat(tensors + names(result, wanted.contains("|"))).isEqualTo(sorted(wanted));
        }
    }

    private static String sorted(String wanted) {
        int end = wanted.indexOf(" |");
        String tensors = end < 0 ? wanted : wanted.substring(0, end);
        return String.join(
                        ", ", Stream.of(tensors.split(", (?=[a-z])")).sorted().toList())
                + (end < 0 ? "" : wanted.substring(end));
    }

    /** Each list of names that is not empty, in the order of the groups. */
    private static String names(Checkpoint result, boolean asked) {
        List<String> lists = new ArrayList<>();
        String list = "";
        for (var e : result.values().entrySet()) {
            String container =
                    e.getKey().parts().isEmpty() ? "" : e.getKey().container().text();
            boolean isNames = container.endsWith("layer_names") || container.endsWith("weight_names");
            if (asked && isNames && e.getValue() instanceof Value.Text t) {
                if (container.equals(list)) {
                    lists.set(lists.size() - 1, lists.get(lists.size() - 1) + " " + t.value());
                } else {
                    lists.add(t.value());
                }
                list = container;
            }
        }
        return lists.isEmpty() ? "" : " | " + String.join(" | ", lists);
    }
}
