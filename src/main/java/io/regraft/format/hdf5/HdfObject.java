package io.regraft.format.hdf5;

import java.util.List;
import java.util.Optional;

/**
 * A group, a dataset, or something else that has a header.
 *
 * @param links of a group, in order
 * @param attributes in order
 * @param dataset where it is one
 */
record HdfObject(
        ObjectHeader header, boolean isGroup, List<Link> links, List<Attribute> attributes, Optional<Dataset> dataset) {

    HdfObject {
        links = List.copyOf(links);
        attributes = List.copyOf(attributes);
    }

    /**
     * What a dataset's header says.
     *
     * @param type empty where it is shared in a way that is not read
     * @param isTypeShared true if the datatype lies in an object of its own
     * @param filters in which chunks are packed
     * @param isExternal true if its bytes lie in other files
     */
    record Dataset(
            Dataspace space,
            Optional<Datatype> type,
            boolean isTypeShared,
            Layout layout,
            List<Filter> filters,
            boolean isExternal) {
        Dataset {
            filters = List.copyOf(filters);
        }
    }

    long address() {
        return header.address();
    }

    Optional<Attribute> attribute(String name) {
        return attributes.stream().filter(a -> a.name().equals(name)).findFirst();
    }

    Optional<Link> link(String name) {
        return links.stream().filter(l -> l.name().equals(name)).findFirst();
    }
}
