package io.regraft.migration;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Checkpoint.Member;
import io.regraft.format.InputBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files beside the tensors, as the steps so far left them. */
public final class FileEdits {

    private static final long LARGEST = 256L << 20;

    private final Checkpoint source;
    private final Map<String, ByteBuffer> edited = new LinkedHashMap<>();

    FileEdits(Checkpoint source) {
        this.source = source;
    }

    FileEdits copy() {
        FileEdits copy = new FileEdits(source);
        copy.edited.putAll(edited);
        return copy;
    }

    /** True if the checkpoint is a folder, which can have files beside its tensors. */
    public boolean isFolder() {
        return source.files().stream().noneMatch(m -> m.path().isEmpty());
    }

    /** The paths of the folder's files. */
    public List<String> paths() {
        return source.files().stream().map(Member::path).toList();
    }

    /** True if tensors lie in a file, or it says where they lie: its format writes it. */
    public boolean isOfTensors(String path) {
        return (path.contains(".index.") && path.endsWith(".json"))
                || source.tensors().stream()
                        .flatMap(t -> t.view().stream())
                        .anyMatch(v -> source.files().stream()
                                .anyMatch(m -> m.path().equals(path)
                                        && m.input() == v.storage().extent().input()));
    }

    /** The content of a file; empty if there is none of this path, or it is larger than any text of a model. */
    public Optional<byte[]> find(String path) {
        if (edited.containsKey(path)) {
            ByteBuffer now = edited.get(path).duplicate();
            byte[] bytes = new byte[now.remaining()];
            now.get(bytes);
            return Optional.of(bytes);
        }
        return source.files().stream()
                .filter(m -> m.path().equals(path) && m.input().size() <= LARGEST)
                .findFirst()
                .map(FileEdits::read);
    }

    private static byte[] read(Member m) {
        try {
            return InputBytes.read(m.input(), 0, Math.toIntExact(m.input().size()))
                    .array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a file another content. */
    public void put(String path, byte[] bytes) {
        edited.put(path, ByteBuffer.wrap(bytes.clone()).asReadOnlyBuffer());
    }

    /** The new contents by path, in order. */
    public Map<String, ByteBuffer> all() {
        return new LinkedHashMap<>(edited);
    }
}
