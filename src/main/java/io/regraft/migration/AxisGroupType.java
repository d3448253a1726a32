package io.regraft.migration;

import io.regraft.problem.NearestName;
import java.util.Map;
import java.util.Optional;

/** The name of an axis group of the file. */
record AxisGroupType() implements KeyType<AxisGroup> {

    @Override
    public Optional<AxisGroup> parse(Node node, Reading reading) {
        if (!(node instanceof Node.Scalar s) || s.type() != Node.Type.TEXT) {
            return wrong(node, reading, "Groups stand under 'axes' at the top of the file.");
        }
        Optional<AxisGroup> group = reading.axisGroup(s.text());
        if (group.isEmpty() && !reading.isBrokenAxisGroup(s.text())) {
            reading.problem(
                    s.at(),
                    "there is no axis group '" + s.text() + "'"
                            + NearestName.of(s.text(), reading.axisGroups())
                                    .map(n -> "; did you mean '" + n + "'?")
                                    .orElse(""),
                    reading.axisGroups().isEmpty()
                            ? "Groups stand under 'axes' at the top of the file."
                            : "The file has " + String.join(", ", reading.axisGroups()) + ".");
        }
        return group;
    }

    @Override
    public String expected() {
        return "the name of an axis group";
    }

    @Override
    public Map<String, Object> schema() {
        return Schemas.text();
    }
}
