/**
 * The expression algebra: what an output tensor is, as a function of what is stored. Free of ND4J; the evaluator below
 * it, {@code kernel.nd4j}, is the only place that knows the library.
 */
package io.regraft.kernel;
