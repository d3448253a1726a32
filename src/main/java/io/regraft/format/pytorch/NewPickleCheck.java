package io.regraft.format.pytorch;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Value;
import io.regraft.checkpoint.View;
import io.regraft.format.Limits;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.format.pytorch.NewStorages.Block;
import io.regraft.format.pytorch.NewStorages.Seat;
import io.regraft.format.pytorch.pickle.Pickle;
import io.regraft.format.pytorch.pickle.WeightsOnly;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a new pickle as any other and compares it with what was wanted; a difference is a bug of ours. */
final class NewPickleCheck {

    private final NewPickle written;
    private final String prefix;
    private final Input any;

    private NewPickleCheck(NewPickle written, Revision revision, String prefix) {
        this.written = written;
        this.prefix = prefix;
        this.any = revision.source().files().get(0).input();
    }

    static void check(NewPickle written, Revision revision, String prefix) {
        new NewPickleCheck(written, revision, prefix).check(revision);
    }

    private void check(Revision revision) {
        String part = prefix + TorchArchive.PICKLE;
        Pickle pickle = Pickle.parse(ByteBuffer.wrap(written.bytes()), "the new file", part, Limits.DEFAULT);
        StoragePool pool = StoragePool.of(pickle, this::storage, false);
        TensorReader reader = new TensorReader("the new file", pool);
        Inventory inventory = new GraphWalk(
                        "the new file", reader, Limits.DEFAULT, pool.keys().size())
                .from(pickle.root());
        require(inventory.tensors().size() == revision.tensors().size(), "the number of tensors", part);
        revision.tensors().forEach(r -> tensor(r, inventory.find(r.name()).map(Inventory.Found::tensor)));
        revision.values().forEach(e -> value(e, inventory));
        require(pool.keys().size() == written.blocks().size(), "the number of storages", part);
        require(WeightsOnly.report(pickle).weightsOnly(), "loading with weights_only", part);
    }

    private Optional<Storage> storage(String key) {
        int index = Integer.parseInt(key);
        return index < written.blocks().size() ? Optional.of(planned(index, key)) : Optional.empty();
    }

    /** A storage that is not there yet, as long as it will be. */
    private Storage planned(int index, String key) {
        return new Storage(
                prefix + TorchArchive.DATA + key,
                new Extent(any, 0, 0),
                Storage.Encoding.STORED,
                written.blocks().get(index).part().length(),
                ByteOrder.LITTLE_ENDIAN,
                OptionalLong.empty());
    }

    private void tensor(Revised r, Optional<TensorNode> read) {
        require(read.isPresent() && read.get().type().equals(r.type()), "name or type", r.name());
        Seat seat = written.storages().of(r.name());
        Block block = seat.block();
        View view = read.get().view().orElseThrow();
        require(
                view.storage().id().equals(prefix + TorchArchive.DATA + written.key(block))
                        && view.offset() == seat.offset()
                        && view.isContiguous(r.type().shape()),
                "the storage",
                r.name());
        require(
                read.get().quantisation().equals(r.origin().flatMap(t -> t.quantisation())),
                "scale and zero point",
                r.name());
    }

    private static void value(ValueEdit edit, Inventory inventory) {
        if (edit.value().isEmpty()) {
            return;
        }
        Value there = inventory.values().get(edit.path());
        boolean holds =
                edit.value().get() instanceof Plain.Items || edit.value().get() instanceof Plain.Fields;
        boolean same = holds
                ? inventory.containers().containsKey(edit.path())
                : of(edit.value().get()).equals(Optional.ofNullable(there));
        require(same, "a value", edit.path());
    }

    private static Optional<Value> of(Plain plain) {
        if (plain instanceof Plain.None) {
            return Optional.of(new Value.None());
        }
        if (plain instanceof Plain.Bool b) {
            return Optional.of(new Value.Bool(b.value()));
        }
        if (plain instanceof Plain.Int i) {
            return Optional.of(new Value.Int(i.value()));
        }
        if (plain instanceof Plain.Real r) {
            return Optional.of(new Value.Real(r.value()));
        }
        return plain instanceof Plain.Text t ? Optional.of(new Value.Text(t.value())) : Optional.empty();
    }

    private static void require(boolean holds, String what, Object of) {
        if (!holds) {
            throw new IllegalStateException("the new pickle differs in " + what + " of " + of);
        }
    }
}
