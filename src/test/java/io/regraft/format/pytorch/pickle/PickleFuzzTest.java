package io.regraft.format.pytorch.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.problem.RegraftException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged pickles: what comes out is a graph or a {@link RegraftException}, also of what is asked of the graph after. */
final class PickleFuzzTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4})
    void damagedPicklesNeverCrash(int protocol) {
        byte[] whole = sample(protocol);
        Random random = new Random(protocol);
        int read = 0;
        for (int mutant = 0; mutant < 6_000; mutant++) {
            byte[] damaged = whole.clone();
            for (int flip = 0; flip <= random.nextInt(3); flip++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                use(Assembler.parse(damaged), random);
                read++;
            } catch (RegraftException e) {
                assertThat(e.problems()).isNotEmpty();
            }
        }
        // Most single bytes belong to texts and numbers.
        assertThat(read).isGreaterThan(300);
    }

    private static byte[] sample(int protocol) {
        Py.Name ordered = new Py.Name("collections", "OrderedDict");
        Py.Name rebuild = new Py.Name("torch._utils", "_rebuild_tensor_v2");
        Py.Holder model = new Py.Holder(Py.Kind.CALL);
        model.callable = ordered;
        Py.Holder last = null;
        for (int i = 0; i < 6; i++) {
            Py.Holder tensor = new Py.Holder(Py.Kind.CALL, new Py.Holder(Py.Kind.TUPLE, 2L, 3L), false);
            tensor.callable = rebuild;
            if (protocol > 0) {
                tensor.items.add(new Py.Holder(
                        Py.Kind.PERSID, new Py.Holder(Py.Kind.TUPLE, new Py.Str("storage"), new Py.Str("" + i), 6L)));
            }
            model.entries.addAll(List.of(new Py.Str("layer." + i), i == 5 ? last : tensor));
            last = tensor;
        }
        model.state = new Py.Holder(Py.Kind.DICT);
        Py.Holder root = new Py.Holder(Py.Kind.DICT);
        Py.Holder list = new Py.Holder(Py.Kind.LIST, 1L, 300L, 70_000L, -1L, Py.None.NONE, true, 1L << 40);
        list.items.add(root);
        root.entries.addAll(List.of(new Py.Str("model"), model, new Py.Str("list"), list));
        return TinyPickler.pickle(root, new TinyPickler.Setting(protocol, 3, 64, false));
    }

    /** Asks all that can be asked, and edits here and there. */
    private static void use(Pickle pickle, Random random) {
        WeightsOnly.report(pickle);
        pickle.globals().forEach(Node::calls);
        Deque<Node> open = new ArrayDeque<>(List.of(pickle.root()));
        Set<Node> met = new HashSet<>();
        PickleEdit edit = pickle.edit();
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (!met.add(node)) {
                continue;
            }
            node.value().text();
            node.attribute("x");
            open.addAll(node.children());
            for (Entry e : node.entries()) {
                switch (random.nextInt(6)) {
                    case 0 -> edit.remove(e);
                    case 1 -> edit.rename(e, NewValue.of("new." + e.number()));
                    case 2 -> edit.insertAfter(e, NewValue.of("more." + e.number()), NewValue.existing(node));
                    default -> {}
                }
            }
            if (node.kind() == NodeKind.TUPLE
                    && !node.items().isEmpty()
                    && node.items().get(0).kind() == NodeKind.INT) {
                edit.replaceItem(node, 0, NewValue.of(5));
            }
        }
        byte[] edited = edit.apply();
        Assembler.parse(edited);
    }
}
