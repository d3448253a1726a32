package io.regraft.format.pytorch;

import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Storage;
import io.regraft.format.Assembly;
import io.regraft.format.Revision;
import io.regraft.format.pytorch.PyTorchCheckpoint.PickledState;
import io.regraft.format.pytorch.StoragePlan.Target;
import io.regraft.format.pytorch.pickle.EditedPickle;
import io.regraft.format.pytorch.pickle.Pickle;
import io.regraft.format.pytorch.pickle.PickleEdit;
import io.regraft.format.zip.ZipLayout;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes the archive of a revision: an edited pickle, and the records in their order. */
final class Rewrite {

    private final PyTorchCheckpoint source;
    private final Revision revision;

    Rewrite(PyTorchCheckpoint source, Revision revision) {
        this.source = source;
        this.revision = revision;
    }

    Assembly assemble() throws IOException {
        refuseOthers();
        PickledState state = source.state().orElseThrow();
        Goals goals = Goals.of(revision, state.inventory());
        StoragePlan plan = StoragePlan.of(source, goals);
        PickleEdit edit = state.pickle().edit();
        ValueChanges values = new ValueChanges(source, revision.values());
        TensorPatches patches = new TensorPatches(state.storages(), plan, goals, edit);
        new EntryChanges(source, goals, plan, patches, values.removed(), edit).apply();
        patches.apply();
        new MetadataRenames(state.inventory(), goals, edit).apply();
        values.apply(edit);
        Optional<EditedPickle> edited = edit.isEmpty() ? Optional.empty() : Optional.of(edit.edited());
        RecordPlan records = new RecordPlan(
                source.archive(),
                plan,
                edited.map(EditedPickle::bytes),
                state.storages().keys(),
                edited.filter(e -> !e.keepsPersistentIds())
                        .map(e -> StoragePool.keys(e.pickle()))
                        .orElseGet(() -> state.storages().keys()));
        return ZipLayout.of(
                        records.entries(),
                        source.archive().alignment(),
                        source.archive().zip())
                .provenBy(() -> prove(edited, goals, plan));
    }

    private void prove(Optional<EditedPickle> edited, Goals goals, StoragePlan plan) {
        edited.ifPresent(EditedPickle::prove);
        PickledState result = edited.isPresent()
                ? read(edited.get().pickle(), plan)
                : source.state().orElseThrow();
        new RewriteCheck(source, goals, plan).check(result);
        if (!revision.values().isEmpty()) {
            new ValueCheck(source.state().orElseThrow().inventory(), revision.values()).check(result.inventory());
        }
    }

    private PickledState read(Pickle pickle, StoragePlan plan) {
        TorchArchive archive = source.archive();
        StorageRecords records = new StorageRecords(archive);
        return PickledState.of(
                pickle,
                key -> {
                    Optional<Storage> before = records.of(key);
                    Target planned = plan.byKey().get(key);
                    return planned == null ? before : Optional.of(planned(planned));
                },
                archive,
                source.limits());
    }

    /** A storage that is not there yet, as long as it will be. */
    private Storage planned(Target t) {
        return new Storage(
                source.archive().prefix() + TorchArchive.DATA + t.key(),
                new Extent(source.input(), 0, 0),
                Storage.Encoding.STORED,
                t.type().bytes(),
                ByteOrder.LITTLE_ENDIAN,
                OptionalLong.empty());
    }

    private void refuseOthers() {
        String what = switch (source.archive().content()) {
            case CHECKPOINT -> "";
            case TORCHSCRIPT -> "a TorchScript archive, whose code may depend on shapes and names";
            case EXPORTED_PROGRAM -> "an exported program, whose graph holds all shapes and names";
        };
        if (!what.isEmpty()) {
            throw new Problem(
                            Kind.CHECKPOINT,
                            new Where.InFile(source.input().name()),
                            "expected a checkpoint of torch.save, found " + what,
                            "It can be looked at but not changed: change the checkpoint it was made from, and"
                                    + " export that again.")
                    .asException();
        }
    }
}
