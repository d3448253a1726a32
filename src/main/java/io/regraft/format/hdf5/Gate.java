package io.regraft.format.hdf5;

import io.regraft.checkpoint.TensorName;
import io.regraft.format.Cursor;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.Optional;
import java.util.stream.Stream;

/** Refuses to change files of kinds for which a patch would not be enough. */
final class Gate {

    private static final String REPACK = "Copy it with h5repack first.";

    private final Objects objects;

    private Gate(Objects objects) {
        this.objects = objects;
    }

    static void check(Objects objects) {
        new Gate(objects).check();
    }

    /**
     * Refuses another shape for a dataset while parts of datasets are referred to: which ones is said in the data.
     *
     * @param name of the tensor
     */
    static void checkReshape(Objects objects, TensorName name) {
        boolean refers = objects.byAddress().values().stream()
                .flatMap(o -> Stream.concat(
                        o.dataset().flatMap(HdfObject.Dataset::type).stream(),
                        o.attributes().stream().flatMap(a -> a.type().stream())))
                .anyMatch(Datatype::refersToRegions);
        if (refers) {
            throw Problem.expected(
                            Kind.MIGRATION,
                            new Where.InTensor(objects.image().file(), name.text()),
                            "a file in which nothing refers to regions of a dataset, for another shape",
                            "region references",
                            "Take them out with h5py first.")
                    .asException();
        }
    }

    private void check() {
        Superblock superblock = objects.superblock();
        if (superblock.isOpen()) {
            throw refused(
                    "a file that was closed",
                    "one that a program still writes to, or did not close when it ended",
                    "Close that program, or clear the mark with h5clear -s.");
        }
        if (superblock.driver() != Image.UNDEFINED) {
            throw refused("a file of one piece", "one of a family of files", REPACK);
        }
        Optional<ObjectHeader> extension = objects.extension();
        if (extension.flatMap(e -> e.find(Message.DRIVER)).isPresent()) {
            throw refused("a file of one piece", "one of a family of files", REPACK);
        }
        if (extension.flatMap(e -> e.find(Message.SHARED_TABLE)).isPresent()) {
            throw refused("messages in their own headers", "a table of shared messages", REPACK);
        }
        extension.flatMap(e -> e.find(Message.FILE_SPACE)).ifPresent(this::freeSpace);
    }

    /** A list of free places that is kept in the file would soon name places that are in use. */
    private void freeSpace(Message m) {
        Cursor c = m.body().cursor();
        int version = c.u8("the file space's version");
        c.skip(1, "the file space's strategy");
        if (version > 0 && c.u8("whether free space is kept") == 0) {
            return;
        }
        throw refused("a file that keeps no list of its free space", "one that keeps it", REPACK);
    }

    private RegraftException refused(String expected, String found, String fix) {
        return Problem.expected(
                        Kind.CHECKPOINT, new Where.InFile(objects.image().file()), expected, found, fix)
                .asException();
    }
}
