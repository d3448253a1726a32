package io.regraft.format.zip;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Names of records as bytes of a directory. */
final class RecordNames {

    private RecordNames() {}

    /** The name, from position to limit of a heap buffer that stays as it is; empty if the bytes are no UTF-8. */
    static Optional<String> decoded(ByteBuffer bytes) {
        int from = bytes.arrayOffset() + bytes.position();
        if (isAscii(bytes.array(), from, from + bytes.remaining())) {
            return Optional.of(new String(bytes.array(), from, bytes.remaining(), StandardCharsets.ISO_8859_1));
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.duplicate())
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
