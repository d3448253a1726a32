package io.regraft.format.pytorch;

import io.regraft.checkpoint.Storage;
import io.regraft.format.pytorch.pickle.Global;
import io.regraft.format.pytorch.pickle.Node;

/**
 * A persistent id, read: which record, seen as what.
 *
 * @param pid the node of the id
 * @param name the class, as the file names it
 * @param numel its length, in units of the class
 * @param number place of the key among all keys, from 0
 */
record StorageRef(
        Node pid,
        Global name,
        StorageClass type,
        String key,
        String location,
        long numel,
        int number,
        Storage storage) {

    /** What the id holds: ("storage", class, key, location, numel). */
    Node tuple() {
        return StoragePool.tuple(pid);
    }
}
