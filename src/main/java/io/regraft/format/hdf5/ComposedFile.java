package io.regraft.format.hdf5;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.format.Assembly;
import io.regraft.format.Limits;
import io.regraft.format.Part;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A new file: first the data of the tensors, as they come, then what says where they lie.
 *
 * <pre>
 * file = superblock of version 0, data, texts of attributes, headers of datasets, groups from the deepest to the root
 * </pre>
 */
final class ComposedFile {

    private static final int VERSION = 1;
    private static final int MOST_ATTRIBUTES = 60_000;
    private static final int LARGEST_MESSAGE = 65_528;
    private static final Superblock BLANK = new Superblock(
            0,
            0,
            96,
            0,
            Image.UNDEFINED,
            Image.UNDEFINED,
            true,
            false,
            Superblock.DEFAULT_LEAF_K,
            Superblock.DEFAULT_INTERNAL_K,
            Superblock.DEFAULT_CHUNK_K);

    private final Checkpoint source;
    private final Patches patches;
    private final NewTexts texts = new NewTexts();
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final List<Made> made = new ArrayList<>();
    private final Map<TensorName, Long> positions = new HashMap<>();
    private final Map<TensorName, Group> groups = new LinkedHashMap<>();

    /** A dataset, and how many names it has. */
    private static final class Made {
        private final TensorType type;
        private final long data;
        private int links;

        Made(TensorType type, long data) {
            this.type = type;
            this.data = data;
        }
    }

    /** What is in a group: datasets by number, and attributes. */
    private static final class Group {
        private final Map<String, Integer> datasets = new LinkedHashMap<>();
        private final Set<String> groups = new LinkedHashSet<>();
        private final Map<String, NewAttribute> attributes = new LinkedHashMap<>();
    }

    /** What two tensors agree in that see the same bytes alike. */
    private record Seen(Input input, long offset, TensorType type) {}

    private ComposedFile(Checkpoint source) {
        this.source = source;
        Part blank = Part.Literal.of("the superblock", new byte[(int) BLANK.end()]);
        this.patches =
                new Patches(new Image(new AssembledInput("new.h5", List.of(blank)), 0, BLANK.end(), Limits.DEFAULT));
    }

    static Assembly of(Revision revision) {
        ComposedFile file = new ComposedFile(revision.source());
        file.group(TensorName.ROOT);
        revision.tensors().forEach(file::tensor);
        revision.values().forEach(file::value);
        Optional<NewAttribute> mark = revision.tensors().stream().anyMatch(r -> KerasBfloat16.isOf(r.type()))
                ? Optional.of(KerasBfloat16.mark(file.texts))
                : Optional.empty();
        file.texts.write(file.patches);
        file.write(mark);
        List<Part> parts = file.patches.parts();
        return Assembly.ofFile(parts).provenBy(() -> file.prove(revision, parts));
    }

    private Group group(TensorName path) {
        Group there = groups.get(path);
        if (there == null) {
            there = new Group();
            groups.put(path, there);
            if (!path.parts().isEmpty()) {
                requireName(path);
                Group above = group(path.container());
                requireFree(path, !above.datasets.containsKey(path.key()));
                above.groups.add(path.key());
            }
        }
        return there;
    }

    private void requireName(TensorName path) {
        Optional<String> objection = new Hdf5Composer().objection(TensorName.of(path.key()));
        if (objection.isPresent()) {
            throw refused(
                    path,
                    "a name that a group or an attribute can have",
                    "'" + path.key() + "'",
                    "Take it out first, with: regraft migrate");
        }
    }

    private void requireFree(TensorName path, boolean free) {
        if (!free) {
            throw refused(path, "one thing of a name", "two", "Rename one of them first, with: regraft migrate");
        }
    }

    private void tensor(Revised r) {
        TensorType type = r.type();
        if (Datatype.encode(type.dtype()).isEmpty() || type.shape().rank() > Dataspace.MOST_AXES) {
            throw refused(
                    r.name(),
                    "a dtype that HDF5 has, on at most " + Dataspace.MOST_AXES + " axes",
                    type.toString(),
                    "Cast it before, or drop it.");
        }
        Part part = r.content().isPresent()
                ? new Part.Slot(r.name().text(), r.content().getAsInt(), type.bytes(), 1)
                : copied(r);
        int number = type.bytes() == 0 ? add(type, part) : numbers.computeIfAbsent(key(r, part), k -> add(type, part));
        made.get(number).links++;
        positions.put(r.name(), made.get(number).data);
        group(r.name().container()).datasets.put(r.name().key(), number);
    }

    private int add(TensorType type, Part part) {
        made.add(new Made(type, part.length() == 0 ? Image.UNDEFINED : patches.append(part)));
        return made.size() - 1;
    }

    private static Object key(Revised r, Part part) {
        return part instanceof Part.Copied c
                ? new Seen(c.extent().input(), c.extent().offset(), r.type())
                : r.content().getAsInt();
    }

    private static Part copied(Revised r) {
        View view = r.origin().orElseThrow().view().orElseThrow();
        Storage storage = view.storage();
        if (storage.encoding() != Storage.Encoding.STORED
                || !view.isContiguous(r.type().shape())) {
            throw new IllegalArgumentException(r.name() + " does not lie there in C order");
        }
        long from = Math.multiplyExact(view.offset(), r.type().dtype().bytes());
        Extent extent = storage.extent().slice(from, r.type().bytes());
        boolean whole = extent.equals(storage.extent());
        return new Part.Copied(r.name().text(), extent, whole ? storage.crc32() : OptionalLong.empty());
    }

    private void value(ValueEdit edit) {
        TensorName path = edit.path();
        Plain value = edit.value().orElseThrow();
        if (value instanceof Plain.Fields) {
            group(path);
            return;
        }
        Group owner = group(path.container());
        requireFree(path, !owner.datasets.containsKey(path.key()) && !owner.groups.contains(path.key()));
        if (path.key().isEmpty() || path.key().indexOf('\0') >= 0) {
            requireName(path);
        }
        NewAttribute attribute = NewAttribute.of(path.key(), value, Optional.empty(), texts)
                .orElseThrow(() -> new IllegalArgumentException("no attribute: " + value.text()));
        owner.attributes.put(path.key(), attribute);
        if (owner.attributes.size() > MOST_ATTRIBUTES) {
            throw refused(
                    path,
                    String.format(Locale.ROOT, "at most %,d values in a group", MOST_ATTRIBUTES),
                    "more",
                    "Take some out first, with: regraft migrate");
        }
    }

    private void write(Optional<NewAttribute> mark) {
        Map<Integer, Long> headers = new HashMap<>();
        for (int i = 0; i < made.size(); i++) {
            headers.put(i, patches.append("an object header", header(made.get(i), mark)));
        }
        Map<TensorName, NewSymbolTable.Placed> tables = new HashMap<>();
        Map<TensorName, Long> addresses = new HashMap<>();
        List<TensorName> deepestFirst = new ArrayList<>(groups.keySet());
        deepestFirst.sort(Comparator.comparingInt(p -> -p.parts().size()));
        for (TensorName path : deepestFirst) {
            Group group = groups.get(path);
            List<Link> links = new ArrayList<>();
            group.datasets.forEach((name, number) -> links.add(Link.hard(name, headers.get(number))));
            group.groups.forEach(name -> links.add(Link.hard(name, addresses.get(path.child(name)))));
            tables.put(path, NewSymbolTable.write(patches, BLANK, links));
            addresses.put(path, patches.append("an object header", header(path, group, tables.get(path))));
        }
        patches.overwrite("the superblock", 0, superblock(addresses.get(TensorName.ROOT), tables.get(TensorName.ROOT)));
    }

    private ByteBuffer header(Made dataset, Optional<NewAttribute> mark) {
        NewHeader header = new NewHeader(VERSION)
                .add(
                        Message.DATASPACE,
                        Dataspace.of(dataset.type.shape(), VERSION).encoded())
                .add(Message.DATATYPE, 1, Datatype.encode(dataset.type.dtype()).orElseThrow())
                .add(Message.FILL_VALUE, DatasetEdit.noFill(VERSION))
                .add(Message.LAYOUT, DatasetEdit.layout(3, dataset.data, dataset.type.bytes()));
        mark.filter(m -> KerasBfloat16.isOf(dataset.type))
                .ifPresent(m -> header.add(Message.ATTRIBUTE, m.encoded(VERSION, texts)));
        return header.encoded(dataset.links);
    }

    private ByteBuffer header(TensorName path, Group group, NewSymbolTable.Placed table) {
        NewHeader header = new NewHeader(VERSION).add(Message.SYMBOL_TABLE, table.encoded());
        group.attributes.forEach((name, attribute) -> {
            ByteBuffer body = attribute.encoded(VERSION, texts);
            if (body.remaining() > LARGEST_MESSAGE) {
                throw refused(
                        path.child(name),
                        String.format(Locale.ROOT, "at most %,d bytes in an attribute", LARGEST_MESSAGE),
                        String.format(Locale.ROOT, "%,d", body.remaining()),
                        "Take it out first, with: regraft migrate");
            }
            header.add(Message.ATTRIBUTE, body);
        });
        return header.encoded(1);
    }

    private ByteBuffer superblock(long root, NewSymbolTable.Placed table) {
        ByteBuffer out = ByteBuffer.allocate((int) BLANK.end()).order(ByteOrder.LITTLE_ENDIAN);
        out.put(Superblock.SIGNATURE).put(new byte[] {0, 0, 0, 0, 0, 8, 8, 0});
        out.putShort((short) BLANK.leafK()).putShort((short) BLANK.internalK()).putInt(0);
        out.putLong(0).putLong(Image.UNDEFINED).putLong(patches.end()).putLong(Image.UNDEFINED);
        // The root's entry repeats where its links are.
        out.putLong(0).putLong(root).putInt(1).putInt(0).put(table.encoded());
        return out.flip();
    }

    private RegraftException refused(TensorName name, String expected, String found, String fix) {
        return Problem.expected(Kind.NO, new Where.InTensor(source.name(), name.text()), expected, found, fix)
                .asException();
    }

    /** Reads the headers of the file that is to be written, and compares them with what was wanted. */
    private void prove(Revision revision, List<Part> parts) {
        Map<TensorName, String> wanted = new HashMap<>();
        revision.tensors().forEach(r -> wanted.put(r.name(), r.type() + " at " + place(r)));
        Map<TensorName, String> found = new HashMap<>();
        AssembledInput written = new AssembledInput(source.name(), parts);
        try (Hdf5Checkpoint result = Hdf5Checkpoint.open(written, Limits.DEFAULT)) {
            result.tensors().forEach(t -> {
                Extent extent = t.view().orElseThrow().storage().extent();
                found.put(t.name(), t.type() + " at " + (extent.length() == 0 ? 0 : extent.offset()));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!wanted.equals(found)) {
            throw new IllegalStateException("the tensors would be " + found + ", not " + wanted);
        }
    }

    private long place(Revised r) {
        return r.type().bytes() == 0 ? 0 : positions.get(r.name());
    }
}
