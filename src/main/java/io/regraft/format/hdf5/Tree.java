package io.regraft.format.hdf5;

import io.regraft.checkpoint.TensorName;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.LinkedHashMap;
import java.util.Map;

/** The groups of the result by path, and the links in them. */
final class Tree {

    private final String file;
    private final Map<TensorName, Map<String, Branch>> groups = new LinkedHashMap<>();

    /** A link of the result. */
    sealed interface Branch {}

    /** A link of the source: the same, or under another name or to another path. */
    record Kept(Link link) implements Branch {}

    /** A link to a dataset of the source. */
    record Old(long address) implements Branch {}

    /** A link to a dataset that is made, by its number. */
    record Made(int number) implements Branch {}

    /** A link to a group that is made. */
    record Folder(TensorName path) implements Branch {}

    Tree(String file) {
        this.file = file;
    }

    Map<TensorName, Map<String, Branch>> groups() {
        return groups;
    }

    /** Adds a group that is in the source. */
    void group(TensorName path) {
        groups.put(path, new LinkedHashMap<>());
    }

    /** Adds a link; groups above it that are not there are made. */
    void put(TensorName path, Branch branch) {
        requireName(path);
        Map<String, Branch> group = folder(path.container());
        if (group.putIfAbsent(path.key(), branch) != null) {
            throw refused(path, "a name that is free", "another member of the group", "Give it another name.");
        }
    }

    private Map<String, Branch> folder(TensorName path) {
        Map<String, Branch> there = groups.get(path);
        if (there == null) {
            put(path, new Folder(path));
            there = new LinkedHashMap<>();
            groups.put(path, there);
        }
        return there;
    }

    private void requireName(TensorName path) {
        String key = path.key();
        if (key.isEmpty() || key.equals(".") || key.indexOf('/') >= 0 || key.indexOf('\0') >= 0) {
            throw refused(path, "a name without '/' and NUL, and not '.'", "'" + key + "'", "Give it another name.");
        }
    }

    RegraftException refused(TensorName path, String expected, String found, String fix) {
        return Problem.expected(Kind.MIGRATION, new Where.InTensor(file, path.text()), expected, found, fix)
                .asException();
    }
}
