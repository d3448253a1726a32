package io.regraft.format.pytorch.pickle;

import io.regraft.checkpoint.Checkpoint.CodeReport;

/** Whether {@code torch.load(…, weights_only=True)} of torch 2.13 would take a pickle; nothing is run to find out. */
@SuppressWarnings("DoNotCallSuggester")
public final class WeightsOnly {

    private WeightsOnly() {}

    /** Every named class or function with one path that reaches it, and the reasons against, empty if it would load. */
    public static CodeReport report(Pickle pickle) {
        throw new UnsupportedOperationException();
    }
}
