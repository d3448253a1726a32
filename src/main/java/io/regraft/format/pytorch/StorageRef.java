package io.regraft.format.pytorch;

import io.regraft.checkpoint.Storage;
import io.regraft.format.pytorch.pickle.Global;
import io.regraft.format.pytorch.pickle.Node;

/**
 * A persistent id, read: which record, seen as what.
 *
 * @param pid the node of the id
 * @param tuple what it holds: ("storage", class, key, location, numel)
 * @param name the class, as the file names it
 * @param numel its length, in units of the class
 */
record StorageRef(
        Node pid,
        Node tuple,
        Global name,
        StorageClass type,
        String key,
        String location,
        long numel,
        Storage storage) {}
