package io.regraft.format.hdf5;

import java.util.Optional;

/**
 * A value that belongs to a group or a dataset.
 *
 * @param order creation order, or -1
 * @param message the body of the message that it is
 * @param type empty where it is shared in a way that is not read
 * @param data its elements as they lie there
 */
record Attribute(String name, int order, Block message, Optional<Datatype> type, Dataspace space, Block data) {}
