package io.regraft.format.pytorch;

import io.regraft.checkpoint.Input;
import io.regraft.format.Head;
import io.regraft.format.Limits;
import io.regraft.format.Recognition;
import io.regraft.format.zip.ZipArchive;
import io.regraft.problem.RegraftException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Tells torch's files by their content, the ones that are refused too. */
final class Recogniser {

    private static final String ZIP = "PK\3\4";
    /** Protocol 2, then the magic number 0x1950a86a20f9469cfc6c. */
    private static final String LEGACY = "\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019";

    private static final String SAVE_AGAIN =
            "Write it anew with a current torch: python -c \"import torch; torch.save(torch.load('IN', map_location='cpu',"
                    + " weights_only=True), 'OUT')\"";
    private static final int NAME_AT = 8;
    private static final int TAR_MAGIC_AT = 257;

    private Recogniser() {}

    static Recognition of(Head head) {
        if (head.startsWith(ZIP)) {
            return isTorchs(head) ? new Recognition.Yes() : new Recognition.No();
        }
        if (head.startsWith(LEGACY)) {
            return new Recognition.Refused(
                    "a checkpoint in the format that torch wrote before 1.6 (pickles in a row, no archive)",
                    SAVE_AGAIN);
        }
        if (isOldTar(head.first())) {
            return new Recognition.Refused(
                    "a checkpoint in the tar format that torch wrote before 0.1.10",
                    "Write it anew with a current torch: torch.load(IN, weights_only=False), if you trust its"
                            + " source, then torch.save.");
        }
        if (isPickle(head)) {
            return new Recognition.Refused(
                    "a bare pickle, which torch.save does not write (scikit-learn, joblib, Paddle and others do)",
                    "If it holds tensors, load it with what wrote it, and torch.save them.");
        }
        return new Recognition.No();
    }

    /** By the names in the directory; where that is damaged, by the first names in the file. */
    private static boolean isTorchs(Head head) {
        if (text(head.first()).contains("/" + TorchArchive.PICKLE)) {
            return true;
        }
        try {
            return ZipArchive.read(head.input(), Limits.DEFAULT).records().stream()
                    .map(r -> r.name().substring(r.name().indexOf('/') + 1))
                    .anyMatch(n -> n.equals(TorchArchive.PICKLE)
                            || n.endsWith("/" + TorchArchive.PICKLE)
                            || n.equals(TorchArchive.ARCHIVE_FORMAT));
        } catch (RegraftException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOldTar(ByteBuffer first) {
        String text = text(first);
        if (text.length() < TAR_MAGIC_AT + 5 || !text.startsWith("ustar", TAR_MAGIC_AT)) {
            return false;
        }
        String name = text.substring(0, Math.max(0, text.indexOf('\0')));
        return name.equals("storages") || name.equals("tensors") || name.equals("pickle");
    }

    private static boolean isPickle(Head head) {
        ByteBuffer first = head.first();
        Input in = head.input();
        // A safetensors header can begin like a pickle; its byte 8 is then a brace.
        boolean safetensors =
                in.size() > NAME_AT && first.remaining() > NAME_AT && first.get(NAME_AT) == '{' && first.get(7) == 0;
        return first.remaining() > 2
                && (first.get(0) & 0xFF) == 0x80
                && first.get(1) >= 2
                && first.get(1) <= 5
                && !safetensors;
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }
}
