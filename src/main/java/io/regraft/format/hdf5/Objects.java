package io.regraft.format.hdf5;

import io.regraft.checkpoint.Input;
import io.regraft.format.Limits;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All objects that links lead to, from the root on.
 *
 * @param byAddress in the order in which they were reached
 * @param extension the header that goes with the superblock, where there is one
 */
record Objects(Image image, Superblock superblock, Map<Long, HdfObject> byAddress, Optional<ObjectHeader> extension) {

    /** Reads every header of the file. */
    static Objects read(Input in, long position, Limits limits) throws IOException {
        Superblock superblock = Superblock.read(in, position);
        Image image = new Image(in, position, superblock.end(), limits);
        image.claim(0, superblock.length(), "the superblock");
        Optional<ObjectHeader> extension = superblock.extension() == Image.UNDEFINED
                ? Optional.empty()
                : Optional.of(HeaderReader.read(image, superblock.extension()));
        Superblock sized = extension
                .flatMap(e -> e.find(Message.NODE_SIZES))
                .map(m -> superblock.withSizes(m.body()))
                .orElse(superblock);
        return new Objects(image, sized, new Walk(image, sized).all(), extension);
    }

    HdfObject root() {
        return byAddress.get(superblock.root());
    }

    HdfObject at(long address) {
        return byAddress.get(address);
    }

    /** One reading of a file. */
    private static final class Walk {
        private final Image image;
        private final Superblock superblock;
        private final Map<Long, ObjectHeader> headers = new HashMap<>();
        private final Map<Long, HdfObject> objects = new LinkedHashMap<>();
        private final SharedTypes types;
        private final AttributeReader attributes;

        Walk(Image image, Superblock superblock) {
            this.image = image;
            this.superblock = superblock;
            this.types = new SharedTypes(image, headers);
            this.attributes = new AttributeReader(image, types);
        }

        Map<Long, HdfObject> all() throws IOException {
            Deque<Long> open = new ArrayDeque<>();
            open.add(superblock.root());
            while (!open.isEmpty()) {
                long address = open.remove();
                if (!objects.containsKey(address)) {
                    HdfObject object = object(address);
                    objects.put(address, object);
                    object.links().stream()
                            .filter(l -> l.kind() == Link.Kind.HARD)
                            .forEach(l -> open.add(l.address()));
                }
            }
            HdfObject root = objects.get(superblock.root());
            if (!root.isGroup()) {
                throw root.header().first().block().damaged(0, "a group at the root", "another object");
            }
            return objects;
        }

        private HdfObject object(long address) throws IOException {
            ObjectHeader header = headers.get(address);
            if (header == null) {
                header = HeaderReader.read(image, address);
                headers.put(address, header);
            }
            boolean isGroup = LinkReader.isGroup(header);
            List<Link> links = isGroup ? LinkReader.of(image, superblock, header) : List.of();
            return new HdfObject(
                    header, isGroup, links, attributes.of(header), isGroup ? Optional.empty() : dataset(header));
        }

        private Optional<HdfObject.Dataset> dataset(ObjectHeader header) throws IOException {
            Optional<Message> layout = header.find(Message.LAYOUT);
            Optional<Message> space = header.find(Message.DATASPACE);
            Optional<Message> type = header.find(Message.DATATYPE);
            if (layout.isEmpty() || space.isEmpty() || type.isEmpty()) {
                return Optional.empty();
            }
            if (space.get().isShared() || layout.get().isShared()) {
                throw space.get().body().damaged(0, "a dataspace of its own", "a shared one");
            }
            Optional<Message> filters = header.find(Message.FILTERS);
            return Optional.of(new HdfObject.Dataset(
                    Dataspace.read(space.get().body()),
                    types.of(type.get()),
                    type.get().isShared(),
                    Layout.read(layout.get().body()),
                    filters.isPresent() ? Filter.read(filters.get().body()) : List.of(),
                    header.find(Message.EXTERNAL_FILES).isPresent()));
        }
    }
}
