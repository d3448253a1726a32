/** The format-neutral model of a checkpoint: names, dtypes, shapes, where the bytes lie, other values. */
package io.regraft.checkpoint;
