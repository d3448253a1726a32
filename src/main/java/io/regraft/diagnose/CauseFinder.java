package io.regraft.diagnose;

import java.util.Optional;

/** Looks for one kind of cause. */
@FunctionalInterface
public interface CauseFinder {

    /**
     * The cause and its repair, if there is one. Asked again with the evidence after the repair until it finds nothing, so
     * that each repair must settle at least one finding.
     */
    Optional<Repair> find(Evidence evidence);
}
