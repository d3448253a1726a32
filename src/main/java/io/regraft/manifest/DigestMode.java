package io.regraft.manifest;

import java.util.Locale;

/** Which digests a run makes. */
public enum DigestMode {
    /** SHA-256 of the source file, of the output file and of each changed tensor. */
    FILES,
    /** SHA-256 of each tensor, and of the list of them in place of a digest of the file. */
    TENSORS,
    /** SHA-256 of changed tensors only. */
    CHANGED,
    /** None: the archive's own checksums are left as the check. */
    NONE;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True if the digests cover every byte, so that the manifest is a statement about the file. */
    public boolean coversFile() {
        return this == FILES || this == TENSORS;
    }

    public boolean coversChanges() {
        return this != NONE;
    }
}
