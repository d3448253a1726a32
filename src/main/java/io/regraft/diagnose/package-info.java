/**
 * A checkpoint against a target: what differs, what is the likely cause, and a migration that would mend it.
 *
 * <p>{@link io.regraft.diagnose.Evidence} is what differs. Each {@link io.regraft.diagnose.CauseFinder} in turn looks for one
 * cause in it and gives a {@link io.regraft.diagnose.Repair}: the cause, steps of a migration, and the evidence as it would be
 * after them. So later causes are looked for in what the earlier leave, and what is left at the end is unexplained.
 */
package io.regraft.diagnose;
