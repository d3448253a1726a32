/** The causes that are known: a class each, in the order of {@link io.regraft.diagnose.cause.Causes}. */
package io.regraft.diagnose.cause;
