package io.regraft.format;

import io.regraft.checkpoint.Input;
import java.util.List;
import java.util.Optional;

/**
 * A checkpoint to be written: one file, or the files of a folder.
 *
 * @param files what each consists of, in the order in which they are written
 * @param proof what is to be asked before the first byte is written
 */
public record Assembly(List<OutputFile> files, Proof proof) {

    public Assembly {
        files = List.copyOf(files);
    }

    /** The files of a folder, with nothing to prove. */
    public static Assembly ofFolder(List<OutputFile> files) {
        return new Assembly(files, () -> {});
    }

    /** One file. */
    public static Assembly ofFile(List<Part> parts) {
        return new Assembly(List.of(new OutputFile("", parts)), () -> {});
    }

    /** The same files, to be proven. */
    public Assembly provenBy(Proof further) {
        return new Assembly(files, further);
    }

    /** True if it is a folder. */
    public boolean isFolder() {
        return files.size() != 1 || !files.get(0).path().isEmpty();
    }

    /** The parts of all files, in order. */
    public List<Part> parts() {
        return files.size() == 1
                ? files.get(0).parts()
                : files.stream().flatMap(f -> f.parts().stream()).toList();
    }

    /** Length of all files in bytes. */
    public long length() {
        return files.stream().mapToLong(OutputFile::length).reduce(0, Math::addExact);
    }

    /**
     * A file as an ordered list of parts.
     *
     * @param path its path in the folder, with {@code /} between the parts; empty where the checkpoint is one file
     */
    public record OutputFile(String path, List<Part> parts) {
        public OutputFile {
            parts = List.copyOf(parts);
        }

        /** Length of the file in bytes. */
        public long length() {
            return parts.stream().mapToLong(Part::length).reduce(0, Math::addExact);
        }

        /** The input that this file is a copy of, whole; empty if it is something else. */
        public Optional<Input> copyOf() {
            return parts.size() == 1
                            && parts.get(0) instanceof Part.Copied c
                            && c.extent().length() == c.extent().input().size()
                    ? Optional.of(c.extent().input())
                    : Optional.empty();
        }
    }

    /**
     * Says, by reading it again, that the header which a format wrote holds what was wanted. It costs as much as the
     * plan, and a plan that is only looked at does without.
     */
    @FunctionalInterface
    public interface Proof {

        /**
         * Proves.
         *
         * @throws IllegalStateException if it does not, which is a defect of this program
         */
        void prove();
    }
}
