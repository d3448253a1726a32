package io.regraft.format;

import io.regraft.format.Recognition.Refused;
import io.regraft.format.zip.ZipArchive;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Tells archives that are no checkpoints, by what lies in them. */
final class Archives {

    private static final int MOST_NAMES = 1_000;
    private static final int TAR_MAGIC_AT = 257;
    private static final String UNPACK = "Unpack it, and give the checkpoint inside.";

    /** First bytes as Latin-1 and the name of the compression. */
    private static final Map<String, String> COMPRESSIONS = Map.of(
            "\u001f\u008b", "gzip",
            "BZh", "bzip2",
            "\u00fd7zXZ", "xz",
            "(\u00b5/\u00fd", "Zstandard",
            "7z\u00bc\u00af'\u001c", "7-Zip",
            "Rar!", "RAR");

    private Archives() {}

    static Optional<Refused> look(Head head) throws IOException {
        if (head.startsWith("PK\3\4") || head.startsWith("PK\5\6")) {
            return Optional.of(zip(head));
        }
        if (Sniffer.matches(head.first(), TAR_MAGIC_AT, "ustar")) {
            return Optional.of(tar(head));
        }
        return COMPRESSIONS.entrySet().stream()
                .filter(e -> head.startsWith(e.getKey()))
                .findFirst()
                .map(e -> compressed(head, e.getValue()));
    }

    private static Refused zip(Head head) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipFile zip = ZipFile.builder()
                .setSeekableByteChannel(new InputChannel(head.input()))
                .setIgnoreLocalFileHeader(true)
                .get()) {
            var entries = zip.getEntries();
            while (entries.hasMoreElements() && names.size() < MOST_NAMES) {
                names.add(entries.nextElement().getName());
            }
        } catch (IOException | IllegalArgumentException e) {
            // Our own reader says where it ends; it throws nothing where that one is merely more lenient.
            ZipArchive.read(head.input(), Limits.DEFAULT);
            return new Refused("a zip archive that can't be read: " + e.getMessage(), "Get it again.");
        }
        if (names.contains("model.weights.npz")) {
            return new Refused("a Keras 3 model (.keras) with NumPy weights", "This release does not read it.");
        }
        if (!names.isEmpty() && names.stream().allMatch(n -> n.endsWith(".npy"))) {
            return new Refused(
                    String.format(Locale.ROOT, "a NumPy archive (.npz) of %s", count(names, "arrays")),
                    "This release does not read it: convert it with Python first.");
        }
        return new Refused("a zip archive of " + count(names, "files") + firstOf(names), UNPACK);
    }

    private static String count(List<String> names, String what) {
        boolean more = names.size() == MOST_NAMES;
        return String.format(Locale.ROOT, "%s%,d %s", more ? "at least " : "", names.size(), what);
    }

    private static String firstOf(List<String> names) {
        return names.isEmpty() ? "" : ", the first '" + names.get(0) + "'";
    }

    private static Refused tar(Head head) {
        List<String> names = new ArrayList<>();
        String broken = "";
        try (TarArchiveInputStream tar = new TarArchiveInputStream(stream(head))) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null && names.size() < MOST_NAMES) {
                names.add(entry.getName());
                entry = tar.getNextEntry();
            }
        } catch (IOException | IllegalArgumentException e) {
            broken = ", damaged or cut short";
        }
        boolean nemo = names.stream().anyMatch(n -> n.endsWith("model_config.yaml"));
        return new Refused(
                (nemo ? "a NeMo archive (.nemo)" : "a tar archive") + " of " + count(names, "files") + firstOf(names)
                        + broken,
                UNPACK);
    }

    private static Refused compressed(Head head, String how) {
        String inside = "";
        try (InputStream in = inflated(head, how)) {
            byte[] first = in.readNBytes(TAR_MAGIC_AT + 5);
            if (Sniffer.matches(ByteBuffer.wrap(first), 0, "PK\3\4")) {
                inside = " that holds a zip archive, as torch.save writes";
            } else if (Sniffer.matches(ByteBuffer.wrap(first), TAR_MAGIC_AT, "ustar")) {
                inside = " that holds a tar archive";
            }
        } catch (IOException | IllegalArgumentException e) {
            inside = " that is damaged";
        }
        return new Refused("a file packed by " + how + inside, UNPACK);
    }

    private static InputStream inflated(Head head, String how) throws IOException {
        return switch (how) {
            case "gzip" -> new GzipCompressorInputStream(stream(head));
            case "bzip2" -> new BZip2CompressorInputStream(stream(head));
            default -> InputStream.nullInputStream();
        };
    }

    private static InputStream stream(Head head) {
        return new BufferedInputStream(Channels.newInputStream(new InputChannel(head.input())));
    }
}
