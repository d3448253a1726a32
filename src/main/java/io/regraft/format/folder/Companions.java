package io.regraft.format.folder;

import io.regraft.checkpoint.Checkpoint.Member;
import io.regraft.format.Assembly.OutputFile;
import io.regraft.format.Part;
import io.regraft.format.Revision;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The files beside the tensors in a result: copies, and those that were given new bytes. */
final class Companions {

    private Companions() {}

    /**
     * They, by path.
     *
     * @throws RegraftException if new bytes are for a file that is made of the tensors, or for none in the folder
     */
    static List<OutputFile> of(FolderCheckpoint source, Revision revision) {
        Set<String> others = new HashSet<>(source.leftOut());
        Map<String, List<Part>> files = new TreeMap<>();
        for (Member m : source.files()) {
            if (!source.layout().uses(m.path()) && !others.contains(m.path())) {
                files.put(m.path(), FolderFormat.copy(m.input()));
            }
        }
        revision.files().forEach((path, bytes) -> {
            require(source, path, others);
            files.put(path, List.of(new Part.Literal(path, bytes)));
        });
        return files.entrySet().stream()
                .map(e -> new OutputFile(e.getKey(), e.getValue()))
                .toList();
    }

    private static void require(FolderCheckpoint source, String path, Set<String> others) {
        if (source.layout().uses(path) || others.contains(path)) {
            throw refused(
                    source,
                    path,
                    "it holds weights or says where they are",
                    "Change the tensors by rules; this file follows from them.");
        }
        boolean inside = Arrays.stream(path.split("/", -1))
                .noneMatch(p -> p.isEmpty() || p.equals(".") || p.equals("..") || p.indexOf('\\') >= 0);
        if (!inside) {
            throw refused(source, path, "it is no path in the folder", "Name a file of the folder.");
        }
    }

    private static RegraftException refused(FolderCheckpoint source, String path, String what, String fix) {
        return new Problem(Kind.MIGRATION, new Where.InFile(source.name(path)), what, fix).asException();
    }

    /** Files of a name, as they are written. */
    static OutputFile literal(String path, byte[] bytes) {
        return new OutputFile(path, List.of(new Part.Literal(path, ByteBuffer.wrap(bytes))));
    }
}
