/** One kind of error: what is wrong, where, and what to do next. Every other room uses this one. */
package io.regraft.problem;
