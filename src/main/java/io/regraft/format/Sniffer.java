package io.regraft.format;

import io.regraft.checkpoint.Input;
import io.regraft.format.Recognition.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says of a file that no format takes what it is, by its bytes, and what to do. */
final class Sniffer {

    private static final String GET_AGAIN = "Get it again from where it came.";
    private static final String OTHER_RELEASE = "This release does not read it: convert it with Python first.";

    /** First bytes as Latin-1, and what they mean. */
    private record Signature(String bytes, int at, String seen, String fix) {}

    private static final List<Signature> SIGNATURES = List.of(
            new Signature("\u0093NUMPY", 0, "a NumPy array (.npy)", OTHER_RELEASE),
            new Signature("GGUF", 0, "a GGUF file", OTHER_RELEASE),
            new Signature("tjgg", 0, "a ggml file of llama.cpp from before GGUF", OTHER_RELEASE),
            new Signature("fmgg", 0, "a ggml file of llama.cpp from before GGUF", OTHER_RELEASE),
            new Signature("lmgg", 0, "a ggml file of llama.cpp from before GGUF", OTHER_RELEASE),
            new Signature("TFL3", 4, "a TensorFlow Lite model", "Go back to the checkpoint that it was made from."),
            new Signature("\u0012\1\0\0\0\0\0\0", 0, "MXNet parameters", OTHER_RELEASE),
            new Signature(
                    "\0\5\u0016\7",
                    0,
                    "a macOS companion file (AppleDouble), which holds no data of the file it goes with",
                    "Give the file of the same name without the leading '._'."));

    private Sniffer() {}

    static Refused look(Head head) throws IOException {
        Optional<Refused> found = emptyOrZero(head).or(() -> signature(head));
        if (found.isEmpty()) {
            found = Archives.look(head);
        }
        if (found.isEmpty()) {
            found = Texts.look(head);
        }
        if (found.isEmpty()) {
            found = tensorFlowIndex(head.input());
        }
        return found.or(() -> onnx(head)).orElseGet(() -> unknown(head));
    }

    private static Optional<Refused> emptyOrZero(Head head) {
        ByteBuffer first = head.first();
        if (!first.hasRemaining()) {
            return Optional.of(new Refused("an empty file", "Whatever wrote it was stopped at once. " + GET_AGAIN));
        }
        for (int i = 0; i < first.remaining(); i++) {
            if (first.get(i) != 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new Refused(
                String.format(Locale.ROOT, "zero bytes only, at least the first %,d", first.remaining()),
                "The disk or the download failed while it was written. " + GET_AGAIN));
    }

    private static Optional<Refused> signature(Head head) {
        ByteBuffer first = head.first();
        return SIGNATURES.stream()
                .filter(s -> matches(first, s.at, s.bytes))
                .findFirst()
                .map(s -> new Refused(s.seen, s.fix));
    }

    static boolean matches(ByteBuffer first, int at, String latin1) {
        if (first.remaining() < at + latin1.length()) {
            return false;
        }
        for (int i = 0; i < latin1.length(); i++) {
            if ((first.get(at + i) & 0xFF) != latin1.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Refused> tensorFlowIndex(Input in) {
        boolean found = in.size() >= 48 && matches(bytes(in, in.size() - 8, 8), 0, "W\u00fb\u0080\u008b$uG\u00db");
        return found
                ? Optional.of(new Refused("the index of a TensorFlow checkpoint", OTHER_RELEASE))
                : Optional.empty();
    }

    private static ByteBuffer bytes(Input in, long at, int length) {
        try {
            return InputBytes.read(in, at, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A protobuf whose first field is a small version number, then the producer's name. */
    private static Optional<Refused> onnx(Head head) {
        ByteBuffer first = head.first();
        boolean found = first.remaining() > 4
                && first.get(0) == 8
                && first.get(1) > 0
                && first.get(1) < 20
                && first.get(2) == 0x12;
        return found
                ? Optional.of(new Refused("an ONNX model", "Go back to the checkpoint that it was exported from."))
                : Optional.empty();
    }

    private static Refused unknown(Head head) {
        ByteBuffer first = head.first();
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < Math.min(8, first.remaining()); i++) {
            hex.append(String.format(Locale.ROOT, "%s%02x", i == 0 ? "" : " ", first.get(i)));
        }
        return new Refused("bytes of no format that is known, beginning " + hex, GET_AGAIN);
    }
}
