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

    /** Lines, if all are distinct and none is empty. */
    private static int inText(Path path) throws IOException {
        List<String> lines = Files.readAllLines(path);
        Set<String> distinct = new HashSet<>(lines);
        return distinct.size() == lines.size() && !distinct.contains("") ? lines.size() : 0;
    }

    /** Items of a list of texts, or of a map to whole numbers, at the top of the file. */
    private static int inJson(Path path) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(path.toFile())) {
            JsonToken open = json.nextToken();
            if (open != JsonToken.START_ARRAY && open != JsonToken.START_OBJECT) {
                return 0;
            }
            JsonToken wanted = open == JsonToken.START_ARRAY ? JsonToken.VALUE_STRING : JsonToken.VALUE_NUMBER_INT;
            int n = 0;
            for (JsonToken t = json.nextToken(); t != JsonToken.END_ARRAY && t != JsonToken.END_OBJECT; n++) {
                t = t == JsonToken.FIELD_NAME ? json.nextToken() : t;
                if (t != wanted) {
                    return 0;
                }
                t = json.nextToken();
            }
            return n;
        }
    }
}
