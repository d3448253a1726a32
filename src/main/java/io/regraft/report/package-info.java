/** Checkpoints and answers as pages for people and as JSON for programs. */
package io.regraft.report;
