package io.regraft.diagnose.cause;

import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.diagnose.Cause;
import io.regraft.diagnose.CauseFinder;
import io.regraft.diagnose.Draft;
import io.regraft.diagnose.Evidence;
import io.regraft.diagnose.Patterns;
import io.regraft.diagnose.Repair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One content that the target has under two names and the file under one, as models do that tie head and embedding. */
final class Tied implements CauseFinder {

    private static final List<String> EMBEDDINGS = List.of(
            "embed_tokens.weight",
            "shared.weight",
            "wte.weight",
            "word_embeddings.weight",
            "tok_embeddings.weight",
            "tok_emb.weight",
            "embed_in.weight");
    private static final List<String> HEADS = List.of(
            "lm_head.weight",
            "cls.predictions.decoder.weight",
            "output.weight",
            "embed_out.weight",
            "proj_out.weight",
            "generator.weight");

    @Override
    public Optional<Repair> find(Evidence evidence) {
        for (Map.Entry<TensorName, TensorType> missing : evidence.missing().entrySet()) {
            Optional<Repair> known = twinInTarget(evidence, missing.getKey());
            if (known.isPresent()) {
                return known;
            }
            if (endsWithAny(missing.getKey(), EMBEDDINGS) || endsWithAny(missing.getKey(), HEADS)) {
                Optional<Repair> guess = likelyTwin(evidence, missing.getKey(), missing.getValue());
                if (guess.isPresent()) {
                    return guess;
                }
            }
        }
        return headTooMany(evidence);
    }

    private static boolean endsWithAny(TensorName name, List<String> endings) {
        return endings.stream()
                .anyMatch(e -> name.text().equals(e) || name.text().endsWith("." + e));
    }

    private static Optional<Repair> twinInTarget(Evidence evidence, TensorName missing) {
        return evidence.target().views().keySet().stream()
                .filter(n -> !n.equals(missing) && evidence.target().ties(n, missing))
                .filter(n -> isRight(evidence, n, evidence.missing().get(missing)))
                .sorted()
                .findFirst()
                .map(n -> copy(evidence, n, missing, List.of()));
    }

    private static boolean isRight(Evidence evidence, TensorName name, TensorType type) {
        return Optional.ofNullable(evidence.found().get(name))
                .filter(f -> f.type().equals(type))
                .isPresent();
    }

    /** The embedding for a head, the head for an embedding; a guess where there are several that could be. */
    private static Optional<Repair> likelyTwin(Evidence evidence, TensorName missing, TensorType type) {
        List<TensorName> embeddings = alike(evidence, missing, type, EMBEDDINGS);
        List<TensorName> candidates = embeddings.isEmpty() ? alike(evidence, missing, type, HEADS) : embeddings;
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        List<String> review = candidates.size() == 1
                ? List.of()
                : List.of("other tensors have its shape: "
                        + String.join(
                                ", ",
                                candidates.stream()
                                        .skip(1)
                                        .limit(3)
                                        .map(TensorName::text)
                                        .toList()) + "; the model's code says which it is tied to");
        return Optional.of(copy(evidence, candidates.get(0), missing, review));
    }

    private static List<TensorName> alike(
            Evidence evidence, TensorName missing, TensorType type, List<String> endings) {
        return evidence.found().entrySet().stream()
                .filter(e -> e.getValue().type().shape().equals(type.shape()))
                .map(Map.Entry::getKey)
                .filter(n -> !n.equals(missing) && endsWithAny(n, endings))
                .toList();
    }

    private static Repair copy(Evidence evidence, TensorName from, TensorName to, List<String> review) {
        Patterns patterns = new Patterns(evidence);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("from", patterns.nameInFile(from));
        body.put("to", patterns.nameInFile(to));
        if (evidence.target().ties(from, to)) {
            body.put("share", true);
        }
        Draft.Step step = Optimizers.step(
                evidence, "copy", body, List.of(evidence.found().get(from).type()), review.toArray(String[]::new));
        Cause cause = new Cause(
                "tied",
                step.review().isEmpty() ? Cause.Verdict.MENDABLE : Cause.Verdict.REVIEW,
                "'" + to + "' is missing, and '" + from + "' has its shape: models often tie the two",
                List.of("If the target does not tie them, the file holds no weights for it: take another checkpoint."),
                List.of(to));
        Evidence made = evidence.with(List.of(to));
        return new Repair(cause, Draft.of(step), made);
    }

    /** A head that the target lacks, most likely since it uses the embedding for it. */
    private static Optional<Repair> headTooMany(Evidence evidence) {
        for (Map.Entry<TensorName, TensorType> e : evidence.unexpected().entrySet()) {
            if (!endsWithAny(e.getKey(), HEADS)) {
                continue;
            }
            Optional<TensorName> twin = evidence.expected().keySet().stream()
                    .filter(n -> endsWithAny(n, EMBEDDINGS) && isRight(evidence, n, e.getValue()))
                    .findFirst();
            if (twin.isPresent()) {
                return Optional.of(drop(evidence, e.getKey(), twin.get()));
            }
        }
        return Optional.empty();
    }

    private static Repair drop(Evidence evidence, TensorName head, TensorName embedding) {
        Patterns patterns = new Patterns(evidence);
        Draft.Step step = Optimizers.step(
                evidence,
                "drop",
                Map.of("tensors", patterns.nameInFile(head)),
                List.of(evidence.found().get(head).type()));
        Cause cause = new Cause(
                "tied",
                step.review().isEmpty() ? Cause.Verdict.MENDABLE : Cause.Verdict.REVIEW,
                "the target has no '" + head + "': it seems to use '" + embedding + "' for it",
                List.of(
                        "The draft first makes sure that the two are equal; if they are not, dropping it loses weights."),
                List.of(head));
        Draft draft = new Draft(Map.of(), guard(evidence, patterns, head, embedding), Map.of(), List.of(step));
        return new Repair(cause, draft, evidence.without(Set.of(head)));
    }

    /** Guards are checked on the file as it is: under the names that the tensors have there. */
    private static List<Map<String, Object>> guard(
            Evidence evidence, Patterns patterns, TensorName head, TensorName embedding) {
        Map<String, Object> guard = new LinkedHashMap<>();
        guard.put("tensor", original(evidence, patterns, head));
        guard.put("equals", original(evidence, patterns, embedding));
        return List.of(guard);
    }

    private static String original(Evidence evidence, Patterns patterns, TensorName name) {
        return evidence.found().get(name).origin().map(t -> t.name().text()).orElseGet(() -> patterns.nameInFile(name));
    }
}
