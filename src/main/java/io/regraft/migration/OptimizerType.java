package io.regraft.migration;

import java.util.Map;
import java.util.Optional;

/** What a step says of optimizer state. */
record OptimizerType() implements KeyType<Step.OptimizerChoice> {

    private static final KeyType<Step.OptimizerChoice> WORDS = Keys.choice(Step.OptimizerChoice.class);

    @Override
    public Optional<Step.OptimizerChoice> parse(Node node, Reading reading) {
        if (node instanceof Node.Mapping m) {
            reading.problem(
                    m.at(),
                    "naming the optimizer state is not in this release",
                    "Write optimizer: off, and its moments are left alone.");
            return Optional.empty();
        }
        return WORDS.parse(node, reading);
    }

    @Override
    public String expected() {
        return WORDS.expected();
    }

    @Override
    public Map<String, Object> schema() {
        return WORDS.schema();
    }
}
