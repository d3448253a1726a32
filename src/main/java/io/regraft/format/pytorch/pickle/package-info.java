/**
 * A pickle as a tape of opcodes that is read and patched, never run.
 *
 * <p>{@link io.regraft.format.pytorch.pickle.Pickle} is the tape with a graph of nodes as a view of it, {@link
 * io.regraft.format.pytorch.pickle.PickleEdit} turns wishes on that graph into patches of the tape, {@link
 * io.regraft.format.pytorch.pickle.WeightsOnly} says whether a loader that runs no code would take it. Opcodes: protocols
 * 0 to 5 as CPython's {@code pickletools} documents them.
 */
package io.regraft.format.pytorch.pickle;
