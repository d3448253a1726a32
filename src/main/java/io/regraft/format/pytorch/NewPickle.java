package io.regraft.format.pytorch;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.TensorType;
import io.regraft.format.Revision.Revised;
import io.regraft.format.pytorch.NewStorages.Block;
import io.regraft.format.pytorch.NewStorages.Seat;
import io.regraft.format.pytorch.pickle.Global;
import io.regraft.format.pytorch.pickle.PickleWriter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The record {@code data.pkl} of a new archive, and the storages that it names: key 0 is the first, and so on. */
final class NewPickle {

    private static final Global PER_TENSOR = new Global("torch", "per_tensor_affine");

    private final NewStorages storages;
    private final PickleWriter out = new PickleWriter();
    private final IdentityHashMap<Block, Integer> keys = new IdentityHashMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private byte[] bytes = {};

    private NewPickle(NewStorages storages) {
        this.storages = storages;
    }

    static NewPickle of(NewTree.Member root, NewStorages storages) {
        NewPickle pickle = new NewPickle(storages);
        pickle.member(root);
        pickle.bytes = pickle.out.finish();
        return pickle;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** By key. */
    List<Block> blocks() {
        return blocks;
    }

    NewStorages storages() {
        return storages;
    }

    /** The key of a storage that was named. */
    String key(Block block) {
        return Integer.toString(keys.get(block));
    }

    private void member(NewTree.Member member) {
        if (member instanceof NewTree.Leaf leaf) {
            tensor(leaf.tensor());
        } else if (member instanceof NewTree.Other other) {
            plain(other.value());
        } else {
            branch((NewTree.Branch) member);
        }
    }

    private void branch(NewTree.Branch branch) {
        List<Map.Entry<String, NewTree.Member>> entries =
                List.copyOf(branch.members().entrySet());
        if (branch.isStateDict()) {
            out.orderedDict(entries, this::entry);
        } else {
            out.dict(entries, this::entry);
        }
    }

    private void entry(Map.Entry<String, NewTree.Member> e) {
        out.text(e.getKey());
        member(e.getValue());
    }

    private void tensor(Revised r) {
        TensorType type = r.type();
        Seat seat = storages.of(r.name());
        Optional<Quantisation> quantisation = r.origin().flatMap(t -> t.quantisation());
        boolean typed = StorageClass.exists(type.dtype());
        String function =
                quantisation.isPresent() ? "_rebuild_qtensor" : typed ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3";
        int arguments = quantisation.isPresent() || !typed ? 7 : 6;
        out.call(new Global("torch._utils", function), arguments, () -> {
            storage(seat.block(), type);
            out.integer(seat.offset());
            out.tuple(type.shape().toArray());
            out.tuple(type.shape().contiguousStrides());
            quantisation.ifPresent(this::quantiser);
            out.bool(false);
            out.orderedDict(List.<String>of(), e -> {});
            if (!typed) {
                out.global(TorchDTypes.global(type.dtype()));
            }
        });
    }

    private void quantiser(Quantisation q) {
        out.tuple(3, () -> {
            out.global(PER_TENSOR);
            out.real(q.scale());
            out.integer(q.zeroPoint());
        });
    }

    private void storage(Block block, TensorType type) {
        int key = keys.computeIfAbsent(block, b -> {
            blocks.add(b);
            return blocks.size() - 1;
        });
        long size = block.part().length();
        out.persistent(5, () -> {
            out.text("storage");
            out.global(StorageClass.written(type.dtype()));
            out.madeText(Integer.toString(key));
            out.text("cpu");
            out.integer(StorageClass.exists(type.dtype()) ? size / type.dtype().bytes() : size);
        });
    }

    private void plain(Plain value) {
        if (value instanceof Plain.None) {
            out.none();
        } else if (value instanceof Plain.Bool b) {
            out.bool(b.value());
        } else if (value instanceof Plain.Int i) {
            out.integer(i.value());
        } else if (value instanceof Plain.Real r) {
            out.real(r.value());
        } else if (value instanceof Plain.Text t) {
            out.text(t.value());
        } else if (value instanceof Plain.Items items) {
            out.list(items.values(), this::plain);
        } else {
            List<Map.Entry<String, Plain>> entries =
                    List.copyOf(((Plain.Fields) value).values().entrySet());
            out.dict(entries, e -> {
                out.text(e.getKey());
                plain(e.getValue());
            });
        }
    }
}
