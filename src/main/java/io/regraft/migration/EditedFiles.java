package io.regraft.migration;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Checkpoint.Member;
import io.regraft.checkpoint.Input;
import io.regraft.format.InputBytes;
import io.regraft.format.document.JsonPointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files beside a checkpoint's tensors, as the steps so far left them. */
public final class EditedFiles {

    private final Checkpoint source;
    private final Map<String, ByteBuffer> contents;
    private final List<Edit> edits;

    private EditedFiles(Checkpoint source, Map<String, ByteBuffer> contents, List<Edit> edits) {
        this.source = source;
        this.contents = contents;
        this.edits = edits;
    }

    /**
     * What a step changed in a file.
     *
     * @param path of the file in the folder
     * @param before the value as it was written, or how many members it had; empty if it is new
     * @param after the same of what it became; empty if it was taken out
     */
    public record Edit(String path, JsonPointer pointer, Optional<String> before, Optional<String> after, Step step) {}

    static EditedFiles of(Checkpoint source) {
        return new EditedFiles(source, new LinkedHashMap<>(), new ArrayList<>());
    }

    EditedFiles snapshot() {
        return new EditedFiles(source, new LinkedHashMap<>(contents), new ArrayList<>(edits));
    }

    /** True if there is a folder, or an archive with files beside the tensors. */
    public boolean isFolder() {
        return !source.companions().isEmpty();
    }

    /** The paths of all files, with {@code /} between the parts. */
    public List<String> paths() {
        return source.companions().stream().map(Member::path).toList();
    }

    /** True if tensors lie in a file, or it says where they lie: their format writes it. */
    public boolean isOfTensors(String path) {
        return path.endsWith(".index.json")
                || path.endsWith(".weights.json")
                || member(path)
                        .filter(m -> source.tensors().stream()
                                .flatMap(t -> t.view().stream())
                                .anyMatch(v -> v.storage().extent().input() == m.input()))
                        .isPresent();
    }

    /** Length of a file in bytes as it is now; empty if there is none. */
    public Optional<Long> length(String path) {
        return Optional.ofNullable(contents.get(path))
                .map(b -> (long) b.remaining())
                .or(() -> member(path).map(m -> m.input().size()));
    }

    /** The content of a file as it is now; empty if there is none. Ask for its length before. */
    public Optional<ByteBuffer> read(String path) {
        return Optional.ofNullable(contents.get(path))
                .map(ByteBuffer::duplicate)
                .or(() -> member(path).map(m -> whole(m.input())));
    }

    /**
     * Gives a file another content.
     *
     * @param changes what differs
     */
    public void put(String path, ByteBuffer content, List<Edit> changes) {
        contents.put(path, content.asReadOnlyBuffer());
        edits.addAll(changes);
    }

    /** What the steps changed, in order. */
    public List<Edit> edits() {
        return List.copyOf(edits);
    }

    /** The files that were given another content, by path. */
    public Map<String, ByteBuffer> contents() {
        return Collections.unmodifiableMap(contents);
    }

    private Optional<Member> member(String path) {
        return source.companions().stream().filter(m -> m.path().equals(path)).findFirst();
    }

    private static ByteBuffer whole(Input in) {
        try {
            return InputBytes.read(in, 0, Math.toIntExact(in.size())).asReadOnlyBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
