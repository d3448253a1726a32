package io.regraft.format.hdf5;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Changes of an object's header, which stays where it is. Where all messages keep their sizes they are patched; else all
 * go into one continuation at the end of the file, and the first piece keeps only the way to it.
 */
final class HeaderEdit {

    private static final int LONGEST_1 = 65_528;
    private static final int LONGEST_2 = 65_535;
    private static final int CONTINUATION_BODY = 16;

    private final Image image;
    private final ObjectHeader header;
    private final List<Entry> entries = new ArrayList<>();
    private boolean isMoved;
    private boolean isChanged;
    private int linkCountChange;

    /** A message as it shall be; {@code found} is where the one that it replaces has its body. */
    private record Entry(OptionalLong found, int type, int flags, int order, ByteBuffer body) {
        static Entry of(Message m) {
            return new Entry(
                    OptionalLong.of(m.body().position()),
                    m.type(),
                    m.flags(),
                    m.order(),
                    m.body().bytes());
        }
    }

    HeaderEdit(Image image, ObjectHeader header) {
        this.image = image;
        this.header = header;
        header.messages().forEach(m -> entries.add(Entry.of(m)));
    }

    ObjectHeader header() {
        return header;
    }

    boolean isChanged() {
        return isChanged;
    }

    void replace(Message m, ByteBuffer body) {
        int at = index(m);
        ByteBuffer padded = padded(body);
        isMoved |= padded.remaining() != m.body().length();
        isChanged = true;
        entries.set(at, new Entry(entries.get(at).found(), m.type(), m.flags(), m.order(), padded));
    }

    void remove(Message m) {
        entries.remove(index(m));
        isMoved = true;
        isChanged = true;
    }

    void add(int type, int order, ByteBuffer body) {
        add(type, 0, order, body);
    }

    void add(int type, int flags, int order, ByteBuffer body) {
        entries.add(new Entry(OptionalLong.empty(), type, flags, Math.max(0, order), padded(body)));
        isMoved = true;
        isChanged = true;
    }

    /** Changes how many links lead to the object. */
    void addToLinkCount(int change) {
        linkCountChange += change;
        if (header.version() == 2 && change != 0) {
            long now = header.linkCount() + change;
            ByteBuffer body = ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN);
            body.put((byte) 0).putInt((int) now).flip();
            header.find(Message.LINK_COUNT)
                    .ifPresentOrElse(m -> replace(m, body), () -> add(Message.LINK_COUNT, 0, body));
        }
        isChanged |= change != 0;
    }

    private int index(Message m) {
        for (int i = 0; i < entries.size(); i++) {
            Entry e = entries.get(i);
            if (e.type() == m.type()
                    && e.found().equals(OptionalLong.of(m.body().position()))) {
                return i;
            }
        }
        throw new IllegalStateException("no such message: " + m);
    }

    private ByteBuffer padded(ByteBuffer body) {
        int length = header.version() == 1 ? (body.remaining() + 7) / 8 * 8 : body.remaining();
        int most = header.version() == 1 ? LONGEST_1 : LONGEST_2;
        if (length > most) {
            throw refused(
                    String.format(Locale.ROOT, "a message of at most %,d bytes", most),
                    String.format(Locale.ROOT, "%,d", length),
                    "Make the attribute shorter.");
        }
        return ByteBuffer.allocate(length).put(body.duplicate()).rewind();
    }

    /** Writes the changes. */
    void write(Patches patches) {
        if (!isChanged) {
            return;
        }
        for (Message m : header.messages()) {
            if (m.forbidsChange()) {
                throw refused("messages of known types", "type " + m.type(), "Leave this object out of the migration.");
            }
        }
        if (isMoved) {
            move(patches);
        } else {
            patch(patches);
        }
    }

    private void patch(Patches patches) {
        for (int c = 0; c < header.chunks().size(); c++) {
            Block block = header.chunks().get(c).block();
            ByteBuffer bytes = copy(block);
            for (Entry e : entries) {
                long at = e.found().orElseThrow() - block.position();
                if (at >= 0 && at < block.length()) {
                    bytes.put((int) at, e.body(), 0, e.body().remaining());
                }
            }
            if (c == 0) {
                linkCount(bytes);
            }
            if (header.version() == 2) {
                checksum(bytes);
            }
            changed(patches, block, bytes);
        }
    }

    /** Only what differs: the rest of a header may hold data that has a patch of its own. */
    private static void changed(Patches patches, Block block, ByteBuffer bytes) {
        ByteBuffer before = block.bytes();
        int at = 0;
        while (at < before.limit()) {
            int from = at;
            while (from < before.limit() && before.get(from) == bytes.get(from)) {
                from++;
            }
            int to = from;
            while (to < before.limit() && before.get(to) != bytes.get(to)) {
                to++;
            }
            if (to > from) {
                patches.overwrite("an object header", block.position() + from, bytes.slice(from, to - from));
            }
            at = to;
        }
    }

    private void linkCount(ByteBuffer bytes) {
        if (header.version() == 1 && linkCountChange != 0) {
            bytes.putInt(4, bytes.getInt(4) + linkCountChange);
        }
    }

    private static ByteBuffer copy(Block block) {
        ByteBuffer copy = ByteBuffer.allocate(block.length()).order(ByteOrder.LITTLE_ENDIAN);
        return copy.put(block.bytes()).rewind();
    }

    private static void checksum(ByteBuffer bytes) {
        int end = bytes.limit() - 4;
        bytes.putInt(end, Lookup3.of(bytes.duplicate().limit(end).rewind()));
    }

    private void move(Patches patches) {
        ByteBuffer all = continuation();
        long address = patches.append("an object header", all);
        ObjectHeader.Chunk first = header.first();
        int prefix = header.prefix();
        if (first.length() < prefix + CONTINUATION_BODY) {
            throw refused(
                    "room for a continuation in the object's header",
                    first.length() + " bytes",
                    "Copy the file with h5repack first.");
        }
        ByteBuffer bytes = copy(first.block());
        bytes.position(first.from());
        message(bytes, Message.CONTINUATION, 0, 0, CONTINUATION_BODY);
        bytes.putLong(address).putLong(all.limit());
        int fillers = fill(bytes, first.from() + first.length());
        linkCount(bytes);
        if (header.version() == 1) {
            int count = kept().size() + 1 + fillers;
            if (count > 0xFFFF) {
                throw refused("at most 65,535 messages in a header", String.valueOf(count), "Split the group.");
            }
            bytes.putShort(2, (short) count);
        } else {
            checksum(bytes);
        }
        changed(patches, first.block(), bytes.rewind());
    }

    private List<Entry> kept() {
        return entries.stream().filter(e -> e.type() != Message.NIL).toList();
    }

    private ByteBuffer continuation() {
        int length = kept().stream()
                .mapToInt(e -> header.prefix() + e.body().remaining())
                .reduce(header.version() == 1 ? 0 : 8, Math::addExact);
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        if (header.version() == 2) {
            out.put(new byte[] {'O', 'C', 'H', 'K'});
        }
        for (Entry e : kept()) {
            message(out, e.type(), e.flags(), e.order(), e.body().remaining());
            out.put(e.body().duplicate());
        }
        if (header.version() == 2) {
            out.putInt(0);
            checksum(out);
        }
        return out.flip();
    }

    private void message(ByteBuffer out, int type, int flags, int order, int length) {
        if (header.version() == 1) {
            out.putShort((short) type)
                    .putShort((short) length)
                    .put((byte) flags)
                    .put(new byte[3]);
        } else {
            out.put((byte) type).putShort((short) length).put((byte) flags);
            if (header.hasOrder()) {
                out.putShort((short) order);
            }
        }
    }

    /** Fills the rest with messages that say nothing, of at most 64 KiB; gives their number. */
    private int fill(ByteBuffer out, int end) {
        int prefix = header.prefix();
        int most = header.version() == 1 ? LONGEST_1 : LONGEST_2;
        int count = 0;
        while (end - out.position() >= prefix) {
            int length = Math.min(most, end - out.position() - prefix);
            int rest = end - out.position() - prefix - length;
            if (rest > 0 && rest < prefix) {
                length -= prefix;
            }
            message(out, Message.NIL, 0, 0, length);
            out.put(new byte[length]);
            count++;
        }
        out.put(new byte[end - out.position()]);
        return count;
    }

    private RegraftException refused(String expected, String found, String fix) {
        return Problem.expected(
                        Kind.MIGRATION, new Where.InPart(image.file(), "", header.position()), expected, found, fix)
                .asException();
    }
}
