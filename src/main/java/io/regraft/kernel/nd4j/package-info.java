/**
 * The evaluator: expressions to bytes through bounded blocks. The only place that knows ND4J, which is loaded when the first
 * rows are gathered inside a block and not before.
 */
package io.regraft.kernel.nd4j;
