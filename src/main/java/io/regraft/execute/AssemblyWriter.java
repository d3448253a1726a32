package io.regraft.execute;

import io.regraft.format.Part;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Writes the parts of a file. */
interface AssemblyWriter {

    /**
     * Writes all parts and makes them durable.
     *
     * @param hashed parts whose own SHA-256 is wanted
     * @throws io.regraft.problem.RegraftException if a copied part does not have the checksum that its file records
     */
    Written write(List<Part> parts, PartBytes bytes, Set<Integer> hashed, Disk.Writable target) throws IOException;
}
