package io.regraft.diagnose.cause;

import io.regraft.checkpoint.TensorName;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.Components;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import io.regraft.diagnose.LabelFiles;
import io.regraft.diagnose.Patterns;
import io.regraft.diagnose.Repair;
import io.regraft.diagnose.Variable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tables with more or fewer rows than expected: speakers, tokens, classes that were added or are gone. */
final class Rows implements CauseFinder {

    private static final int MOST_GUARDS = 8;

    private final LabelFiles labels;

    Rows(LabelFiles labels) {
        this.labels = labels;
    }

    @Override
    public Optional<Repair> find(Evidence evidence) {
        Map<Difference.Change, List<Difference>> groups = new LinkedHashMap<>();
        evidence.mismatched()
                .forEach((name, m) -> Difference.of(name, m)
                        .filter(Difference::isRows)
                        .filter(d -> !d.isPositions())
                        .ifPresent(d -> groups.computeIfAbsent(d.change(), k -> new ArrayList<>())
                                .add(d)));
        return groups.entrySet().stream()
                .findFirst()
                .map(e -> new Group(evidence, e.getKey(), e.getValue(), suffix(evidence, groups, e.getKey()))
                        .repair(labels));
    }

    /** What tells the variables of one group from another's; empty if there is one only. */
    private static String suffix(
            Evidence evidence, Map<Difference.Change, List<Difference>> groups, Difference.Change change) {
        boolean one = groups.size() == 1
                && evidence.found().entrySet().stream()
                        .noneMatch(e -> e.getValue().origin().isPresent()
                                && !e.getValue()
                                        .origin()
                                        .get()
                                        .type()
                                        .equals(e.getValue().type()));
        return one ? "" : "_" + change.found() + "_" + change.expected();
    }

    /**
     * The tables in which one count differs.
     *
     * @param suffix of the names of the variables
     */
    private record Group(Evidence evidence, Difference.Change change, List<Difference> members, String suffix) {

        Repair repair(LabelFiles labels) {
            List<TensorName> tensors = members.stream().map(Difference::name).toList();
            Draft draft = isPadding() ? byPosition() : byLabel(labels);
            Cause cause = new Cause("rows", Cause.Verdict.REVIEW, summary(), advice(labels), tensors);
            Draft guarded = new Draft(draft.vars(), guards(), draft.axes(), draft.steps());
            return new Repair(cause, guarded, evidence.reshaped(tensors));
        }

        private String summary() {
            long more = Math.abs(change.found() - change.expected());
            String amount = String.format(Locale.ROOT, "%,d %s", more, more == 1 ? "row" : "rows");
            String side = change.found() > change.expected() ? " more than the target: " : " fewer than the target: ";
            String numbers = String.format(Locale.ROOT, "%,d, expected %,d", change.found(), change.expected());
            String first = "'" + members.get(0).name() + "'";
            if (members.size() == 1) {
                return first + " has " + amount + side + numbers + where();
            }
            return String.format(Locale.ROOT, "%,d tensors, such as ", members.size())
                    + first
                    + ", have "
                    + amount
                    + side
                    + numbers
                    + "; it is one count in all of them";
        }

        private String where() {
            return members.get(0).axis() == 0
                    ? ""
                    : " on axis " + members.get(0).axis();
        }

        private List<String> advice(LabelFiles labels) {
            if (isPadding()) {
                return List.of(
                        "It looks like the padding of a vocabulary to a round number: tokens keep their places.");
            }
            List<String> advice = new ArrayList<>();
            advice.add("Most likely " + what()
                    + " were added or taken out. Positions may not be what they seem: in a sorted"
                    + " list one new entry moves all after it, and a table that was cut or padded loads and is wrong.");
            advice.add("So rows go by label: the list that the file was trained with, and the target's.");
            List<Path> old = labels.of(change.found());
            List<Path> now = labels.of(change.expected());
            if (old.size() == 1 && now.size() == 1) {
                advice.add(String.format(
                        Locale.ROOT,
                        "Beside it, %s lists %,d and %s %,d: a guess by count alone, so make sure that they are those two lists.",
                        old.get(0).getFileName(),
                        change.found(),
                        now.get(0).getFileName(),
                        change.expected()));
            }
            return advice;
        }

        /** A vocabulary that one side has rounded up. */
        private boolean isPadding() {
            long round = Math.max(change.found(), change.expected());
            long plain = Math.min(change.found(), change.expected());
            return name().equals("vocab") && round % 64 == 0 && plain % 64 != 0 && round - plain <= 1024;
        }

        private Draft byPosition() {
            Map<String, Object> body = where(new LinkedHashMap<>());
            boolean grows = change.expected() > change.found();
            body.put("size", change.expected());
            if (grows) {
                body.put("init", "zeros");
            }
            return new Draft(
                    Map.of(),
                    List.of(),
                    axes(),
                    List.of(Draft.Step.toReview(
                            grows ? "pad" : "truncate", body, "right only if token ids are the same on both sides")));
        }

        private Draft byLabel(LabelFiles labels) {
            List<Path> old = labels.of(change.found());
            List<Path> now = labels.of(change.expected());
            boolean known = old.size() == 1 && now.size() == 1;
            Map<String, Object> vars = new LinkedHashMap<>();
            vars.put("old" + suffix, file(known ? old.get(0) : "old" + suffix + ".txt"));
            vars.put("new" + suffix, file(known ? now.get(0) : "new" + suffix + ".txt"));
            Map<String, Object> body = where(new LinkedHashMap<>());
            body.put("from", new Variable("old" + suffix));
            body.put("to", new Variable("new" + suffix));
            if (change.expected() > change.found()) {
                body.put("init", "mean");
            }
            List<String> review = new ArrayList<>();
            review.add(String.format(
                    Locale.ROOT,
                    "'old%s' must list the %,d labels of the file's rows in order, 'new%s' the target's %,d",
                    suffix,
                    change.found(),
                    suffix,
                    change.expected()));
            if (known) {
                review.add(String.format(
                        Locale.ROOT,
                        "%s and %s are a guess: nothing but their number of lines says that they are those labels",
                        old.get(0).getFileName(),
                        now.get(0).getFileName()));
            }
            Draft.Step step = new Draft.Step("remap_rows", body, review, alternative());
            return new Draft(vars, List.of(), axes(), List.of(step));
        }

        private static Map<String, Object> file(Object path) {
            return Map.of("file", path);
        }

        private List<String> alternative() {
            String rule = change.expected() > change.found() ? "pad" : "truncate";
            return List.of("Without labels, and only if row i means the same on both sides: " + rule + ", size: "
                    + change.expected());
        }

        private Map<String, Object> where(Map<String, Object> body) {
            if (members.size() > 1) {
                body.put("axes", name());
            } else {
                body.put(
                        "tensors",
                        new Patterns(evidence).nameInFile(members.get(0).name()));
                if (members.get(0).axis() != 0) {
                    body.put("axis", members.get(0).axis());
                }
            }
            return body;
        }

        private Map<String, Object> axes() {
            if (members.size() < 2) {
                return Map.of();
            }
            Patterns patterns = new Patterns(evidence);
            List<Object> list = new ArrayList<>();
            Map<Integer, List<TensorName>> byAxis = new LinkedHashMap<>();
            members.forEach(d ->
                    byAxis.computeIfAbsent(d.axis(), k -> new ArrayList<>()).add(d.name()));
            byAxis.forEach((axis, names) -> {
                Map<String, Object> member = new LinkedHashMap<>();
                member.put("tensors", patterns.selectors(names, n -> false));
                member.put("axis", axis);
                list.add(member);
            });
            return Map.of(name(), list);
        }

        /** A word for what the rows are, after the names. */
        private String name() {
            return Words.of(members.stream().map(Difference::name).toList());
        }

        private String what() {
            String name = name();
            return name.equals("rows") ? "entries" : name.equals("vocab") ? "tokens" : name;
        }

        /** The shapes before, under the names that the tensors have in the file. */
        private List<Map<String, Object>> guards() {
            List<Map<String, Object>> guards = new ArrayList<>();
            for (Difference d : members.subList(0, Math.min(MOST_GUARDS, members.size()))) {
                evidence.found().get(d.name()).origin().ifPresent(t -> {
                    Map<String, Object> guard = new LinkedHashMap<>();
                    guard.put("tensor", t.name().text());
                    guard.put("shape", Buffers.shape(t.type()));
                    guards.add(guard);
                });
            }
            return guards;
        }
    }

    /** What rows stand for, by words in the names of their tensors; the first that fits. */
    private record Words(String name, Set<String> words) {

        private static final List<Words> ALL = List.of(
                new Words("speakers", Set.of("speaker", "speakers", "spk", "spkr", "sid", "spks", "singer")),
                new Words("languages", Set.of("language", "lang", "languages", "emb_l", "lid")),
                new Words("emotions", Set.of("emotion", "emotions", "style", "styles")),
                new Words("symbols", Set.of("symbol", "symbols", "phone", "phoneme", "phonemes", "enc_p")),
                new Words(
                        "vocab",
                        Set.of(
                                "vocab", "tokens", "token", "lm", "wte", "word", "words", "tok", "shared", "logits",
                                "text")),
                new Words("classes", Set.of("class", "classes", "classifier", "head", "fc", "cls", "score", "logit")));

        static String of(List<TensorName> names) {
            return ALL.stream()
                    .filter(kind -> names.stream()
                            .anyMatch(n -> Components.words(n).stream().anyMatch(kind.words::contains)))
                    .map(Words::name)
                    .findFirst()
                    .orElse("rows");
        }
    }
}
