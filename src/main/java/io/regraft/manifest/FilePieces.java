package io.regraft.manifest;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Tensor;
import io.regraft.kernel.Workers;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file cut into the storages of its tensors and what lies between them, so that its bytes can be hashed on all cores.
 * Every byte is in one piece.
 *
 * @param extents the pieces in file order
 */
public record FilePieces(List<Extent> extents) {

    public FilePieces {
        extents = List.copyOf(extents);
    }

    /** The pieces of one of a checkpoint's files. */
    public static FilePieces of(Checkpoint checkpoint, Input input) {
        NavigableMap<Long, Extent> storages = new TreeMap<>();
        for (Tensor t : checkpoint.tensors()) {
            t.view().ifPresent(v -> {
                Extent e = v.storage().extent();
                if (e.length() > 0 && e.input() == input) {
                    storages.put(e.offset(), e);
                }
            });
        }
        List<Extent> pieces = new ArrayList<>();
        long at = 0;
        for (Extent e : storages.values()) {
            if (e.offset() > at) {
                pieces.add(new Extent(input, at, e.offset() - at));
            }
            pieces.add(e);
            at = e.end();
        }
        if (at < input.size()) {
            pieces.add(new Extent(input, at, input.size() - at));
        }
        return new FilePieces(pieces);
    }

    /**
     * The SHA-256 of each piece.
     *
     * @param known digests that need not be made again
     */
    public Map<Extent, String> digests(Map<Extent, String> known, int threads, int bufferBytes) throws IOException {
        Map<Extent, String> digests = new ConcurrentHashMap<>(known);
        List<Extent> missing =
                extents.stream().filter(e -> !known.containsKey(e)).toList();
        ThreadLocal<ByteBuffer> buffers = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(bufferBytes));
        Workers.each(threads, missing.size(), i -> {
            Extent e = missing.get(i);
            digests.put(e, digest(e, buffers.get()));
        });
        return digests;
    }

    /** The SHA-256 of the list of pieces: a line {@code offset length sha256} each, in file order. */
    public String digest(Map<Extent, String> digests) {
        Sha256 sha = new Sha256();
        for (Extent e : extents) {
            String line = e.offset() + " " + e.length() + " " + digests.get(e) + "\n";
            sha.update(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
        }
        return sha.hex();
    }

    private static String digest(Extent e, ByteBuffer buffer) throws IOException {
        Sha256 sha = new Sha256();
        long at = e.offset();
        while (at < e.end()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), e.end() - at));
            if (e.input().read(buffer, at) < 0) {
                throw new EOFException(e.input().name() + " was shortened while it was read");
            }
            at += buffer.position();
            sha.update(buffer.flip());
        }
        return sha.hex();
    }
}
