package io.regraft.format.safetensors;

import io.regraft.checkpoint.TensorName;
import io.regraft.format.Assembly;
import io.regraft.format.Composer;
import io.regraft.format.Revision;
import java.util.List;
import java.util.Optional;

/** Makes files as the original writes them, of tensors of any format; what two names share is written twice. */
final class SafetensorsComposer implements Composer {

    @Override
    public Assembly compose(Revision revision) {
        return CanonicalLayout.of(
                revision.source().name(),
                Targets.of(revision),
                NewMetadata.sorted(revision.values()).texts());
    }

    @Override
    public List<String> endings() {
        return List.of(".safetensors");
    }

    @Override
    public Optional<TensorName> metadata() {
        return Optional.of(SafetensorsCheckpoint.METADATA);
    }
}
