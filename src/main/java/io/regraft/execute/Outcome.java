package io.regraft.execute;

import io.regraft.manifest.Manifest;

/** What a run has done. */
public record Outcome(Manifest manifest, long bytesWritten) {}
