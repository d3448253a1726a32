package io.regraft.format.pytorch.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import io.regraft.checkpoint.Checkpoint.CodeReport;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class WeightsOnlyTest {

    private static Assembler p() {
        return Assembler.protocol(2);
    }

    @Test
    void stateDictLoads() {
        CodeReport report = WeightsOnly.report(p().ascii("}")
                .text("model")
                .orderedDict()
                .ascii("(")
                .text("fc/weight")
                .tensor("0", 6)
                .ascii("u}b")
                .ascii("s")
                .pickle());

        assertThat(report)
                .isEqualTo(new CodeReport(
                        List.of(
                                new CodeReport.Named("collections.OrderedDict", true, "model"),
                                new CodeReport.Named("torch._utils._rebuild_tensor_v2", true, "model/fc\\/weight"),
                                new CodeReport.Named("torch.FloatStorage", true, "model/fc\\/weight")),
                        true,
                        List.of()));
    }

    @Test
    void nameThatIsNotAllowedIsToldWithAPath() {
        CodeReport report = WeightsOnly.report(p().ascii("}(")
                .text("a")
                .number(1)
                .text("b")
                .ascii("](")
                .number(0)
                .global("posix", "system")
                .text("echo")
                .op(0x85, 'R', 'e', 'u')
                .pickle());

        assertThat(report)
                .isEqualTo(new CodeReport(
                        List.of(new CodeReport.Named("posix.system", false, "b/1")),
                        false,
                        List.of("GLOBAL posix.system is not allowed, at b/1")));
    }

    @Test
    void nameThatNothingReachesIsToldWithItsByte() {
        assertThat(WeightsOnly.report(
                                p().global("os", "getcwd").ascii("0").number(1).pickle())
                        .reasons())
                .containsExactly(
                        "GLOBAL os.getcwd is not allowed, at byte 2", "opcode POP is not accepted, first at byte 13");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(p().ascii("N2").op(0x86).pickle(), "opcode DUP is not accepted, first at byte 3"),
                Arguments.of(p().ascii("I1\n").pickle(), "opcode INT is not accepted, first at byte 2"),
                Arguments.of(p().op(0x8b).little(1, 4).op(0).pickle(), "opcode LONG4 is not accepted, first at byte 2"),
                Arguments.of(
                        Assembler.protocol(4).shortText("a").pickle(),
                        "opcode SHORT_BINUNICODE is not accepted, first at byte 2"),
                Arguments.of(
                        Assembler.protocol(4).ascii("N").op(0x94).pickle(),
                        "opcode MEMOIZE is not accepted, first at byte 3"),
                Arguments.of(p().op('U', 1, 0xFF).pickle(), "SHORT_BINSTRING at byte 2 is no UTF-8"),
                Arguments.of(
                        p().global("torch", "Size")
                                .ascii(")R")
                                .number(1)
                                .number(2)
                                .ascii("s")
                                .pickle(),
                        "SETITEM is not accepted on what REDUCE made, first at byte 20"),
                Arguments.of(
                        p().orderedDict().number(1).ascii("a").pickle(),
                        "APPEND is not accepted on what REDUCE made, first at byte 31"),
                Arguments.of(
                        p().ascii("}}b").pickle(), "BUILD is not accepted on what EMPTY_DICT made, first at byte 4"),
                Arguments.of(p().ascii("])R").pickle(), "REDUCE calls what is no class or function by name, at byte 4"),
                Arguments.of(
                        p().text("storage").ascii("Q").pickle(),
                        "a persistent id is no tuple that starts with 'storage', at byte 14"),
                Arguments.of(
                        p().text("module").op(0x85, 'Q').pickle(),
                        "a persistent id is no tuple that starts with 'storage', at byte 14"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatTheLoaderDoesNotTakeIsAReason(Pickle pickle, String reason) {
        CodeReport report = WeightsOnly.report(pickle);

        assertThat(report.reasons()).containsExactly(reason);
        assertThat(report.weightsOnly()).isFalse();
    }

    @Test
    void allowedNamesAreThoseOfTorch() {
        // torch 2.13: 144 in _get_allowed_globals(), 4 more that its own import registers.
        assertThat(AllowedGlobals.all()).hasSize(148);
        assertThat(Stream.of(
                        new Global("__builtin__", "set"),
                        new Global("torch.cuda.sparse", "FloatTensor"),
                        new Global("torch", "QUInt2x4Storage"),
                        new Global("torch", "uint7")))
                .allMatch(AllowedGlobals::has);
        assertThat(Stream.of(
                        new Global("__builtin__", "long"),
                        new Global("torch.cuda", "QInt8Storage"),
                        new Global("torch.sparse", "BoolTensor"),
                        new Global("torch._utils", "_rebuild_sparse_csr_tensor"),
                        new Global("os", "system"),
                        new Global("numpy", "dtype")))
                .noneMatch(AllowedGlobals::has);
    }

    @Test
    void wideGraphsGiveTheFirstPath() {
        Assembler tape = p().ascii("}(");
        for (int i = 0; i < 50; i++) {
            tape.number(i).tensor(Integer.toString(i), 1);
        }

        assertThat(WeightsOnly.report(tape.ascii("u").pickle()).classes())
                .extracting(CodeReport.Named::at)
                .containsExactly("0", "0", "0");
    }
}
