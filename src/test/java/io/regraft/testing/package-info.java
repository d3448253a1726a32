/** What tests of several rooms share: a checkpoint in memory, element encodings, a naive evaluator. */
package io.regraft.testing;
