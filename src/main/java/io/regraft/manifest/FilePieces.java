package io.regraft.manifest;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Tensor;
import io.regraft.kernel.Workers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A file cut into the storages of its tensors and what lies between them, so that its bytes can be hashed on all cores.
 * Every byte is in one piece.
 *
 * @param extents the pieces in file order
 */
public record FilePieces(List<Extent> extents) {

    private static final long LARGE = 32L << 20;

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
        List<Extent> missing =
                extents.stream().filter(e -> !known.containsKey(e)).toList();
        String[] made = new String[missing.size()];
        List<Integer> ends = batches(missing, bufferBytes);
        ThreadLocal<RangeBlocks> readers = ThreadLocal.withInitial(() -> new RangeBlocks(bufferBytes));
        Workers.each(threads, ends.size(), batch -> {
            RangeBlocks blocks = readers.get();
            for (int i = batch == 0 ? 0 : ends.get(batch - 1); i < ends.get(batch); i++) {
                made[i] = digest(blocks, missing.get(i));
            }
        });
        Map<Extent, String> digests = new HashMap<>(2 * (known.size() + made.length));
        digests.putAll(known);
        for (int i = 0; i < made.length; i++) {
            digests.put(missing.get(i), made[i]);
        }
        return digests;
    }

    /**
     * The SHA-256 of the first pieces, as many as this thread makes before it is stopped; large ones are left out, for
     * whoever stops it waits until the one in hand is done.
     *
     * @param stopped asked between pieces
     */
    public Map<Extent, String> begun(BooleanSupplier stopped, int bufferBytes) throws IOException {
        RangeBlocks blocks = new RangeBlocks(bufferBytes);
        Map<Extent, String> digests = new HashMap<>();
        for (Extent e : extents) {
            if (stopped.getAsBoolean()) {
                break;
            }
            if (e.length() <= LARGE) {
                digests.put(e, digest(blocks, e));
            }
        }
        return digests;
    }

    /** Where batches of pieces end that are hashed by one thread: small ones lie side by side and are read together. */
    private static List<Integer> batches(List<Extent> pieces, int bytes) {
        List<Integer> ends = new ArrayList<>();
        long open = 0;
        for (int i = 0; i < pieces.size(); i++) {
            open += pieces.get(i).length();
            if (open >= bytes || i == pieces.size() - 1) {
                ends.add(i + 1);
                open = 0;
            }
        }
        return ends;
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

    private static String digest(RangeBlocks blocks, Extent piece) throws IOException {
        Sha256 sha = new Sha256();
        blocks.read(piece, sha::update);
        return sha.hex();
    }
}
