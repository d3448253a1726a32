/** Runs a plan in one pass: copies what is untouched, computes what is not, hashes, and commits whole or not at all. */
package io.regraft.execute;
