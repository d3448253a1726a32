package io.regraft.format.hdf5;

import io.regraft.checkpoint.TensorName;
import io.regraft.format.Revision.Revised;
import io.regraft.format.hdf5.AttributeReader.Info;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/** Writes the links of groups that change, and the groups and datasets that are made. */
final class LinkWriter {

    private static final int CACHED = 1;

    /** The body of a message, for a header of a version. */
    interface Body {
        ByteBuffer encoded(int version);
    }

    /**
     * A dataset whose content has its place, and whose header has not.
     *
     * @param data address of the content
     * @param mark an attribute that goes with it
     */
    record Unplaced(Revised wanted, long data, Optional<Body> mark) {}

    private final Hdf5Checkpoint source;
    private final Objects objects;
    private final LinkPlan.Planned planned;
    private final Patches patches;
    private final LongFunction<HeaderEdit> headers;
    private final List<Unplaced> made;
    private final Map<TensorName, List<Body>> folderAttributes;
    private final Map<TensorName, Long> existing = new HashMap<>();
    private final Map<Integer, Long> datasets = new HashMap<>();
    private final Map<TensorName, Long> folders = new HashMap<>();
    private final Map<Long, Integer> linkCounts = new HashMap<>();
    private final Map<Long, List<Link>> caches = new HashMap<>();

    LinkWriter(
            Hdf5Checkpoint source,
            LinkPlan.Planned planned,
            Patches patches,
            LongFunction<HeaderEdit> headers,
            List<Unplaced> made,
            Map<TensorName, List<Body>> folderAttributes) {
        this.source = source;
        this.objects = source.objects();
        this.planned = planned;
        this.patches = patches;
        this.headers = headers;
        this.made = List.copyOf(made);
        this.folderAttributes = Map.copyOf(folderAttributes);
    }

    /** Writes all. The changes are the links that groups of the source shall have, by the groups' addresses. */
    void write(Map<Long, Map<String, Tree.Branch>> changes) {
        Set<TensorName> images = Set.copyOf(planned.images().values());
        planned.groups().keySet().forEach(path -> {
            if (!images.contains(path)) {
                folders.put(path, Image.UNDEFINED);
            }
        });
        Map<TensorName, Long> addresses = source.paths().addresses();
        planned.images().forEach((before, after) -> existing.put(after, addresses.get(before)));
        placeDatasets();
        placeFolders();
        Map<Long, List<Link>> links = new HashMap<>();
        changes.forEach((address, wanted) -> links.put(address, links(objects.at(address), wanted)));
        caches(changes.keySet());
        changes.keySet().forEach(address -> change(objects.at(address), links.get(address)));
        linkCounts.forEach(this::count);
    }

    /** The version of the headers in the nearest group of the source. */
    private int version(TensorName group) {
        TensorName at = group;
        while (!existing.containsKey(at)) {
            at = at.container();
        }
        return objects.at(existing.get(at)).header().version();
    }

    private void placeDatasets() {
        Map<Integer, Integer> links = new HashMap<>();
        Map<Integer, TensorName> parents = new HashMap<>();
        Set<Long> counted = new HashSet<>();
        planned.groups().forEach((path, branches) -> {
            if (folders.containsKey(path) || counted.add(existing.get(path))) {
                branches.values().forEach(b -> {
                    if (b instanceof Tree.Made m) {
                        links.merge(m.number(), 1, Integer::sum);
                        parents.putIfAbsent(m.number(), path);
                    }
                });
            }
        });
        for (int i = 0; i < made.size(); i++) {
            int version = version(parents.get(i));
            datasets.put(i, patches.append("an object header", header(made.get(i), version, links.get(i))));
        }
    }

    private static ByteBuffer header(Unplaced dataset, int version, int links) {
        Revised r = dataset.wanted();
        NewHeader header = new NewHeader(version)
                .add(Message.DATASPACE, Dataspace.of(r.type().shape(), version).encoded())
                .add(Message.DATATYPE, 1, Datatype.encode(r.type().dtype()).orElseThrow())
                .add(Message.FILL_VALUE, DatasetEdit.noFill(version))
                .add(
                        Message.LAYOUT,
                        DatasetEdit.layout(3, dataset.data(), r.type().bytes()));
        dataset.mark().ifPresent(m -> header.add(Message.ATTRIBUTE, m.encoded(version)));
        return header.encoded(links);
    }

    /** The deepest first: a group's links say where those in it are. */
    private void placeFolders() {
        List<TensorName> deepestFirst = new ArrayList<>(folders.keySet());
        deepestFirst.sort(
                Comparator.comparingInt((TensorName p) -> -p.parts().size()).thenComparing(p -> p));
        for (TensorName path : deepestFirst) {
            List<Link> links = new ArrayList<>();
            planned.groups().get(path).forEach((name, branch) -> links.add(link(name, branch)));
            links.forEach(l -> count(l, 1));
            folders.put(path, patches.append("an object header", folder(path, links)));
        }
    }

    private ByteBuffer folder(TensorName path, List<Link> links) {
        int version = version(path);
        boolean onlyOld = links.stream().allMatch(l -> l.kind() == Link.Kind.HARD || l.kind() == Link.Kind.SOFT);
        NewHeader header = new NewHeader(version);
        if (version == 1 && onlyOld) {
            header.add(
                    Message.SYMBOL_TABLE,
                    NewSymbolTable.write(patches, objects.superblock(), links).encoded());
        } else {
            Info info = new Info(false, -1, Image.UNDEFINED, Image.UNDEFINED, Optional.empty());
            header.add(Message.LINK_INFO, info.compact(0, 8));
            header.add(Message.GROUP_INFO, ByteBuffer.allocate(2));
            links.forEach(l -> header.add(Message.LINK, l.ordered(-1).encoded()));
        }
        folderAttributes.getOrDefault(path, List.of()).forEach(a -> header.add(Message.ATTRIBUTE, a.encoded(version)));
        return header.encoded(1);
    }

    /** A link without an order of its own. */
    private Link link(String name, Tree.Branch branch) {
        if (branch instanceof Tree.Kept kept) {
            return kept.link();
        }
        if (branch instanceof Tree.Old old) {
            return Link.hard(name, old.address());
        }
        return branch instanceof Tree.Made m
                ? Link.hard(name, datasets.get(m.number()))
                : Link.hard(name, folders.get(((Tree.Folder) branch).path()));
    }

    /** The links of a group of the source; one that goes on under another name keeps its order. */
    private List<Link> links(HdfObject group, Map<String, Tree.Branch> wanted) {
        Map<Long, Link> gone = new HashMap<>();
        long next = group.header()
                .find(Message.LINK_INFO)
                .map(m -> Info.read(m.body(), 8))
                .filter(Info::isTracked)
                .map(Info::most)
                .orElse(-1L);
        group.links().stream()
                .filter(l -> l.kind() == Link.Kind.HARD && !wanted.containsKey(l.name()))
                .forEach(l -> gone.put(l.address(), l));
        List<Link> links = new ArrayList<>();
        for (Map.Entry<String, Tree.Branch> e : wanted.entrySet()) {
            Link link = link(e.getKey(), e.getValue());
            Optional<Link> before = group.link(e.getKey());
            long order = before.or(() -> Optional.ofNullable(gone.get(link.address())))
                    .map(Link::order)
                    .orElse(-1L);
            if (next >= 0 && order < 0) {
                order = next++;
            }
            Link named = before.filter(b -> b.kind() == link.kind())
                    .map(b -> b.kind() == Link.Kind.HARD ? b.to(link.address()) : link)
                    .orElse(link);
            links.add(named.ordered(next >= 0 ? order : -1));
        }
        group.links().forEach(l -> count(l, -1));
        links.forEach(l -> count(l, 1));
        return links;
    }

    /** Links of groups that don't change which repeat where the links of another group are. */
    private void caches(Set<Long> changed) {
        for (HdfObject parent : objects.byAddress().values()) {
            boolean stays = !changed.contains(parent.address());
            if (stays && parent.header().find(Message.SYMBOL_TABLE).isPresent()) {
                parent.links().stream()
                        .filter(l -> l.kind() == Link.Kind.HARD && changed.contains(l.address()))
                        .filter(l -> l.at().bytes().getInt(16) == CACHED)
                        .forEach(l -> caches.computeIfAbsent(l.address(), a -> new ArrayList<>())
                                .add(l));
            }
        }
    }

    private void change(HdfObject group, List<Link> links) {
        HeaderEdit header = headers.apply(group.address());
        Optional<Message> table = group.header().find(Message.SYMBOL_TABLE);
        if (table.isPresent()) {
            NewSymbolTable.Placed placed = NewSymbolTable.write(patches, objects.superblock(), links);
            header.replace(table.get(), placed.encoded());
            cached(group.address(), placed);
            return;
        }
        group.header().all(Message.LINK).forEach(header::remove);
        long most = links.stream().mapToLong(l -> l.order() + 1).max().orElse(0);
        links.forEach(l -> header.add(Message.LINK, 0, l.encoded()));
        group.header().find(Message.LINK_INFO).ifPresent(m -> {
            Info info = Info.read(m.body(), 8);
            header.replace(m, info.compact(Math.max(info.most(), most), 8));
        });
    }

    /** Links to the group may repeat where its links are. */
    private void cached(long address, NewSymbolTable.Placed placed) {
        caches.getOrDefault(address, List.of())
                .forEach(l -> patches.overwrite("a link", l.at().position() + 24, placed.encoded()));
        Superblock superblock = objects.superblock();
        if (superblock.root() == address && superblock.isRootCached()) {
            patches.overwrite("the root's link", superblock.rootScratchPosition(), placed.encoded());
        }
    }

    private void count(Link link, int change) {
        if (link.kind() == Link.Kind.HARD) {
            linkCounts.merge(link.address(), change, Integer::sum);
        }
    }

    /** Of an object that nothing leads to any more the count does not matter. */
    private void count(long address, int change) {
        HdfObject object = objects.at(address);
        if (object != null && change != 0 && object.header().linkCount() + change > 0) {
            headers.apply(address).addToLinkCount(change);
        }
    }
}
