package io.regraft.manifest;

import java.util.List;

/**
 * The result of a verification.
 *
 * @param checked what was compared and agrees, a sentence each
 * @param failures what does not agree
 * @param unchecked what the manifest has no means to tell
 */
public record Verification(List<String> checked, List<String> failures, List<String> unchecked) {
    public Verification {
        checked = List.copyOf(checked);
        failures = List.copyOf(failures);
        unchecked = List.copyOf(unchecked);
    }

    public boolean holds() {
        return failures.isEmpty();
    }
}
