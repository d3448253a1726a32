package io.regraft.diagnose;

/**
 * A cause found, and what would mend it.
 *
 * @param draft the part of a migration that mends it; empty where nothing does
 * @param after the evidence as it would be after the draft, with what is explained and not mended settled
 */
public record Repair(Cause cause, Draft draft, Evidence after) {}
