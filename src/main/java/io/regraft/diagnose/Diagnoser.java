package io.regraft.diagnose;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Comparison;
import io.regraft.checkpoint.Spec;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.WholeModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks for the causes of what differs, one after the other, and puts their repairs together. */
public final class Diagnoser {

    private static final int MOST_OF_ONE_KIND = 64;

    private final List<CauseFinder> finders;
    private final Path folder;
    private final Set<String> taken;

    /**
     * A diagnoser.
     *
     * @param folder where the drafted migration will lie
     * @param taken ids of migrations that the checkpoint went through: a draft gets another
     */
    public Diagnoser(List<CauseFinder> finders, Path folder, Set<String> taken) {
        this.finders = List.copyOf(finders);
        this.folder = folder;
        this.taken = Set.copyOf(taken);
    }

    /** Compares the tensors under the container that the placement names, and explains what differs. */
    public Diagnosis diagnose(Checkpoint checkpoint, Placement placement) {
        Target target = placement.target();
        Comparison comparison = Comparison.of(Spec.of(checkpoint.tensors(), placement.under()), target.spec());
        Optional<WholeModule> module = module(checkpoint, placement, comparison);
        if (module.isPresent()) {
            // Its names are those of objects: what else they look like would lead astray.
            List<Cause> cause = List.of(cause(module.get()));
            return new Diagnosis(target.name(), placement, comparison, cause, Draft.EMPTY, List.of(), Optional.empty());
        }
        Evidence evidence = Evidence.of(checkpoint, placement.under(), target);
        List<Cause> causes = new ArrayList<>();
        Draft draft = Draft.EMPTY;
        Set<TensorName> notMended = new LinkedHashSet<>();
        for (CauseFinder finder : finders) {
            for (int n = 0; n < MOST_OF_ONE_KIND; n++) {
                Optional<Repair> repair = finder.find(evidence);
                if (repair.isEmpty()) {
                    break;
                }
                causes.add(repair.get().cause());
                draft = draft.then(repair.get().draft());
                if (repair.get().draft().isEmpty()) {
                    notMended.addAll(repair.get().cause().tensors());
                }
                evidence = repair.get().after();
            }
        }
        notMended.addAll(evidence.missing().keySet());
        notMended.addAll(evidence.unexpected().keySet());
        notMended.addAll(evidence.mismatched().keySet());
        List<TensorName> beside = Beside.unexpected(checkpoint, placement);
        if (!beside.isEmpty()) {
            Repair repair = Beside.repair(beside, evidence);
            causes.add(repair.cause());
            draft = draft.then(repair.draft());
        }
        boolean other = causes.stream().anyMatch(c -> c.verdict() == Cause.Verdict.OTHER_MODEL);
        Draft proposed = other ? Draft.EMPTY : draft;
        Optional<String> migration = proposed.isEmpty()
                ? Optional.empty()
                : Optional.of(yaml(checkpoint, placement, proposed, notMended.isEmpty()));
        return new Diagnosis(target.name(), placement, comparison, causes, proposed, List.copyOf(notMended), migration);
    }

    /** The module that what is compared is part of, or where it differs, that is part of what is compared. */
    private static Optional<WholeModule> module(Checkpoint checkpoint, Placement placement, Comparison comparison) {
        return WholeModule.find(checkpoint).stream()
                .filter(m -> placement.under().isUnder(m.path())
                        || (!comparison.isCompatible() && m.path().isUnder(placement.under())))
                .findFirst();
    }

    private static Cause cause(WholeModule module) {
        return new Cause(
                "whole-module",
                Cause.Verdict.NOT_MENDABLE,
                "what was compared is within a whole pickled module, which load_state_dict does not take",
                List.of(module.note()),
                List.of());
    }

    private String yaml(Checkpoint checkpoint, Placement placement, Draft draft, boolean whole) {
        String file = fileName(checkpoint.name());
        Map<String, Object> target = new LinkedHashMap<>();
        TensorName at = placement.target().at();
        boolean sayable = at.equals(TensorName.ROOT) || at.equals(placement.under());
        if (whole && sayable) {
            target.put("file", Path.of(placement.target().name()));
            if (!placement.under().equals(TensorName.ROOT)) {
                target.put("under", placement.under().text());
            }
        }
        return draft.yaml(
                id(file),
                "Drafted by regraft check for " + fileName(placement.target().name()) + ".",
                target,
                folder);
    }

    private String id(String file) {
        String first = "mend-" + file.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
        String id = first;
        for (int n = 2; taken.contains(id); n++) {
            id = first + "-" + n;
        }
        return id;
    }

    private static String fileName(String path) {
        Path name = Path.of(path).getFileName();
        return name == null ? path : name.toString();
    }
}
