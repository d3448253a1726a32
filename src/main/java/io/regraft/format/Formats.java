package io.regraft.format;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.format.folder.FolderCheckpoint;
import io.regraft.format.folder.FolderFormat;
import io.regraft.format.hdf5.Hdf5Format;
import io.regraft.format.hdf5.KerasFormat;
import io.regraft.format.pytorch.PyTorchFormat;
import io.regraft.format.safetensors.SafetensorsFormat;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All file formats, and the choice of one by a file's content. */
public final class Formats {

    /** One line a format; safetensors first, for its header may begin like any other. */
    public static final List<Format> ALL =
            List.of(new SafetensorsFormat(), new PyTorchFormat(), new Hdf5Format(), new KerasFormat());

    private Formats() {}

    /**
     * Opens a file with the format that recognises it, or a folder of many files, which its index stands for too.
     *
     * @throws RegraftException if none does, or it is damaged; the message says what the file is
     */
    public static Checkpoint open(Path path) throws IOException {
        return openAs(path, path.toString());
    }

    /** The same, under another name in messages. */
    public static Checkpoint openAs(Path path, String name) throws IOException {
        if (Files.isDirectory(path)) {
            return FolderCheckpoint.open(path, name, Limits.DEFAULT);
        }
        FileInput in = FileInput.open(path, name);
        boolean index;
        try {
            index = FolderCheckpoint.isIndex(in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
        if (index) {
            in.close();
            return FolderCheckpoint.openIndex(path, name, Limits.DEFAULT);
        }
        return open(in, Limits.DEFAULT);
    }

    /** Opens what was written of a source: in a folder that holds several checkpoints, the same one. */
    public static Checkpoint openWritten(Path path, String name, Checkpoint source) throws IOException {
        return source instanceof FolderCheckpoint folder && Files.isDirectory(path)
                ? FolderCheckpoint.openLike(folder, path, name, Limits.DEFAULT)
                : openAs(path, name);
    }

    /** True if a file is of a known format, whole or not, or the index of a folder. */
    public static boolean isCheckpoint(Path file) throws IOException {
        try (FileInput in = FileInput.open(file)) {
            Head head = Head.of(in);
            return ALL.stream().anyMatch(f -> !(f.recognise(head) instanceof Recognition.No))
                    || FolderCheckpoint.isIndex(in);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Opens an input, which is closed if it can't be opened. */
    public static Checkpoint open(Input in, Limits limits) throws IOException {
        boolean opened = false;
        try {
            Checkpoint checkpoint = recognise(in).open(in, limits);
            opened = true;
            return checkpoint;
        } finally {
            if (!opened) {
                in.close();
            }
        }
    }

    /**
     * The format of a file, by its content.
     *
     * @throws RegraftException if none has it
     */
    public static Format recognise(Input in) throws IOException {
        try {
            return recognise(Head.of(in));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Format recognise(Head head) throws IOException {
        Input in = head.input();
        for (Format format : ALL) {
            Recognition r = format.recognise(head);
            if (r instanceof Recognition.Yes) {
                return format;
            }
            if (r instanceof Recognition.Refused refused) {
                throw refusal(in, refused);
            }
        }
        throw refusal(in, Sniffer.look(head));
    }

    /** What makes assemblies of a checkpoint: its format, or that of a folder. */
    public static Assembler assembler(Checkpoint checkpoint) {
        return checkpoint instanceof FolderCheckpoint ? new FolderFormat() : of(checkpoint);
    }

    /**
     * What a revised checkpoint consists of, in a layout.
     *
     * @throws RegraftException if its format can't hold the revision, or does not have that layout
     */
    public static Assembly assemble(Revision revision, OutputLayout layout) throws IOException {
        Checkpoint source = revision.source();
        if (layout.shardBytes().isPresent()) {
            requirePlain(revision);
            return FolderFormat.reshard(revision, layout.shardBytes().getAsLong());
        }
        if (!layout.canonical()) {
            return assembler(source).assemble(revision);
        }
        if (!(assembler(source) instanceof SafetensorsFormat safetensors)) {
            throw Problem.expected(
                            Kind.USAGE,
                            new Where.OnCommandLine("--canonical"),
                            "a safetensors file",
                            source.format() + ", " + source.name(),
                            "Leave it out; shards that are cut anew by --shard-size are canonical.")
                    .asException();
        }
        return safetensors.assembleCanonical(revision);
    }

    /** New files take bytes as they lie; the others are brought in order by a conversion. */
    private static void requirePlain(Revision revision) {
        for (Revision.Revised r : revision.tensors()) {
            boolean plain = r.content().isPresent()
                    || r.origin().filter(Formats::isPlain).isPresent();
            if (!plain) {
                throw Problem.expected(
                                Kind.CHECKPOINT,
                                new Where.InTensor(
                                        revision.source().name(), r.name().text()),
                                "a tensor that is stored in C order, little-endian and not packed",
                                "one that is not",
                                "Convert the checkpoint first, by regraft convert, and cut the result.")
                        .asException();
            }
        }
    }

    private static boolean isPlain(Tensor t) {
        return t.view()
                .filter(v -> v.isContiguous(t.type().shape())
                        && v.storage().encoding() == Storage.Encoding.STORED
                        && (v.storage().order() == ByteOrder.LITTLE_ENDIAN
                                || t.type().dtype().swapUnit() == 1))
                .isPresent();
    }

    /**
     * The format that opened a checkpoint of one file.
     *
     * @throws java.util.NoSuchElementException for a folder, which has an {@link #assembler}
     */
    public static Format of(Checkpoint checkpoint) {
        return named(checkpoint.format()).orElseThrow();
    }

    /** The format of a checkpoint's file, or of a folder's shards. */
    public static Optional<Format> inside(Checkpoint checkpoint) {
        return named(checkpoint instanceof FolderCheckpoint f ? f.innerFormat() : checkpoint.format());
    }

    /** The format of an id, as {@code --to} names it. */
    public static Optional<Format> named(String id) {
        return ALL.stream()
                .filter(f -> f.id().equals(id.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** Those that new files can be made of. */
    public static List<Format> composing() {
        return ALL.stream().filter(f -> f.composer().isPresent()).toList();
    }

    /** The one of these that a file name's ending stands for. */
    public static Optional<Format> ending(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return composing().stream()
                .filter(f -> f.composer().orElseThrow().endings().stream().anyMatch(lower::endsWith))
                .findFirst();
    }

    /** A file name without the ending that stands for one of these. */
    public static String withoutEnding(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return composing().stream()
                .flatMap(f -> f.composer().orElseThrow().endings().stream())
                .filter(e -> lower.endsWith(e) && lower.length() > e.length())
                .findFirst()
                .map(e -> fileName.substring(0, fileName.length() - e.length()))
                .orElse(fileName);
    }

    private static RegraftException refusal(Input in, Recognition.Refused refused) {
        return Problem.expected(
                        Kind.CHECKPOINT,
                        new Where.InFile(in.name()),
                        "a checkpoint of "
                                + String.join(", ", ALL.stream().map(Format::id).toList()),
                        refused.seen(),
                        refused.fix())
                .asException();
    }
}
