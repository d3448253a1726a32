package io.regraft.migration;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The text of a small file: UTF-8, without a byte-order mark.
 *
 * @param name as shown in messages
 * @param folder that relative names in it count from
 */
public record DataText(String name, Path folder, String text) {

    /**
     * Reads a file whole.
     *
     * @param limit size in bytes beyond which it is refused
     * @param namedAt where its name stands, for a file that is not there
     * @throws RegraftException if it can't be read, is too large or is not UTF-8
     */
    public static DataText read(Path file, long limit, Where namedAt) {
        byte[] bytes = bytes(file, limit, namedAt);
        int start = hasMark(bytes) ? 3 : 0;
        ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
        CharBuffer out = CharBuffer.allocate(in.remaining());
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw notUtf8(file, bytes, in.position());
        }
        Path folder = file.getParent() == null ? file.getFileSystem().getPath("") : file.getParent();
        return new DataText(file.toString(), folder, out.flip().toString());
    }

    private static byte[] bytes(Path file, long limit, Where namedAt) {
        try {
            if (!Files.exists(file)) {
                throw new Problem(
                                Kind.MIGRATION,
                                namedAt,
                                "there is no file " + file,
                                namedAt instanceof Where.InText t && t.line() > 0
                                        ? "Relative names count from the folder of the file that names them."
                                        : "Look at the name and the folder you are in.")
                        .asException();
            }
            if (!Files.isRegularFile(file)) {
                throw new Problem(Kind.MIGRATION, namedAt, file + " is no plain file", "Name a text file.")
                        .asException();
            }
            if (Files.size(file) > limit) {
                throw new Problem(
                                Kind.MIGRATION,
                                namedAt,
                                String.format(
                                        Locale.ROOT, "%s has %,d bytes, more than %,d", file, Files.size(file), limit),
                                "Is it the file that was meant?")
                        .asException();
            }
            return Files.readAllBytes(file);
        } catch (AccessDeniedException e) {
            throw new RegraftException(
                    new Problem(Kind.IO, namedAt, "no permission to read " + file, "Check its mode and owner."), e);
        } catch (IOException e) {
            throw new RegraftException(
                    new Problem(Kind.IO, namedAt, "reading " + file + " failed", "The system says: " + e.getMessage()),
                    e);
        }
    }

    private static boolean hasMark(byte[] b) {
        return b.length >= 3 && b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF;
    }

    private static RegraftException notUtf8(Path file, byte[] bytes, int at) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < at; i++) {
            if (bytes[i] == '\n') {
                line++;
                column = 1;
            } else if ((bytes[i] & 0xC0) != 0x80) {
                column++;
            }
        }
        int mark = bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
        boolean utf16 = mark == 0xFFFE || mark == 0xFEFF;
        return new Problem(
                        Kind.MIGRATION,
                        new Where.InText(file.toString(), line, column),
                        String.format(Locale.ROOT, "expected UTF-8, found the byte 0x%02X", bytes[at] & 0xFF),
                        utf16 ? "It looks like UTF-16: save it as UTF-8." : "Save it as UTF-8.")
                .asException();
    }
}
