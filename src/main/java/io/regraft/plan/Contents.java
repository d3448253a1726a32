package io.regraft.plan;

import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.kernel.Expression;
import io.regraft.kernel.Expression.Stored;
import io.regraft.migration.StateDict;
import io.regraft.migration.StateDict.Entry;
import io.regraft.migration.StateDict.Tie;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides which tensors of a final state keep stored bytes and which are computed, and numbers the computed ones. Names
 * with one tie share a number. Stored bytes belong to the first tie that has them: a copy gets bytes of its own.
 */
final class Contents {

    /** Bytes as a tensor sees them. */
    private record Seen(View view, TensorType type) {}

    private final StateDict state;
    private final Simplifier simplifier = new Simplifier();
    private final Map<Tie, Integer> numbers = new HashMap<>();
    private final List<Plan.Computed> computed = new ArrayList<>();
    /** Whose bytes are whose; asked for only where tensors were copied or went back to what they were. */
    private Optional<Map<Seen, Tie>> owners = Optional.empty();

    Contents(StateDict state) {
        this.state = state;
    }

    List<OutputTensor> tensors() {
        return state.entries().stream().map(this::tensor).toList();
    }

    /** What is computed, by number; complete once {@link #tensors} was called. */
    List<Plan.Computed> computed() {
        return computed;
    }

    private OutputTensor tensor(Entry e) {
        Expression simple = simplifier.simplify(e.expression());
        Optional<Tensor> kept = kept(e, simple);
        if (kept.isPresent()) {
            return new OutputTensor(e.name(), kept, simple, OptionalInt.empty(), e.history());
        }
        int number = numbers.computeIfAbsent(e.tie(), tie -> {
            computed.add(new Plan.Computed(e.name(), simple));
            return computed.size() - 1;
        });
        return new OutputTensor(
                e.name(), e.origin(), computed.get(number).expression(), OptionalInt.of(number), e.history());
    }

    /** The source tensor whose bytes stay this entry's, if they do. */
    private Optional<Tensor> kept(Entry e, Expression simple) {
        if (e.isUntouched()) {
            return e.origin();
        }
        if (!(simple instanceof Stored stored) || e.origin().isEmpty()) {
            return Optional.empty();
        }
        Optional<Seen> seen = seen(stored.tensor());
        boolean same = seen.isPresent()
                && e.origin().flatMap(Contents::seen).equals(seen)
                && owners().computeIfAbsent(seen.get(), s -> e.tie()) == e.tie();
        return same ? e.origin() : Optional.empty();
    }

    private Map<Seen, Tie> owners() {
        if (owners.isEmpty()) {
            Map<Seen, Tie> untouched = new HashMap<>();
            state.entries().stream()
                    .filter(Entry::isUntouched)
                    .forEach(e -> e.origin().flatMap(Contents::seen).ifPresent(s -> untouched.putIfAbsent(s, e.tie())));
            owners = Optional.of(untouched);
        }
        return owners.get();
    }

    private static Optional<Seen> seen(Tensor t) {
        return t.view().map(v -> new Seen(v, t.type()));
    }
}
