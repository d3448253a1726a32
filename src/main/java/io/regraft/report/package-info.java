/** Checkpoints, plans and manifests as text for people. */
package io.regraft.report;
