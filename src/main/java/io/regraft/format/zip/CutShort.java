package io.regraft.format.zip;

import io.regraft.checkpoint.Input;
import io.regraft.format.InputBytes;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Says in which record an archive ends that has no directory: nearly always a copy that was cut short. */
final class CutShort {

    private static final int LONGEST_NAME = 1024;
    private static final int WINDOW = 1 << 20;
    /** How far back the last header is looked for; beyond, the message goes without it. */
    private static final long FARTHEST = 256L << 20;

    private final Input in;
    private final String prefix;

    private CutShort(Input in, String prefix) {
        this.in = in;
        this.prefix = prefix;
    }

    static RegraftException of(Input in) throws IOException {
        Optional<String> first = new CutShort(in, "").local(0);
        String prefix = first.map(n -> n.substring(0, n.indexOf('/') + 1)).orElse("");
        Optional<String> last = first.isEmpty() ? first : new CutShort(in, prefix).lastPlace();
        return Problem.expected(
                        Kind.CHECKPOINT,
                        new Where.InFile(in.name()),
                        "a zip directory in the last 65,557 bytes",
                        "none; the file ends inside " + last.orElse("a record"),
                        "It was cut short: copy it again.")
                .asException();
    }

    private Optional<String> lastPlace() throws IOException {
        long lowest = Math.max(0, in.size() - FARTHEST);
        for (long end = in.size(); end > lowest; end -= WINDOW) {
            long start = Math.max(lowest, end - WINDOW);
            // Three bytes more, so that a signature across the border is seen.
            ByteBuffer bytes = InputBytes.read(in, start, (int) (Math.min(in.size(), end + 3) - start));
            for (int at = bytes.limit() - 4; at >= 0; at--) {
                Optional<String> place = placeAt(bytes.getInt(at), start + at);
                if (place.isPresent()) {
                    return place;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> placeAt(int signature, long offset) throws IOException {
        if (signature == ZipArchive.LOCAL) {
            return local(offset).map(name -> "record '" + name + "'");
        }
        if (signature == ZipArchive.CENTRAL) {
            return name(offset, ZipArchive.CENTRAL_LENGTH, 28).map(name -> "the zip directory");
        }
        return Optional.empty();
    }

    private Optional<String> local(long offset) throws IOException {
        return name(offset, ZipArchive.LOCAL_LENGTH, 26);
    }

    private Optional<String> name(long offset, int headerLength, int lengthAt) throws IOException {
        if (in.size() - offset < headerLength) {
            return Optional.empty();
        }
        int length = InputBytes.read(in, offset, headerLength).getShort(lengthAt) & 0xFFFF;
        if (length == 0 || length > Math.min(LONGEST_NAME, in.size() - offset - headerLength)) {
            return Optional.empty();
        }
        return Optional.of(StandardCharsets.UTF_8
                        .decode(InputBytes.read(in, offset + headerLength, length))
                        .toString())
                .filter(name -> name.startsWith(prefix));
    }
}
