package io.regraft.report;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of a checkpoint a line each, a list of plain numbers in one. */
final class ValueLines {

    private static final int SHORT_LIST = 4;

    private ValueLines() {}

    /** Paths with texts, in the checkpoint's order. */
    static List<Map.Entry<TensorName, String>> of(Checkpoint checkpoint) {
        Map<TensorName, List<Value>> lists = new LinkedHashMap<>();
        checkpoint.values().forEach((name, value) -> {
            if (isNumberList(checkpoint, name, value)) {
                lists.computeIfAbsent(name.container(), k -> new ArrayList<>()).add(value);
            }
        });
        lists.values().removeIf(members -> members.size() <= SHORT_LIST);
        List<Map.Entry<TensorName, String>> lines = new ArrayList<>();
        checkpoint.values().forEach((name, value) -> {
            List<Value> members = lists.get(name.container());
            if (members == null || !isNumberList(checkpoint, name, value)) {
                lines.add(Map.entry(name, value.text()));
            } else if (members.get(0) == value) {
                lines.add(Map.entry(name.container(), summary(members)));
            }
        });
        return lines;
    }

    private static boolean isNumberList(Checkpoint checkpoint, TensorName name, Value value) {
        Value.Container container = checkpoint.containers().get(name.container());
        return container != null
                && (container.type().equals("list") || container.type().equals("tuple"))
                && (value instanceof Value.Int || value instanceof Value.Real);
    }

    private static String summary(List<Value> members) {
        return "[" + members.get(0).text() + ", " + members.get(1).text() + ", … "
                + members.get(members.size() - 1).text() + "], " + Text.count(members.size(), "number");
    }
}
