package io.regraft.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a migration file outside of the rules. */
public final class MigrationKeys {

    /** The language version that is read. */
    public static final long VERSION = 1;

    public static final Key<Long> REGRAFT = Key.required("regraft", version(), "Version of the migration language: 1.");

    public static final Key<String> ID =
            Key.required("id", id(), "A stable name, which manifests keep: letters, digits, dot, dash, underscore.");

    public static final Key<String> DESCRIPTION = Key.<String>optional(
                    "description", Keys.text(), "What the migration does, for people.")
            .orElse("");

    /** The guards of {@code expect}. */
    public static final KeyType<List<Guard>> EXPECT = guards(Guard.Phase.EXPECT);

    /** The guards of {@code ensure}. */
    public static final KeyType<List<Guard>> ENSURE = guards(Guard.Phase.ENSURE);

    static final Key<Boolean> OPTIONAL = Key.<Boolean>optional(
                    "optional", Keys.bool(), "True if the step needs to match nothing.")
            .orElse(false);

    static final Key<Step.OptimizerChoice> OPTIMIZER = Key.<Step.OptimizerChoice>optional(
                    "optimizer", new OptimizerType(), "off: optimizer state is left alone knowingly.")
            .orElse(Step.OptimizerChoice.AUTO);

    private static final Key<String> TARGET_FILE =
            Key.required("file", Keys.text(), "A spec file or a checkpoint, relative to this file.");
    private static final Key<io.regraft.checkpoint.TensorName> UNDER =
            Key.optional("under", Keys.tensorName(), "The container of this checkpoint that is compared.");

    private static final Key<Selectors> MEMBER_TENSORS = Key.required("tensors", Keys.selectors(), "Which tensors.");
    private static final Key<Boolean> MEMBER_OPTIONAL = Key.<Boolean>optional(
                    "optional", Keys.bool(), "True if it needs to match nothing.")
            .orElse(false);
    private static final KeyType<AxisGroup.Member> MEMBER = Keys.object(
            "a member of an axis group",
            List.of(MEMBER_TENSORS, Keys.AXIS, MEMBER_OPTIONAL),
            v -> new AxisGroup.Member(v.get(MEMBER_TENSORS), v.get(Keys.AXIS), v.get(MEMBER_OPTIONAL), v.at()));

    private static final Key<AxisGroup.Unlisted> UNLISTED = Key.<AxisGroup.Unlisted>optional(
                    "unlisted",
                    Keys.choice(AxisGroup.Unlisted.class),
                    "About a tensor outside the group with an axis of the old extent.")
            .orElse(AxisGroup.Unlisted.WARN);
    private static final Key<List<AxisGroup.Member>> MEMBERS =
            Key.required("members", Keys.list(MEMBER), "The tensors and their axes.");

    private MigrationKeys() {}

    private static KeyType<Long> version() {
        return Keys.map(Keys.extent(), n -> {
            Step.require(
                    n.value() == VERSION,
                    n.at(),
                    "A newer release may read it: regraft --version tells yours.",
                    "expected language version %d, found %d",
                    VERSION,
                    n.value());
            return n.value();
        });
    }

    private static KeyType<String> id() {
        return Keys.map(Keys.text(), s -> {
            Step.require(
                    s.value().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}"),
                    s.at(),
                    "Begin with a letter or digit, then letters, digits, dots, dashes and underscores: up to 128.",
                    "'%s' can't be an id",
                    s.value());
            return s.value();
        });
    }

    private static KeyType<List<Guard>> guards(Guard.Phase phase) {
        return Keys.list(Keys.map(
                new DemandType(),
                d -> new Guard(d.value().condition(), d.value().because(), phase, d.at())));
    }

    /** What {@code target} says. */
    public static KeyType<TargetFile> target(Node node) {
        return Keys.object(
                "target",
                List.of(TARGET_FILE, UNDER),
                v -> new TargetFile(
                        DataFile.resolve(
                                node instanceof Node.Mapping m ? m.get("file").orElse(node) : node, v.get(TARGET_FILE)),
                        v.find(UNDER).orElse(io.regraft.checkpoint.TensorName.ROOT),
                        v.at(TARGET_FILE)));
    }

    /** Reads the groups of {@code axes} and declares them to the reading. */
    public static void axes(Node node, Reading reading) {
        if (!(node instanceof Node.Mapping groups)) {
            reading.problem(
                    node.at(),
                    "expected axis groups by name, found " + node.describe(),
                    "Write axes: {speakers: [{tensors: emb.weight}]}.");
            return;
        }
        for (Node.Entry entry : groups.entries()) {
            Optional<AxisGroup> group = group(entry, reading);
            group.ifPresentOrElse(
                    reading::declare, () -> reading.declareBroken(entry.key().text()));
        }
    }

    private static Optional<AxisGroup> group(Node.Entry entry, Reading reading) {
        Optional<String> name = Optional.of(entry.key().text());
        KeyType<AxisGroup> list = Keys.map(
                Keys.list(MEMBER),
                m -> new AxisGroup(
                        name,
                        AxisGroup.Unlisted.WARN,
                        requireSome(m),
                        entry.key().at()));
        KeyType<AxisGroup> map = Keys.object(
                "an axis group",
                List.of(UNLISTED, MEMBERS),
                v -> new AxisGroup(
                        name,
                        v.get(UNLISTED),
                        requireSome(v.located(MEMBERS)),
                        entry.key().at()));
        return Keys.<AxisGroup>oneOf(List.of(list, map)).parse(entry.value(), reading);
    }

    private static List<AxisGroup.Member> requireSome(Located<List<AxisGroup.Member>> members) {
        Step.require(
                !members.value().isEmpty(), members.at(), "List one tensor at least.", "the axis group has no members");
        return members.value();
    }

    static Map<String, Object> axesSchema() {
        Map<String, Object> members = Keys.list(MEMBER).schema();
        return Schemas.map(
                "type",
                "object",
                "additionalProperties",
                Schemas.anyOf(new ArrayList<>(List.of(members, Schemas.object(List.of(UNLISTED, MEMBERS))))));
    }

    static Map<String, Object> targetSchema() {
        return Schemas.object(List.of(TARGET_FILE, UNDER));
    }
}
