package io.regraft.diagnose;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Files beside a checkpoint or target that may be lists of labels: names of speakers, tokens, classes. */
public record LabelFiles(List<LabelFile> files) {

    private static final int MOST_FILES = 200;
    private static final long LARGEST = 8L << 20;
    /** A longer line is a sentence, not the name of something. */
    private static final int LONGEST = 80;

    public static final LabelFiles NONE = new LabelFiles(List.of());

    public LabelFiles {
        files = List.copyOf(files);
    }

    /** A file, and how many labels it lists. */
    public record LabelFile(Path path, int labels) {}

    /** Those in folders; what can't be read is passed over. */
    public static LabelFiles in(Collection<Path> folders) {
        List<LabelFile> found = new ArrayList<>();
        folders.stream().distinct().flatMap(f -> list(f).stream()).forEach(p -> count(p).ifPresent(found::add));
        return new LabelFiles(found);
    }

    /** Those that list so many labels. */
    public List<Path> of(long labels) {
        return files.stream()
                .filter(f -> f.labels() == labels)
                .map(LabelFile::path)
                .toList();
    }

    private static boolean isCandidate(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        try {
            return (name.endsWith(".txt") || name.endsWith(".json"))
                    && Files.isRegularFile(path)
                    && Files.size(path) <= LARGEST;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(LabelFiles::isCandidate)
                    .sorted()
                    .limit(MOST_FILES)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Empty for what is no list of labels, is not UTF-8 or can't be read. */
    private static Optional<LabelFile> count(Path path) {
        try {
            int labels = path.toString().toLowerCase(Locale.ROOT).endsWith(".json") ? inJson(path) : inText(path);
            return labels > 0 ? Optional.of(new LabelFile(path, labels)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Lines, if all look like labels. */
    private static int inText(Path path) throws IOException {
        List<String> lines = Files.readAllLines(path);
        return areLabels(lines) ? lines.size() : 0;
    }

    /** True if all are distinct, and each is a short text without blanks at its ends, tabs or empty room. */
    private static boolean areLabels(List<String> texts) {
        return new HashSet<>(texts).size() == texts.size()
                && texts.stream()
                        .allMatch(t -> !t.isEmpty()
                                && t.length() <= LONGEST
                                && t.strip().equals(t)
                                && t.chars().noneMatch(Character::isISOControl));
    }

    /** Items of a list of labels, or of a map of labels to the whole numbers from 0, at the top of the file. */
    private static int inJson(Path path) throws IOException {
        List<String> labels = new ArrayList<>();
        Set<Long> ids = new HashSet<>();
        try (JsonParser json = new JsonFactory().createParser(path.toFile())) {
            JsonToken open = json.nextToken();
            boolean map = open == JsonToken.START_OBJECT;
            if (!map && open != JsonToken.START_ARRAY) {
                return 0;
            }
            JsonToken t = json.nextToken();
            while (t != JsonToken.END_ARRAY && t != JsonToken.END_OBJECT) {
                if (t != (map ? JsonToken.FIELD_NAME : JsonToken.VALUE_STRING)) {
                    return 0;
                }
                labels.add(json.getText());
                if (map) {
                    if (json.nextToken() != JsonToken.VALUE_NUMBER_INT || !ids.add(json.getValueAsLong(-1))) {
                        return 0;
                    }
                }
                t = json.nextToken();
            }
        }
        boolean dense = ids.stream().allMatch(id -> id >= 0 && id < labels.size());
        return dense && areLabels(labels) ? labels.size() : 0;
    }
}
