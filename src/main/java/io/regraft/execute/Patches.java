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
import java.util.OptionalLong;

/**
 * What of a file is not the source's in the same place: new, or moved. Where there are so many places that their list would
 * be a file of its own, there is none.
 */
final class Patches {

    private static final int MOST = 10_000;

    /** As many for a file that was copied and patched as a whole, and moved in its archive. */
    private static final int MOST_MOVED = 100;

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
            OptionalLong from = part instanceof Part.Copied c
                            && before.filter(in -> in == c.extent().input()).isPresent()
                    ? OptionalLong.of(c.extent().offset())
                    : OptionalLong.empty();
            copied += from.isPresent() ? part.length() : 0;
            if (part.length() > 0 && !(from.isPresent() && from.getAsLong() == at)) {
                add(patches, new Patch(at, part.length(), from));
            }
            at += part.length();
        }
        long moved = patches.stream().filter(p -> p.from().isPresent()).count();
        return copied == 0 || moved > MOST_MOVED || patches.size() > MOST ? Optional.empty() : Optional.of(patches);
    }

    private static void add(List<Patch> patches, Patch patch) {
        int last = patches.size() - 1;
        if (last >= 0 && follows(patches.get(last), patch)) {
            Patch before = patches.get(last);
            patches.set(last, new Patch(before.offset(), before.length() + patch.length(), before.from()));
        } else {
            patches.add(patch);
        }
    }

    private static boolean follows(Patch before, Patch patch) {
        return before.end() == patch.offset()
                && before.from().isPresent() == patch.from().isPresent()
                && (before.from().isEmpty()
                        || before.from().getAsLong() + before.length()
                                == patch.from().getAsLong());
    }
}
