package io.regraft.format.safetensors;

import io.regraft.format.Assembly;
import io.regraft.format.Revision;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A revision laid out as its source is: header and data keep their orders, what is new follows what it follows in the
 * revision, and text that is still true is copied.
 */
final class KeptLayout {

    private final SafetensorsCheckpoint source;
    private final Header header;
    private final NewFile file;
    private final Map<String, Long> begins;
    private final JsonText out = new JsonText();
    private boolean isFirst = true;

    private KeptLayout(SafetensorsCheckpoint source, NewFile file) {
        this.source = source;
        this.header = source.header();
        this.file = file;
        this.begins = file.begins();
    }

    static Assembly of(SafetensorsCheckpoint source, Revision revision) {
        List<Target> inHeader = Targets.of(revision);
        NewMetadata metadata = NewMetadata.of(source.header().metadata(), revision.values());
        NewFile file = new NewFile(source.name(), inHeader, inDataOrder(inHeader), metadata);
        KeptLayout layout = new KeptLayout(source, file);
        return file.with(
                layout.text(), layout.isDataKept() ? layout.header.text().limit() : 0);
    }

    /** Tensors of the source as they lie there; after each, the new ones that follow it in the revision. */
    private static List<Target> inDataOrder(List<Target> inHeader) {
        Set<Entry> placed = new HashSet<>();
        List<Target> first = new ArrayList<>();
        List<Target> anchors = new ArrayList<>();
        Map<Entry, List<Target>> followers = new HashMap<>();
        List<Target> following = first;
        for (Target t : inHeader) {
            Optional<Entry> found = t.found().filter(placed::add);
            if (found.isPresent()) {
                anchors.add(t);
                following = followers.computeIfAbsent(found.get(), k -> new ArrayList<>());
            } else {
                following.add(t);
            }
        }
        anchors.sort((a, b) ->
                Entry.IN_DATA_ORDER.compare(a.found().orElseThrow(), b.found().orElseThrow()));
        List<Target> all = new ArrayList<>(first);
        for (Target t : anchors) {
            all.add(t);
            all.addAll(followers.get(t.found().orElseThrow()));
        }
        return all;
    }

    /** True if each range of the data is that of the source, whatever it holds. */
    private boolean isDataKept() {
        List<Entry> before = source.inDataOrder();
        if (before.size() != file.inData().size()) {
            return false;
        }
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i).bytes() != file.inData().get(i).bytes()) {
                return false;
            }
        }
        return true;
    }

    private byte[] text() {
        out.raw("{");
        Set<Entry> before = new HashSet<>(header.entries()
                .subList(0, header.metadata().map(Metadata::before).orElse(0)));
        boolean isMetadataDue = true;
        for (Target t : file.inHeader()) {
            boolean isAfter = before.isEmpty()
                    || t.found().filter(e -> !before.contains(e)).isPresent();
            if (isMetadataDue && isAfter) {
                metadata();
                isMetadataDue = false;
            }
            tensor(t);
        }
        if (isMetadataDue) {
            metadata();
        }
        Span tail = header.tail();
        out.raw(header.text(), tail.from(), tail.to());
        return out.bytes();
    }

    private void metadata() {
        NewMetadata metadata = file.metadata();
        if (metadata.found().isEmpty() && metadata.texts().isEmpty()) {
            return;
        }
        lead(header.metadata().map(Metadata::lead));
        if (metadata.found().isPresent()) {
            Span text = metadata.found().get().text();
            out.raw(header.text(), text.from(), text.to());
        } else {
            out.metadata(metadata.texts());
        }
    }

    private void tensor(Target t) {
        lead(t.found().map(e -> new Span(e.text().lead(), e.text().key())));
        long begin = begins.get(t.name());
        if (t.found().isEmpty()) {
            out.quoted(t.name()).raw(":").entry(t, begin);
            return;
        }
        Entry e = t.found().get();
        ByteBuffer text = header.text();
        Entry.Text at = e.text();
        if (e.name().equals(t.name())) {
            out.raw(text, at.key(), at.colon());
        } else {
            out.quoted(t.name());
        }
        if (!t.isTypeAsFound()) {
            out.raw(":").entry(t, begin);
        } else if (e.begin() == begin) {
            out.raw(text, at.colon(), at.end());
        } else {
            out.raw(text, at.colon(), at.offsets())
                    .offsets(begin, begin + t.bytes())
                    .raw(text, at.offsetsEnd(), at.end());
        }
    }

    /** What stands before a member: as found, as far as there is a comma if and only if it is not the first. */
    private void lead(Optional<Span> found) {
        if (found.isPresent()) {
            int from = found.get().from();
            int to = found.get().to();
            int comma = from;
            while (comma < to && header.text().get(comma) != ',') {
                comma++;
            }
            if (isFirst) {
                out.raw(header.text(), comma < to ? comma + 1 : from, to);
            } else {
                out.raw(comma < to ? "" : ",").raw(header.text(), from, to);
            }
        } else if (!isFirst) {
            out.raw(",");
        }
        isFirst = false;
    }
}
