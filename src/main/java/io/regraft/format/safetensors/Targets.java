package io.regraft.format.safetensors;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.View;
import io.regraft.format.Part;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The tensors of a revision as this format has them. */
final class Targets {

    private final Checkpoint source;

    private Targets(Checkpoint source) {
        this.source = source;
    }

    /**
     * They, in the revision's order.
     *
     * @throws RegraftException if a name, a dtype or a shape can't be held
     */
    static List<Target> of(Revision revision) {
        Targets targets = new Targets(revision.source());
        return revision.tensors().stream().map(targets::target).toList();
    }

    private Target target(Revised r) {
        String name = name(r.name());
        Optional<Entry> found = r.origin().flatMap(this::entry);
        if (found.isPresent() && r.content().isEmpty()) {
            Entry e = found.get();
            Extent extent = ((SafetensorsCheckpoint) source).extent(e);
            return new Target(
                    name, e.type(), e.shape(), new Part.Copied(e.name(), extent, OptionalLong.empty()), found);
        }
        ElementType type = ElementType.of(r.type().dtype())
                .orElseThrow(() -> refused(
                        r.name(),
                        "a dtype of this format: " + ElementType.list(),
                        r.type().dtype().label(),
                        "Cast it before, or drop it."));
        Shape shape = type.counted(r.type().shape())
                .orElseThrow(() -> refused(
                        r.name(),
                        "a last axis of whole elements of " + type.bits() + " bits",
                        r.type() + ", whose last axis counts bytes",
                        "Give the axis another size."));
        Part part = r.content().isPresent()
                ? new Part.Slot(name, r.content().getAsInt(), r.type().bytes(), 1)
                : copied(name, r);
        return new Target(name, type, shape, part, found);
    }

    private Optional<Entry> entry(Tensor origin) {
        return source instanceof SafetensorsCheckpoint s ? s.entry(origin.name()) : Optional.empty();
    }

    private Part copied(String name, Revised r) {
        View view = r.origin()
                .flatMap(Tensor::view)
                .orElseThrow(() -> refused(
                        r.name(),
                        "a strided tensor",
                        r.origin().orElseThrow().layout(),
                        "Drop it: this format has no such layout."));
        Storage storage = view.storage();
        if (storage.encoding() != Storage.Encoding.STORED
                || !view.isContiguous(r.type().shape())) {
            throw new IllegalArgumentException(r.name() + " does not lie there in C order");
        }
        long from = Math.multiplyExact(view.offset(), r.type().dtype().bytes());
        return new Part.Copied(name, storage.extent().slice(from, r.type().bytes()), OptionalLong.empty());
    }

    private String name(TensorName name) {
        if (name.parts().size() != 1) {
            throw refused(
                    name,
                    "a name of one part, for this format has no containers",
                    name.parts().isEmpty()
                            ? "a tensor without a name"
                            : name.parts().size() + " parts",
                    "Rename it to one key; a '/' that belongs to the key is written \\/.");
        }
        String key = name.key();
        if (key.equals(Metadata.KEY) || !Utf8.canHold(key)) {
            throw refused(
                    name,
                    "a name that can be written",
                    key.equals(Metadata.KEY) ? "that of the header's metadata" : "half of a surrogate pair",
                    "Give the tensor another name.");
        }
        return key;
    }

    private RegraftException refused(TensorName name, String expected, String found, String fix) {
        return Problem.expected(Kind.CHECKPOINT, new Where.InTensor(source.name(), name.text()), expected, found, fix)
                .asException();
    }
}
