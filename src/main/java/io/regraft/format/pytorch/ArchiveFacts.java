package io.regraft.format.pytorch;

import io.regraft.format.pytorch.PyTorchCheckpoint.PickledState;
import io.regraft.format.zip.ZipLayout;
import io.regraft.format.zip.ZipRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What there is to say of an archive as a whole. */
final class ArchiveFacts {

    private ArchiveFacts() {}

    static Map<String, String> of(TorchArchive a, Optional<PickledState> state) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("content", content(a));
        facts.put("layout", layout(a));
        facts.put("prefix", a.prefix());
        facts.put("version", a.version());
        facts.put("byte order", a.isBigEndian() ? "big" : "little");
        facts.put("alignment", String.format(Locale.ROOT, "%,d", a.alignment()));
        facts.put("records", String.format(Locale.ROOT, "%,d", a.records().size()));
        facts.put("record order", order(dataKeys(a), state));
        facts.put("checksums", checksums(a));
        state.ifPresent(
                s -> facts.put("pickle protocol", Integer.toString(s.pickle().protocol())));
        return Collections.unmodifiableMap(facts);
    }

    private static String content(TorchArchive a) {
        return switch (a.content()) {
            case CHECKPOINT -> "torch.save";
            case TORCHSCRIPT -> "TorchScript";
            case EXPORTED_PROGRAM -> "torch.export";
        };
    }

    private static String layout(TorchArchive a) {
        if (!ZipLayout.isTorchs(a.zip(), a.alignment())) {
            return "zipped by another tool";
        }
        if (a.content() != TorchArchive.Content.CHECKPOINT) {
            return "torch";
        }
        if (a.find(TorchArchive.FORMAT_VERSION)
                .or(() -> a.find(TorchArchive.ALIGNMENT))
                .isPresent()) {
            return "torch 2.7 and newer";
        }
        return a.find(TorchArchive.BYTE_ORDER).isPresent() ? "torch 2.1 to 2.6" : "torch 1.6 to 2.0";
    }

    private static List<String> dataKeys(TorchArchive a) {
        return a.records().stream()
                .map(a::relative)
                .filter(n -> n.startsWith(TorchArchive.DATA))
                .map(n -> n.substring(TorchArchive.DATA.length()))
                .toList();
    }

    private static String order(List<String> keys, Optional<PickledState> state) {
        List<String> used = state.map(s -> s.storages().keys()).orElse(List.of());
        Set<String> known = new HashSet<>(used);
        if (keys.stream().filter(known::contains).toList().equals(used)) {
            return "order of use";
        }
        return keys.equals(keys.stream().sorted().toList()) ? "by key as text" : "another";
    }

    private static String checksums(TorchArchive a) {
        long without = a.records().stream().filter(r -> !r.hasCrc()).count();
        if (without == 0) {
            return "recorded";
        }
        return a.hasChecksums() ? String.format(Locale.ROOT, "not recorded for %,d records", without) : "not recorded";
    }

    static List<String> notes(TorchArchive a, PickledState state) {
        List<String> notes = new ArrayList<>();
        Set<String> used = new HashSet<>(state.storages().keys());
        List<ZipRecord> unused = a.records().stream()
                .filter(r -> a.relative(r).startsWith(TorchArchive.DATA) && r.packed() > 0)
                .filter(r -> !used.contains(a.relative(r).substring(TorchArchive.DATA.length())))
                .toList();
        if (a.content() == TorchArchive.Content.CHECKPOINT && !unused.isEmpty()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d records hold storages that nothing names, %,d bytes; the first is '%s'.",
                    unused.size(),
                    unused.stream().mapToLong(ZipRecord::packed).sum(),
                    unused.get(0).name()));
        }
        if (a.zip().tail().length() > a.zip().commentLength()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d bytes follow the end of the archive.",
                    a.zip().tail().length() - a.zip().commentLength()));
        }
        if (state.pickle().trailing() > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d bytes follow the end of the pickle.",
                    state.pickle().trailing()));
        }
        return notes;
    }
}
