package io.regraft.format.pytorch.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regraft.format.Limits;
import io.regraft.problem.Kind;
import io.regraft.problem.RegraftException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pickle may claim or do, and what is said to it. */
final class PickleRefusalTest {

    private static final String DAMAGED = " The file is damaged or hostile; nothing in it was run. Get it again.";

    static Stream<Arguments> hostile() {
        return Stream.of(
                refused(
                        "nothing at all",
                        new byte[0],
                        0,
                        "expected STOP at the end of the pickle, found the end without one"),
                refused(
                        "no STOP",
                        p().number(1).bytes(),
                        4,
                        "expected STOP at the end of the pickle, found the end without one"),
                refused("nothing to give", p().stop(), 2, "expected 1 on the stack for STOP, found 0"),
                refused(
                        "an unknown opcode",
                        p().op(0xFF).stop(),
                        2,
                        "expected an opcode of pickle protocols 0 to 5, found 0xFF"),
                refused(
                        "a later protocol",
                        Assembler.protocol(9).stop(),
                        0,
                        "expected a pickle protocol from 0 to 5, found 9"),
                refused(
                        "BINUNICODE8",
                        p().op(0x8d).little(-1, 8).stop(),
                        2,
                        "expected at most 1 bytes in BINUNICODE8, found a claim of 18446744073709551615"),
                refused(
                        "BINUNICODE",
                        p().op('X').little(1L << 31, 4).stop(),
                        2,
                        "expected at most 1 bytes in BINUNICODE, found a claim of 2,147,483,648"),
                refused(
                        "BINBYTES8",
                        p().op(0x8e).little(1L << 40, 8).stop(),
                        2,
                        "expected at most 1 bytes in BINBYTES8, found a claim of 1,099,511,627,776"),
                refused(
                        "LONG4",
                        p().op(0x8b).little(-1, 4).stop(),
                        2,
                        "expected at most 1 bytes in LONG4, found a claim of 18446744073709551615"),
                refused(
                        "LONG1",
                        p().op(0x8a, 200).stop(),
                        2,
                        "expected at most 1 bytes in LONG1, found a claim of 200"),
                refused(
                        "a cut BININT",
                        p().op('J', 1).bytes(),
                        2,
                        "expected 4 bytes after BININT, found the end after 1"),
                refused(
                        "FRAME",
                        p().op(0x95).little(99, 8).stop(),
                        2,
                        "expected a frame of at most 1 bytes, found a claim of 99"),
                refused(
                        "FRAME in a frame",
                        p().op(0x95)
                                .little(11, 8)
                                .op(0x95)
                                .little(1, 8)
                                .ascii("N.")
                                .bytes(),
                        11,
                        "expected a frame that ends at byte 22, found another before its end"),
                refused(
                        "FRAME within an opcode",
                        p().op(0x95).little(2, 8).text("a").stop(),
                        11,
                        "expected a frame that ends between opcodes, found BINUNICODE across the end of one"),
                refused(
                        "an endless line",
                        p().ascii("I" + "1".repeat(70_000)).stop(),
                        2,
                        "expected a line feed to end INT, found none in 65,536 bytes"),
                refused(
                        "a line that is no number",
                        p().ascii("Iabc\n").stop(),
                        2,
                        "expected a decimal integer after INT, found 'abc'"),
                refused(
                        "a line that is no float",
                        p().ascii("F0x1p3\n").stop(),
                        2,
                        "expected a number after FLOAT, found '0x1p3'"),
                refused(
                        "GET of nothing",
                        p().get(3).stop(),
                        2,
                        "expected BINGET of something in the memo, found index 3, which nothing was put at"),
                refused(
                        "GET of a word",
                        p().ascii("gx\n").stop(),
                        2,
                        "expected an index up to 4,294,967,295 after GET, found 'x'"),
                refused(
                        "PUT beyond 32 bits",
                        p().ascii("Np4294967296\n").stop(),
                        3,
                        "expected an index up to 4,294,967,295 after PUT, found '4294967296'"),
                refused("PUT of nothing", p().put(3).stop(), 2, "expected 1 on the stack for BINPUT, found 0"),
                refused(
                        "TUPLE without a mark",
                        p().number(1).ascii("t").stop(),
                        4,
                        "expected a mark before TUPLE, found none"),
                refused(
                        "TUPLE2 across a mark",
                        p().number(1).ascii("(").number(1).op(0x86).stop(),
                        7,
                        "expected 2 on the stack for TUPLE2, found 1"),
                refused("POP of nothing", p().ascii("0").stop(), 2, "expected 1 on the stack for POP, found 0"),
                refused(
                        "a key without a value",
                        p().ascii("}(").number(1).ascii("u").stop(),
                        6,
                        "expected a value for each key of SETITEMS, found 1 slots"),
                refused(
                        "DICT of three",
                        p().ascii("(NNNd").stop(),
                        6,
                        "expected a value for each key of DICT, found 3 slots"),
                refused(
                        "SETITEMS into nothing",
                        p().ascii("(NNu").stop(),
                        5,
                        "expected 1 on the stack for SETITEMS, found 0"),
                refused(
                        "SETITEM on a number",
                        p().number(1).ascii("NNs").stop(),
                        6,
                        "expected an object that SETITEM can change, found BININT1"),
                refused(
                        "APPEND on a tuple",
                        p().ascii(")Na").stop(),
                        4,
                        "expected an object that APPEND can change, found EMPTY_TUPLE"),
                refused(
                        "APPENDS on a dict",
                        p().ascii("}(Ne").stop(),
                        5,
                        "expected an object that APPENDS can change, found EMPTY_DICT"),
                refused(
                        "OBJ without a class",
                        p().ascii("(o").stop(),
                        3,
                        "expected a class after the mark of OBJ, found nothing"),
                refused(
                        "STACK_GLOBAL of a number",
                        p().number(1).text("a").op(0x93).stop(),
                        10,
                        "expected two texts for STACK_GLOBAL, found BININT1"),
                refused(
                        "NEXT_BUFFER",
                        p().op(0x97).stop(),
                        2,
                        "expected a pickle that holds all its bytes, found NEXT_BUFFER, whose bytes lie outside"),
                refused(
                        "READONLY_BUFFER",
                        p().ascii("N").op(0x98).stop(),
                        3,
                        "expected a pickle that holds all its bytes, found READONLY_BUFFER, whose bytes lie outside"));
    }

    private static Assembler p() {
        return Assembler.protocol(4);
    }

    private static Arguments refused(String name, byte[] bytes, int at, String what) {
        return Arguments.of(
                name, bytes, String.format(Locale.ROOT, "m.pt!m/data.pkl, byte %,d: %s.%s", at, what, DAMAGED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void hostilePickleIsRefusedWithItsPlace(String name, byte[] bytes, String message) {
        assertThat(refusal(bytes, Limits.DEFAULT)).hasMessage(message);
    }

    private static RegraftException refusal(byte[] bytes, Limits limits) {
        RegraftException refusal = catchThrowableOfType(
                RegraftException.class, () -> Pickle.parse(ByteBuffer.wrap(bytes), "m.pt", "m/data.pkl", limits));
        assertThat(refusal.first().kind()).isEqualTo(Kind.CHECKPOINT);
        return refusal;
    }

    static Stream<byte[]> deep() {
        return Stream.of(
                p().ascii("]".repeat(6_000)).ascii("a".repeat(5_999)).stop(),
                p().ascii("}N".repeat(6_000))
                        .ascii("N")
                        .ascii("s".repeat(6_000))
                        .stop(),
                p().ascii("(".repeat(6_000)).ascii("t".repeat(6_000)).stop(),
                p().ascii("N").ascii("\u0085".repeat(6_000)).stop(),
                p().global("m", "f").ascii(")R".repeat(6_000)).stop());
    }

    @ParameterizedTest
    @MethodSource("deep")
    void nestingIsBounded(byte[] bytes) {
        assertThat(refusal(bytes, Limits.DEFAULT).getMessage())
                .contains("expected at most 5,000 levels of nesting, found more. No checkpoint needs that many;");
    }

    @Test
    void nestingUpToTheLimitIsRead() {
        Pickle pickle = Assembler.protocol(2)
                .ascii("]".repeat(5_000))
                .ascii("a".repeat(4_999))
                .pickle();

        Node node = pickle.root();
        int depth = 1;
        while (!node.items().isEmpty()) {
            node = node.items().get(0);
            depth++;
        }
        assertThat(depth).isEqualTo(5_000);
    }

    @Test
    void opcodesAreBounded() {
        byte[] many = p().ascii("N0".repeat(50)).ascii("N").stop();

        assertThat(refusal(many, new Limits(10, 100, 10, 10)))
                .hasMessage(
                        "m.pt!m/data.pkl, byte 101: expected at most 100 opcodes, found more. No checkpoint needs that"
                                + " many; refused, and nothing in it was run.");
    }

    @Test
    void hugeMemoIndexCostsNothing() {
        Assembler tape = p().ascii("(");
        for (long index = 0; index < 2_000; index++) {
            tape.number(7).op('r').little(0xFFFF_FFFFL - index * 1_000_003, 4);
        }
        tape.op('j').little(0xFFFF_FFFFL, 4).ascii("t");

        assertThat(tape.pickle().root().items()).hasSize(2_001);
    }

    @Test
    void sharedListsThatUnfoldWithoutEndAreReadOnce() {
        // l = [l, l], 64 times: 2^64 paths, 64 objects.
        Assembler tape = p().ascii("]").put(0);
        for (int i = 0; i < 64; i++) {
            tape.ascii("](").get(i).get(i).ascii("e").put(i + 1);
        }
        Pickle pickle = tape.pickle();

        assertThat(pickle.root().items()).hasSize(2);
        assertThat(pickle.edit().append(pickle.root(), NewValue.of(1)).apply()).hasSize(tape.bytes().length + 2);
        assertThat(WeightsOnly.report(pickle).weightsOnly()).isTrue();
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] whole = Assembler.protocol(4)
                .op(0x95)
                .little(136, 8)
                .ascii("}")
                .op(0x94)
                .ascii("(")
                .shortText("a")
                .op(0x94)
                .tensor("0", 2)
                .ascii("u")
                .bytes();
        for (int length = 0; length <= whole.length; length++) {
            refusal(Arrays.copyOf(whole, length), Limits.DEFAULT);
        }
    }

    @Test
    void textThatIsNoUtf8IsRefusedWhenItIsAskedFor() {
        Node root = p().op('X').little(2, 4).op(0xC3, 0x28).pickle().root();

        assertThat(catchThrowableOfType(RegraftException.class, root::text))
                .hasMessage("m.pt!m/data.pkl, byte 2: expected UTF-8 in BINUNICODE, found other bytes." + DAMAGED);
    }
}
