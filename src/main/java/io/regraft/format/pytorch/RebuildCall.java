package io.regraft.format.pytorch;

import io.regraft.format.pytorch.pickle.Global;
import io.regraft.format.pytorch.pickle.NewValue;
import io.regraft.format.pytorch.pickle.Node;
import io.regraft.format.pytorch.pickle.NodeKind;
import io.regraft.format.pytorch.pickle.PickleEdit;
import java.util.List;
import java.util.Optional;

/**
 * A call of a rebuild function, found directly or inside {@code _rebuild_from_type_v2}.
 *
 * @param function its name without module
 * @param node the call; where it is inside another, that one
 * @param owner the call, or the tuple, whose items the arguments are
 * @param direct true if {@code owner} is the call itself
 */
record RebuildCall(String function, Node node, Node owner, boolean direct) {

    private static final String UTILS = "torch._utils";

    /** The call that makes a tensor, if the node is one. */
    static Optional<RebuildCall> of(Node node) {
        if (node.kind() != NodeKind.REDUCE) {
            return Optional.empty();
        }
        return node.calls().flatMap(g -> {
            if (g.module().equals(UTILS) && g.name().startsWith("_rebuild_")) {
                return Optional.of(new RebuildCall(g.name(), node, node, true));
            }
            boolean wrapped = (g.module().equals("torch._tensor") || g.module().equals("torch.tensor"))
                    && g.name().startsWith("_rebuild_from_type");
            return wrapped ? inner(node) : Optional.empty();
        });
    }

    /** {@code _rebuild_from_type_v2(func, class, args of func, state)}. */
    private static Optional<RebuildCall> inner(Node node) {
        List<Node> args = node.args();
        if (args.size() < 3 || args.get(2).kind() != NodeKind.TUPLE) {
            return Optional.empty();
        }
        return args.get(0).global().map(g -> new RebuildCall(g.name(), node, args.get(2), false));
    }

    /** True if the call names its dtype, and counts its storage in bytes. */
    boolean namesDType() {
        return function.equals("_rebuild_tensor_v3");
    }

    /** True if there is more to the tensor than storage, size, stride and gradient: a conjugate bit, a subclass. */
    boolean saysMore() {
        int plain = function.equals("_rebuild_tensor_v2") ? 6 : 7;
        return !direct || arguments().size() > plain;
    }

    /** What the call says beside that, for those who can't keep it. */
    record Extra(String what, boolean changesValues) {}

    /** What {@link #saysMore} says. */
    Optional<Extra> extra() {
        if (!saysMore()) {
            return Optional.empty();
        }
        int plain = function.equals("_rebuild_tensor_v2") ? 6 : 7;
        if (!function.equals("_rebuild_qtensor") && arguments().size() > plain) {
            return Optional.of(new Extra(bits(arguments().get(plain)), true));
        }
        return direct ? Optional.empty() : Optional.of(new Extra("of class " + className(), false));
    }

    /** Bits that torch applies on loading: {@code {"conj": True}}. */
    private static String bits(Node metadata) {
        List<String> set = metadata.isMapping()
                ? metadata.entries().stream()
                        .filter(e -> e.key().kind() == NodeKind.TEXT)
                        .map(e -> e.key().text())
                        .toList()
                : List.of();
        return set.isEmpty() ? "marked with metadata" : "marked as " + String.join(" and ", set);
    }

    private String className() {
        return node.args().get(1).global().map(Global::toString).orElse("unknown");
    }

    /** Puts a value in the place of an argument. */
    void replace(PickleEdit edit, int index, NewValue value) {
        if (direct) {
            edit.replaceArgument(owner, index, value);
        } else {
            edit.replaceItem(owner, index, value);
        }
    }

    /** Where an argument stands. */
    Place place(int index) {
        return direct ? new Place.InArguments(owner, index) : new Place.InSequence(owner, index);
    }

    List<Node> arguments() {
        return direct ? owner.args() : owner.items();
    }

    Optional<Node> argument(int index) {
        return direct ? owner.arg(index) : owner.item(index);
    }
}
