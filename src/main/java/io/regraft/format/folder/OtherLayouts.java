package io.regraft.format.folder;

import io.regraft.problem.RegraftException;
import java.util.List;
import java.util.function.Predicate;

/** Folders that are known for what they are, and can't be read. */
final class OtherLayouts {

    /**
     * A layout.
     *
     * @param what as in "found WHAT"
     */
    private record Known(Predicate<FolderFiles> is, String what, String fix) {}

    private static final String BY_ITS_PROGRAM =
            "Export it with the program that wrote it to one file of whole tensors, then give that.";

    private static final List<Known> KNOWN = List.of(
            new Known(
                    f -> has(f, ".metadata") && ends(f, ".distcp"),
                    "a folder of torch.distributed.checkpoint, which spreads each tensor over .distcp files",
                    "Make one file of it first: python -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER"
                            + " OUT.pt"),
            new Known(
                    f -> holds(f, "(global_step\\d+/)?(zero_pp_rank_\\d+_)?mp_rank_\\d+_(model|optim)_states\\.pt")
                            || holds(f, "(global_step\\d+/)?bf16_zero_pp_rank_.*\\.pt"),
                    "a folder of DeepSpeed, which spreads each tensor over the ranks",
                    "Make one file of it first: python zero_to_fp32.py FOLDER OUT"),
            new Known(
                    f -> has(f, "latest_checkpointed_iteration.txt")
                            || holds(f, "(iter_\\d+/)?mp_rank_\\d+[^/]*/(model_optim_rng|distrib_optim)\\.pt"),
                    "a folder of Megatron, whose files hold slices of each tensor",
                    BY_ITS_PROGRAM),
            new Known(
                    f -> has(f, "_CHECKPOINT_METADATA") || has(f, "manifest.ocdbt"),
                    "a folder of Orbax (JAX), which keeps arrays in chunks of their own",
                    BY_ITS_PROGRAM),
            new Known(
                    f -> has(f, "saved_model.pb"),
                    "a TensorFlow SavedModel",
                    "Save the model's weights as .h5 or .keras, or export them to safetensors."),
            new Known(
                    f -> ends(f, ".index") && holds(f, ".*\\.data-\\d{5}-of-\\d{5}"),
                    "a TensorFlow checkpoint (.index and .data files)",
                    "Save the model's weights as .h5 or .keras, or export them to safetensors."));

    private OtherLayouts() {}

    /**
     * Refuses the folder if it is one of them.
     *
     * @throws RegraftException with its name
     */
    static void refuse(FolderFiles files) {
        for (Known k : KNOWN) {
            if (k.is.test(files)) {
                throw Refusals.expected(
                        files.name(), "a folder of whole tensors", k.what, k.fix.replace("FOLDER", files.name()));
            }
        }
    }

    private static boolean has(FolderFiles files, String name) {
        return files.find(name).isPresent();
    }

    private static boolean ends(FolderFiles files, String ending) {
        return files.names().stream().anyMatch(n -> n.endsWith(ending));
    }

    private static boolean holds(FolderFiles files, String pattern) {
        return files.all().stream().anyMatch(e -> e.path().matches(pattern));
    }
}
