package io.regraft.format.hdf5;

import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Assembly;
import io.regraft.format.Part;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says how a file becomes what a revision wants. Headers stay where they are, so that whatever refers to an object still
 * does; contents that grow, names and new objects go to the end of the file.
 */
final class Rewrite {

    private final Hdf5Checkpoint source;
    private final Objects objects;
    private final Patches patches;
    private final Assignment assignment;
    private final LinkPlan.Planned planned;
    private final Map<Long, HeaderEdit> headers = new LinkedHashMap<>();
    private final Map<Long, AttributeEdits> attributes = new LinkedHashMap<>();
    private final NewTexts texts = new NewTexts();
    private final ValueChanges values;

    private Rewrite(Hdf5Checkpoint source, Revision revision) throws IOException {
        this.source = source;
        this.objects = source.objects();
        this.patches = new Patches(objects.image());
        this.assignment = Assignment.of(revision, source.paths().addresses());
        this.planned = LinkPlan.of(source, assignment);
        this.values = new ValueChanges(source, planned, revision.values(), texts);
    }

    static Assembly of(Hdf5Checkpoint source, Revision revision) throws IOException {
        Gate.check(source.objects());
        List<Part> parts = new Rewrite(source, revision).parts();
        return Assembly.ofFile(parts).provenBy(() -> RewriteProof.prove(source, revision, parts));
    }

    private List<Part> parts() throws IOException {
        values.edits().forEach((address, edits) -> attributes.put(address, edits));
        KerasNames names = new KerasNames(source, planned, assignment, texts);
        names.edit(attributes);
        assignment.changed().forEach(this::mark);
        boolean marksNew = assignment.made().stream().anyMatch(r -> KerasBfloat16.isOf(r.type()));
        Optional<NewAttribute> mark = marksNew ? Optional.of(KerasBfloat16.mark(texts)) : Optional.empty();
        texts.write(patches);
        attributes.forEach((address, edits) -> edits.apply(header(address), texts));
        assignment
                .changed()
                .forEach((address, wanted) ->
                        new DatasetEdit(source, objects.at(address), wanted, header(address), patches).apply());
        new LinkWriter(source, planned, patches, this::header, made(mark), folders(names))
                .write(LinkPlan.changes(source, planned));
        headers.values().forEach(h -> h.write(patches));
        end();
        return patches.parts();
    }

    private HeaderEdit header(long address) {
        return headers.computeIfAbsent(
                address, a -> new HeaderEdit(objects.image(), objects.at(a).header()));
    }

    /** Says beside opaque bytes that they are bfloat16, or no longer. */
    private void mark(long address, Revised wanted) {
        HdfObject object = objects.at(address);
        TensorType before = source.tensor(wanted.origin().orElseThrow().name())
                .orElseThrow()
                .type();
        if (before.dtype() == wanted.type().dtype()) {
            return;
        }
        AttributeEdits edits = attributes.computeIfAbsent(address, a -> new AttributeEdits(object));
        if (KerasBfloat16.isOf(wanted.type())) {
            edits.set(KerasBfloat16.mark(texts));
        } else if (KerasBfloat16.isOf(before)
                && object.attribute(KerasBfloat16.ATTRIBUTE).isPresent()) {
            edits.remove(KerasBfloat16.ATTRIBUTE);
        }
    }

    /** Writes the datasets that are made; gives what their headers will be, by number. */
    private List<LinkWriter.Unplaced> made(Optional<NewAttribute> mark) {
        List<LinkWriter.Unplaced> made = new ArrayList<>();
        for (Revised r : assignment.made()) {
            Part.Slot slot = new Part.Slot(
                    r.name().text(), r.content().getAsInt(), r.type().bytes(), 1);
            long data = slot.length() == 0 ? Image.UNDEFINED : patches.append(slot);
            Optional<NewAttribute> marked = mark.filter(m -> KerasBfloat16.isOf(r.type()));
            made.add(new LinkWriter.Unplaced(r, data, marked.map(m -> (LinkWriter.Body) v -> m.encoded(v, texts))));
        }
        return made;
    }

    private Map<TensorName, List<LinkWriter.Body>> folders(KerasNames names) {
        Map<TensorName, List<LinkWriter.Body>> bodies = new HashMap<>();
        names.ofFolders()
                .forEach((path, attributes) -> bodies.put(
                        path,
                        attributes.stream()
                                .map(a -> (LinkWriter.Body) v -> a.encoded(v, texts))
                                .toList()));
        return bodies;
    }

    /** Where the file ends now; of newer superblocks their checksum too. */
    private void end() {
        if (!patches.hasGrown()) {
            return;
        }
        Superblock superblock = objects.superblock();
        ByteBuffer end = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        end.putLong(0, patches.end());
        if (superblock.version() < 2) {
            patches.overwrite("the end of the file", superblock.endPosition(), end);
            return;
        }
        ByteBuffer all = superblock.encoded(patches.end());
        patches.overwrite("the superblock", superblock.position(), all);
    }
}
