package io.regraft.format.pytorch.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.regraft.checkpoint.Value;
import io.regraft.format.Limits;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PickleTest {

    @Test
    void dictKeepsItsEntriesInOrder() {
        Pickle pickle = Assembler.protocol(2)
                .ascii("}")
                .put(0)
                .ascii("(")
                .text("b")
                .number(1)
                .text("a")
                .number(2)
                .ascii("u")
                .pickle();

        assertThat(pickle.root().kind()).isEqualTo(NodeKind.DICT);
        assertThat(pickle.root().entries())
                .extracting(e -> e.key().text(), e -> e.value().integer().getAsLong(), Entry::number)
                .containsExactly(tuple("b", 1L, 0), tuple("a", 2L, 1));
        assertThat(pickle.protocol()).isEqualTo(2);
    }

    @Test
    void repeatedKeyHasItsLastValueAtItsFirstPlace() {
        // Python: {'a': 1, 'b': 2}; d['a'] = 3 leaves 'a' first. True and 1.0 are the key 1.
        Pickle pickle = Assembler.protocol(2)
                .ascii("}(")
                .text("a")
                .number(1)
                .text("b")
                .number(2)
                .shortText("a")
                .number(3)
                .number(1)
                .text("one")
                .op(0x88)
                .text("true")
                .ascii("u")
                .pickle();

        assertThat(Graphs.text(pickle.root())).isEqualTo("#0{'a': 3, 'b': 2, 1: 'true', }");
        assertThat(pickle.root().entries()).extracting(Entry::repeated).containsExactly(true, false, true);
    }

    @Test
    void fetchedObjectIsTheSameOne() {
        Pickle pickle = Assembler.protocol(2)
                .ascii("](](")
                .number(1)
                .ascii("e")
                .put(7)
                .get(7)
                .ascii("](")
                .number(1)
                .ascii("ee")
                .pickle();

        List<Node> items = pickle.root().items();
        assertThat(items.get(0)).isEqualTo(items.get(1)).isNotEqualTo(items.get(2));
        assertThat(items).extracting(Node::isShared).containsExactly(true, true, false);
    }

    @Test
    void indexThatIsPutAgainMeansTheLaterObjectFromThere() {
        assertThat(Graphs.text(Assembler.protocol(2)
                        .ascii("(")
                        .text("x")
                        .put(3)
                        .get(3)
                        .text("y")
                        .put(3)
                        .get(3)
                        .ascii("t")
                        .stop()))
                .isEqualTo("#0('x', 'x', 'y', 'y', )");
    }

    @Test
    void orderedDictIsMappingWithAttributes() {
        // An OrderedDict with _metadata, as state_dict() makes it.
        Node root = Assembler.protocol(2)
                .orderedDict()
                .put(0)
                .ascii("(")
                .text("w")
                .tensor("0", 6)
                .ascii("u}")
                .text("_metadata")
                .orderedDict()
                .ascii("sb")
                .pickle()
                .root();

        assertThat(root.kind()).isEqualTo(NodeKind.REDUCE);
        assertThat(root.isMapping()).isTrue();
        assertThat(root.calls()).contains(new Global("collections", "OrderedDict"));
        assertThat(root.entries()).extracting(e -> e.key().text()).containsExactly("w");
        assertThat(root.attribute("_metadata").orElseThrow().calls("collections", "OrderedDict"))
                .isTrue();
        assertThat(root.value()).isEqualTo(new Value.Container("OrderedDict", 1));

        Node tensor = root.entries().get(0).value();
        assertThat(tensor.calls("torch._utils", "_rebuild_tensor_v2")).isTrue();
        assertThat(tensor.args()).hasSize(6);
        assertThat(tensor.args().get(0).persistentId().orElseThrow().items())
                .extracting(n -> n.value().text())
                .containsExactly("'storage'", "object of torch.FloatStorage", "'0'", "'cpu'", "6");
    }

    @Test
    void everyWayToWriteAnIntegerIsRead() {
        Node root = Assembler.bare()
                .ascii("(I-7\nL123456789012345678901234567890L\nI01\nI00\nI1\n")
                .op('J')
                .little(-2, 4)
                .op('M')
                .little(65_535, 2)
                .number(255)
                .op(0x8a, 0)
                .op(0x8a, 1, 0xff)
                .op(0x8a, 8)
                .little(Long.MIN_VALUE, 8)
                .op(0x8b)
                .little(9, 4)
                .little(0, 8)
                .op(1, 't')
                .pickle()
                .root();

        assertThat(root.items())
                .extracting(Node::value)
                .containsExactly(
                        integer("-7"),
                        integer("123456789012345678901234567890"),
                        new Value.Bool(true),
                        new Value.Bool(false),
                        integer("1"),
                        integer("-2"),
                        integer("65535"),
                        integer("255"),
                        integer("0"),
                        integer("-1"),
                        integer("-9223372036854775808"),
                        integer("18446744073709551616"));
        assertThat(root.items().get(1).integer()).isEmpty();
    }

    private static Value integer(String digits) {
        return new Value.Int(new BigInteger(digits));
    }

    @Test
    void everyWayToWriteATextIsRead() {
        Node root = Assembler.bare()
                .ascii("(V\\u00e9\\U0001F600\\\\u0041\nS'it\\'s\\x41\\n\\101'\nU\3abcT")
                .little(2, 4)
                .op(0xC3, 0xA9)
                .op('U', 1, 0xFF)
                .text("é")
                .op(0x8d)
                .little(1, 8)
                .ascii("x")
                .op('X')
                .little(3, 4)
                .op(0xED, 0xA0, 0x80, 't')
                .pickle()
                .root();

        assertThat(root.items())
                .extracting(Node::text)
                .containsExactly("é😀\\\\u0041", "it'sA\nA", "abc", "é", "ÿ", "é", "x", "\uD800");
        assertThat(root.items())
                .extracting(n -> n.isText("é"))
                .containsExactly(false, false, false, true, false, true, false, false);
    }

    @Test
    void otherScalarsAreRead() {
        Node root = Assembler.protocol(5)
                .ascii("(NF1.5\nFnan\nG")
                .op(0x40, 0x09, 0x21, 0xFB, 0x54, 0x44, 0x2D, 0x18)
                .op('B')
                .little(2, 4)
                .ascii("ab")
                .op('C', 1, 0)
                .op(0x8e)
                .little(0, 8)
                .op(0x96)
                .little(3, 8)
                .ascii("abc")
                .op(0x8f)
                .ascii("(")
                .number(1)
                .op(0x90)
                .ascii("(")
                .number(2)
                .op(0x91, 0x82, 9, 't')
                .pickle()
                .root();

        assertThat(root.items())
                .extracting(n -> n.value().text())
                .containsExactly(
                        "none",
                        "1.5",
                        "NaN",
                        "3.141592653589793",
                        "2 bytes",
                        "1 bytes",
                        "0 bytes",
                        "3 bytes",
                        "set of 1",
                        "frozenset of 1",
                        "object of extension code 9");
    }

    @Test
    void objectsOfAllProtocolsAreRead() {
        Node root = Assembler.protocol(4)
                .ascii("((iargparse\nNamespace\n}")
                .text("lr")
                .number(1)
                .ascii("sb(cm\nA\n")
                .number(1)
                .ascii("o")
                .global("m", "B")
                .number(2)
                .op(0x85, 0x81)
                .shortText("m")
                .shortText("C")
                .op(0x93)
                .ascii(")}")
                .op(0x92)
                .ascii("Pid 5\nt")
                .pickle()
                .root();

        assertThat(Graphs.text(root))
                .isEqualTo(
                        "#0(call#1argparse.Namespace() with #2{'lr': 1, }, call#3m.A(1, ), call#4m.B(2, ), call#5m.C(),"
                                + " pid#6, )");
        assertThat(root.items().get(3).kwargs()).isPresent();
        assertThat(root.items().get(4).text()).isEqualTo("id 5");
        assertThat(root.pickle().globals())
                .extracting(n -> n.calls().or(n::global).orElseThrow().toString())
                .containsExactly("argparse.Namespace", "m.A", "m.B", "m.C");
    }

    @Test
    void persistentIdsStandInTheOrderOfTheTape() {
        Pickle pickle = Assembler.protocol(2)
                .ascii("}(")
                .text("a")
                .tensor("1", 2)
                .text("b")
                .tensor("0", 3)
                .text("c")
                .tensor("1", 2)
                .ascii("u")
                .pickle();

        assertThat(pickle.persistentIds())
                .extracting(n -> n.persistentId().orElseThrow().items().get(2).text())
                .containsExactly("1", "0", "1");
    }

    @Test
    void objectThatHoldsItselfIsRead() {
        // CPython: a = []; t = (a,); a.append(t)
        Pickle pickle = Assembler.protocol(2)
                .ascii("]")
                .put(0)
                .get(0)
                .op(0x85)
                .put(1)
                .ascii("a0")
                .get(1)
                .pickle();

        Node tuple = pickle.root();
        assertThat(tuple.items().get(0).items()).containsExactly(tuple);
    }

    @Test
    void marksAndCopiesThatAreTakenBackLeaveNothing() {
        assertThat(Graphs.text(Assembler.protocol(2)
                        .number(1)
                        .ascii("((")
                        .number(9)
                        .ascii("1022")
                        .op(0x87)
                        .stop()))
                .isEqualTo("#0(1, 1, 1, )");
    }

    @Test
    void bytesAfterStopAreKept() {
        byte[] two = Assembler.protocol(2).number(5).op('.').text("next").stop();
        Pickle first = Assembler.parse(two);

        assertThat(first.length()).isEqualTo(5);
        assertThat(first.trailing()).isEqualTo(two.length - 5);
        assertThat(first.edit().replaceRoot(NewValue.of("six")).apply())
                .isEqualTo(
                        Assembler.protocol(2).text("six").op('.').text("next").stop());
    }

    @Test
    void pickleMayStartAnywhereInABuffer() {
        byte[] bytes = Assembler.bare().ascii("junk").op(0x80, 2).number(5).stop();

        Pickle direct =
                Pickle.parse(ByteBuffer.allocateDirect(bytes.length).put(bytes).position(4), "f", "", Limits.DEFAULT);

        assertThat(direct.root().value()).isEqualTo(integer("5"));
        assertThat(direct.root().offset()).isEqualTo(2);
        assertThat(direct.root().where().text()).isEqualTo("f, byte 2");
    }

    @Test
    void nodeSaysWhatItIsWhenAskedForSomethingElse() {
        Node root = Assembler.protocol(2).number(5).pickle().root();

        assertThatThrownBy(root::text)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("expected TEXT, found BININT1 at byte 2");
        assertThat(root.state()).isEqualTo(Optional.empty());
        assertThat(root.children()).isEmpty();
        assertThat(root.entries()).isEmpty();
    }

    @Test
    void namesOfPythonTwoAreThoseOfPythonThree() {
        assertThat(new Global("__builtin__", "long").is("builtins", "int")).isTrue();
        assertThat(new Global("__builtin__", "set").current()).isEqualTo(new Global("builtins", "set"));
        assertThat(new Global("__builtin__", "reduce").current()).isEqualTo(new Global("functools", "reduce"));
        assertThat(new Global("copy_reg", "_reconstructor").current())
                .isEqualTo(new Global("copyreg", "_reconstructor"));
        assertThat(new Global("torch", "FloatStorage").current()).isEqualTo(new Global("torch", "FloatStorage"));
    }
}
