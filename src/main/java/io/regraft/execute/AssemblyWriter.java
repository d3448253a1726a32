package io.regraft.execute;

import io.regraft.format.Assembly;
import java.io.IOException;
import java.util.Set;

/** Writes an assembly to a file. */
interface AssemblyWriter {

    /**
     * Writes all parts and makes them durable.
     *
     * @param hashed parts whose own SHA-256 is wanted
     * @throws io.regraft.problem.RegraftException if a copied part does not have the checksum that its file records
     */
    Written write(Assembly assembly, PartBytes bytes, Set<Integer> hashed, Disk.Writable target) throws IOException;
}
