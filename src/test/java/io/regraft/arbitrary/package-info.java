/** Generators of random checkpoints and their parts, each with what must come out of it. */
package io.regraft.arbitrary;
