package io.regraft.checkpoint;

import java.io.Closeable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An opened checkpoint: its headers, and where the bytes lie. No tensor is in memory. */
public interface Checkpoint extends Closeable {

    /** The id of the format that opened it. */
    String format();

    /** The name for messages, as the user gave it: of the file, or of the folder. */
    String name();

    /** The files that it consists of: itself, or all of a folder. */
    List<Member> files();

    /** The files that steps can look at and edit, by path: those of a folder, or those packed beside the weights. */
    default List<Member> companions() {
        return files().stream().filter(m -> !m.path().isEmpty()).toList();
    }

    /** Length of all files in bytes. */
    default long bytes() {
        return files().stream().mapToLong(m -> m.input().size()).sum();
    }

    /** All tensors in the file's own order. Names are distinct. */
    List<Tensor> tensors();

    Optional<Tensor> tensor(TensorName name);

    /** Dicts and lists that hold tensors or values, by path, in order; the root is among them. */
    Map<TensorName, Value.Container> containers();

    /** The leaves that are no tensors, and empty containers, by path, in order. */
    Map<TensorName, Value> values();

    /** What the format has to say of the file: facts by name, in order, such as its torch layout. */
    Map<String, String> facts();

    /** Oddities found while reading, each one sentence. */
    List<String> notes();

    /** Which classes the file names, and whether a loader that runs no code would take it. */
    CodeReport code();

    /** What tensors are beside name, type and bytes, in their order: a new file of another format has no way for it. */
    default List<Mark> marks() {
        return List.of();
    }

    /**
     * Something about a tensor that is not in its bytes.
     *
     * @param what as in "it is WHAT": {@code conjugated}, {@code of class torch.nn.parameter.Buffer}
     * @param changesValues true if the tensor's values are other than its bytes say
     */
    record Mark(TensorName tensor, String what, boolean changesValues) {}

    /**
     * A file of a checkpoint.
     *
     * @param path its path in the folder, with {@code /} between the parts; empty where the checkpoint is one file
     */
    record Member(String path, Input input) {}

    /** What a file names that a loader might run. */
    record CodeReport(List<Named> classes, boolean weightsOnly, List<String> reasons) {
        /** For formats that can't name code. */
        public static final CodeReport NONE = new CodeReport(List.of(), true, List.of());

        public CodeReport {
            classes = List.copyOf(classes);
            reasons = List.copyOf(reasons);
        }

        /** A class or function; {@code allowed} if a weights-only load takes it; {@code at} one path that names it. */
        public record Named(String name, boolean allowed, String at) {}
    }
}
