package io.regraft.format;

import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Says what a folder is that was given in place of a checkpoint. */
final class Folders {

    private static final int NAMES_SHOWN = 3;

    private Folders() {}

    static RegraftException refusal(Path folder) throws IOException {
        List<String> names;
        try (Stream<Path> entries = Files.list(folder)) {
            names = entries.map(p -> p.getFileName().toString())
                    .sorted()
                    .limit(10_000)
                    .toList();
        }
        if (names.contains(".metadata") && names.stream().anyMatch(n -> n.endsWith(".distcp"))) {
            return problem(
                    folder,
                    "found a folder of torch.distributed.checkpoint, which spreads each tensor over .distcp files",
                    "Make one file of it first: python -m torch.distributed.checkpoint.format_utils dcp_to_torch "
                            + folder + " OUT.pt");
        }
        List<String> likely =
                names.stream().filter(Folders::looksLikeCheckpoint).toList();
        if (likely.isEmpty()) {
            return problem(folder, "found a folder", "Give the checkpoint file itself.");
        }
        String shown = String.join(", ", likely.subList(0, Math.min(NAMES_SHOWN, likely.size())));
        String more = likely.size() > NAMES_SHOWN
                ? String.format(Locale.ROOT, " and %,d more", likely.size() - NAMES_SHOWN)
                : "";
        return problem(folder, "found a folder", "Give a checkpoint file in it: " + shown + more + ".");
    }

    private static boolean looksLikeCheckpoint(String name) {
        return Stream.of(".pt", ".pth", ".bin", ".ckpt", ".safetensors", ".tar").anyMatch(name::endsWith)
                || name.matches("(g|do)_\\d+");
    }

    private static RegraftException problem(Path folder, String found, String fix) {
        return new Problem(Kind.USAGE, new Where.InFile(folder.toString()), "expected a checkpoint file, " + found, fix)
                .asException();
    }
}
