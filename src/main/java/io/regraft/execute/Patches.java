package io.regraft.execute;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Checkpoint.Member;
import io.regraft.checkpoint.Input;
import io.regraft.format.Assembly.OutputFile;
import io.regraft.format.Part;
import io.regraft.manifest.Manifest;
import io.regraft.manifest.Manifest.Patch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of a file is not the source's in the same place. Where something moved, or there are so many places that their list
 * would be a file of its own, there is no such list.
 */
final class Patches {

    private static final int MOST = 10_000;

    private Patches() {}

    /** A record of an output with the patches of its files. */
    static Manifest.FileRecord of(Manifest.FileRecord output, List<OutputFile> files, Checkpoint source) {
        if (!output.isFolder()) {
            return files.size() == 1 ? output.patched(of(files.get(0), source)) : output;
        }
        List<Manifest.FileRecord> records = new ArrayList<>();
        for (Manifest.FileRecord record : output.files()) {
            records.add(files.stream()
                    .filter(f -> f.path().equals(record.name()))
                    .findFirst()
                    .map(f -> record.patched(of(f, source)))
                    .orElse(record));
        }
        return Manifest.FileRecord.ofFolder(output.name(), records);
    }

    private static Optional<List<Patch>> of(OutputFile file, Checkpoint source) {
        Optional<Input> before = source.files().stream()
                .filter(m -> m.path().equals(file.path()))
                .findFirst()
                .map(Member::input);
        List<Patch> patches = new ArrayList<>();
        long at = 0;
        long copied = 0;
        for (Part part : file.parts()) {
            if (part instanceof Part.Copied c
                    && before.filter(in -> in == c.extent().input()).isPresent()) {
                if (c.extent().offset() != at) {
                    return Optional.empty();
                }
                copied += c.length();
            } else if (part.length() > 0) {
                add(patches, at, part.length());
            }
            at += part.length();
        }
        return copied == 0 || patches.size() > MOST ? Optional.empty() : Optional.of(patches);
    }

    private static void add(List<Patch> patches, long at, long length) {
        int last = patches.size() - 1;
        if (last >= 0 && patches.get(last).end() == at) {
            patches.set(
                    last,
                    new Patch(patches.get(last).offset(), patches.get(last).length() + length));
        } else {
            patches.add(new Patch(at, length));
        }
    }
}
