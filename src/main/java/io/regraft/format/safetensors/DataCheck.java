package io.regraft.format.safetensors;

import io.regraft.checkpoint.Shape;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

/** Whether the tensors of a header cover its data: each byte once, none left over. */
final class DataCheck {

    private static final String DAMAGED =
            "The file is damaged, or a faulty program wrote it: get it again from where it came.";

    private final String file;
    private final Header header;

    private DataCheck(String file, Header header) {
        this.file = file;
        this.header = header;
    }

    /**
     * The entries as they lie in the data.
     *
     * @param length of the data
     * @throws RegraftException if they don't cover it
     */
    static List<Entry> inOrder(String file, Header header, long length) {
        return new DataCheck(file, header).inOrder(length);
    }

    private List<Entry> inOrder(long length) {
        List<Entry> sorted =
                header.entries().stream().sorted(Entry.IN_DATA_ORDER).toList();
        String before = "the start of the data";
        long at = 0;
        for (Entry e : sorted) {
            follows(e, at, before);
            size(e);
            at = e.end();
            before = "the end of '" + e.name() + "'";
        }
        if (at != length) {
            throw Problem.expected(
                            Kind.CHECKPOINT,
                            new Where.InPart(file, "", header.dataStart() + Math.min(at, length)),
                            number(at) + " bytes of data, as the header's tensors have",
                            number(length),
                            length < at
                                    ? "The file was cut short: copy it again."
                                    : "Something was written after its end, or the header is of another file: get it"
                                            + " again.")
                    .asException();
        }
        return sorted;
    }

    private void follows(Entry e, long at, String before) {
        if (e.end() < e.begin()) {
            throw wrong(e, "data_offsets that rise", number(e.begin()) + " to " + number(e.end()), DAMAGED);
        }
        if (e.begin() != at) {
            long apart = Math.abs(e.begin() - at);
            String how = e.begin() > at ? " bytes of no tensor between" : " bytes in common";
            throw wrong(
                    e,
                    "data_offsets from " + number(at) + " on, " + before,
                    number(e.begin()) + ", " + number(apart) + how,
                    e.begin() > at ? DAMAGED : "Tensors can't share bytes in this format. " + DAMAGED);
        }
    }

    private void size(Entry e) {
        BigInteger bits = bits(e.type(), e.shape());
        if (bits.bitLength() > 63) {
            throw wrong(e, "a size of at most 2^63 bits", e.typeText(), DAMAGED);
        }
        if (bits.longValue() % 8 != 0) {
            throw wrong(e, "whole bytes", number(bits.longValue()) + " bits of " + e.typeText(), DAMAGED);
        }
        if (bits.longValue() / 8 != e.bytes()) {
            throw wrong(
                    e,
                    number(bits.longValue() / 8) + " bytes for " + e.typeText(),
                    "data_offsets over " + number(e.bytes()),
                    DAMAGED);
        }
    }

    /** Size of a tensor in bits, exact at any shape. */
    private static BigInteger bits(ElementType type, Shape shape) {
        BigInteger bits = BigInteger.valueOf(type.bits());
        for (long extent : shape.toArray()) {
            bits = bits.multiply(BigInteger.valueOf(extent));
        }
        return bits;
    }

    private RegraftException wrong(Entry e, String expected, String found, String fix) {
        return Problem.expected(Kind.CHECKPOINT, new Where.InTensor(file, e.name()), expected, found, fix)
                .asException();
    }

    private static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
