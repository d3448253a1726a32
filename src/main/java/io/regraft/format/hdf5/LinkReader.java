package io.regraft.format.hdf5;

import io.regraft.format.hdf5.AttributeReader.Info;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the links of a group, however they are kept. */
final class LinkReader {

    private static final int ID_BYTES = 7;

    private LinkReader() {}

    /** True if the object is a group. */
    static boolean isGroup(ObjectHeader header) {
        return header.messages().stream()
                .anyMatch(m ->
                        m.type() == Message.SYMBOL_TABLE || m.type() == Message.LINK_INFO || m.type() == Message.LINK);
    }

    /** In the order in which they were made, where the file keeps it; else by name. */
    static List<Link> of(Image image, Superblock superblock, ObjectHeader header) throws IOException {
        List<Link> links = new ArrayList<>();
        Optional<Message> table = header.find(Message.SYMBOL_TABLE);
        if (table.isPresent()) {
            links.addAll(SymbolTable.read(image, superblock, table.get().body()));
        }
        for (Message m : header.all(Message.LINK)) {
            links.add(Link.read(m.body()));
        }
        Optional<Info> info = header.find(Message.LINK_INFO).map(m -> Info.read(m.body(), 8));
        if (info.isPresent() && info.get().heap() != Image.UNDEFINED) {
            dense(image, info.get(), links);
        }
        boolean tracked = info.isPresent() && info.get().isTracked();
        links.sort(tracked ? Comparator.comparingLong(Link::order) : Comparator.comparing(Link::rawName, BY_BYTES));
        Set<String> names = new HashSet<>();
        for (Link link : links) {
            if (!names.add(link.name())) {
                throw link.at().damaged(0, "links of different names", "two named '" + link.name() + "'");
            }
        }
        return links;
    }

    /** As libhdf5 compares names: as unsigned bytes. */
    static final Comparator<ByteBuffer> BY_BYTES = (a, b) -> {
        int at = a.mismatch(b);
        if (at < 0) {
            return 0;
        }
        if (at >= a.remaining() || at >= b.remaining()) {
            return Integer.compare(a.remaining(), b.remaining());
        }
        return Integer.compare(a.get(a.position() + at) & 0xFF, b.get(b.position() + at) & 0xFF);
    };

    private static void dense(Image image, Info info, List<Link> links) throws IOException {
        FractalHeap heap = FractalHeap.read(image, info.heap());
        for (Block r : TreeRecords.read(image, info.names(), List.of(5), "a name index")) {
            if (r.length() < 4 + ID_BYTES) {
                throw r.damaged(0, "a record of 11 bytes", String.valueOf(r.length()));
            }
            links.add(Link.read(heap.object(r.slice(4, ID_BYTES))));
        }
    }
}
