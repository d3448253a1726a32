package io.regraft.format.pytorch;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Quantisation;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.View;
import io.regraft.format.pytorch.pickle.Global;
import io.regraft.format.pytorch.pickle.Node;
import io.regraft.format.pytorch.pickle.NodeKind;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.RegraftException;
import io.regraft.problem.Where;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the calls that rebuild tensors; every number in them is checked against its storage. */
final class TensorReader {

    private static final int DEEPEST = 8;

    private final String file;
    private final StoragePool storages;
    /** Many tensors have the same one. */
    private final Map<TensorType, TensorType> types = new HashMap<>();
    /** Numbers of the storages that tensors see, and keys of those that several see. */
    private final BitSet seen = new BitSet();

    private final Set<String> shared = new HashSet<>();

    TensorReader(String file, StoragePool storages) {
        this.file = file;
        this.storages = storages;
    }

    /**
     * The tensor that a node makes, if it makes one.
     *
     * @param name its name, for messages
     */
    Optional<TensorNode> read(Node node, TensorName name) {
        return read(node, name, 0);
    }

    /** Keys of the storages that more than one tensor sees, of those read so far. */
    Set<String> shared() {
        return Set.copyOf(shared);
    }

    private Optional<TensorNode> read(Node node, TensorName name, int depth) {
        Optional<RebuildCall> call = RebuildCall.of(node);
        if (call.isEmpty()) {
            return Optional.empty();
        }
        if (depth > DEEPEST) {
            throw refused(name, "expected a tensor within " + DEEPEST + " calls, found more");
        }
        return one(node, call.get(), name, depth);
    }

    private Optional<TensorNode> one(Node node, RebuildCall c, TensorName name, int depth) {
        return switch (c.function()) {
            case "_rebuild_tensor", "_rebuild_tensor_v2" -> Optional.of(strided(node, c, name, Optional.empty()));
            case "_rebuild_tensor_v3" -> Optional.of(strided(node, c, name, Optional.of(dtype(c, 6, name))));
            case "_rebuild_parameter", "_rebuild_parameter_with_state" ->
                Optional.of(inner(c, 0, name, depth).asParameter(node, c.place(0)));
            case "_rebuild_qtensor" -> Optional.of(quantised(node, c, name));
            case "_rebuild_sparse_tensor", "_rebuild_sparse_csr_tensor" -> Optional.of(sparse(node, c, name, depth));
            case "_rebuild_nested_tensor" ->
                Optional.of(
                        TensorNode.other(node, name, inner(c, 0, name, depth).type(), "nested"));
            case "_rebuild_njt" -> Optional.of(jagged(node, c, name, depth));
            case "_rebuild_meta_tensor_no_storage" ->
                Optional.of(TensorNode.other(
                        node, name, new TensorType(dtype(c, 0, name), shape(argument(c, 1, name), name)), "meta"));
            case "_rebuild_device_tensor_from_numpy", "_rebuild_xla_tensor" ->
                Optional.of(TensorNode.other(
                        node,
                        name,
                        new TensorType(dtype(c, 1, name), numpyShape(argument(c, 0, name), name)),
                        "device"));
            case "_rebuild_device_tensor_from_cpu_tensor" ->
                Optional.of(
                        TensorNode.other(node, name, inner(c, 0, name, depth).type(), "device"));
            case "_rebuild_wrapper_subclass" ->
                Optional.of(TensorNode.other(
                        node,
                        name,
                        new TensorType(dtype(c, 1, name), shape(argument(c, 2, name), name)),
                        "wrapper:" + className(c)));
            default -> Optional.empty();
        };
    }

    private TensorNode strided(Node node, RebuildCall c, TensorName name, Optional<DType> named) {
        Node pid = argument(c, 0, name);
        if (pid.kind() != NodeKind.PERSID) {
            throw refused(name, "expected a persistent id as its storage, found something else");
        }
        StorageRef ref = storages.ref(pid);
        if (seen.get(ref.number())) {
            shared.add(ref.key());
        }
        seen.set(ref.number());
        DType dtype = named.or(() -> ref.type().dtype()).orElse(DType.UINT8);
        long offset = integer(argument(c, 1, name), name);
        Shape shape = shape(argument(c, 2, name), name);
        long[] strides = integers(argument(c, 3, name), name);
        if (strides.length != shape.rank() || offset < 0) {
            throw refused(
                    name,
                    String.format(
                            Locale.ROOT,
                            "expected %d strides and an offset of at least 0, found %d and %,d",
                            shape.rank(),
                            strides.length,
                            offset));
        }
        View view = new View(ref.storage(), offset, strides);
        checkStrides(name, strides);
        checkExtent(name, dtype, shape, view);
        TensorType type = types.computeIfAbsent(new TensorType(dtype, shape), t -> t);
        return TensorNode.strided(node, ref, Tensor.strided(name, type, view));
    }

    private void checkStrides(TensorName name, long[] strides) {
        for (long stride : strides) {
            if (stride < 0) {
                throw refused(name, String.format(Locale.ROOT, "expected strides of at least 0, found %,d", stride));
            }
        }
    }

    /** Every element lies in the storage; packed types have rows that strides do not count. */
    private void checkExtent(TensorName name, DType dtype, Shape shape, View view) {
        long has = view.storage().bytes() / dtype.bytes();
        boolean packed = dtype == DType.QUINT4X2 || dtype == DType.QUINT2X4;
        try {
            new TensorType(dtype, shape).bytes();
            if (packed || shape.elements() == 0 || view.end(shape) <= has) {
                return;
            }
            throw refused(
                    name,
                    String.format(
                            Locale.ROOT,
                            "it needs %,d bytes of '%s', which has %,d",
                            Math.multiplyExact(view.end(shape), (long) dtype.bytes()),
                            view.storage().id(),
                            view.storage().bytes()));
        } catch (ArithmeticException e) {
            throw refused(name, "expected a size below 2^63 bytes, found the shape " + shape);
        }
    }

    private TensorNode quantised(Node node, RebuildCall c, TensorName name) {
        TensorNode t = strided(node, c, name, Optional.empty());
        List<Node> scheme = argument(c, 4, name).items();
        if (scheme.size() == 3
                && scheme.get(0).isGlobal("torch", "per_tensor_affine")
                && scheme.get(1).kind() == NodeKind.FLOAT
                && scheme.get(2).kind() == NodeKind.INT) {
            return t.quantised(new Quantisation(scheme.get(1).real(), integer(scheme.get(2), name)));
        }
        return TensorNode.other(node, name, t.type(), "quantised_per_channel");
    }

    /** COO: (indices, values, size[, coalesced]); the others: (compressed, plain, values, size). */
    private TensorNode sparse(Node node, RebuildCall c, TensorName name, int depth) {
        List<Node> data = argument(c, 1, name).items();
        String layout = layout(argument(c, 0, name));
        boolean coo = layout.equals("sparse_coo");
        if (data.size() < (coo ? 3 : 4)) {
            throw refused(name, "expected the parts of a " + layout + " tensor, found " + data.size());
        }
        TensorNode values = tensor(data.get(coo ? 1 : 2), name, depth);
        Node size = data.get(coo ? 2 : 3);
        return TensorNode.other(node, name, new TensorType(values.type().dtype(), shape(size, name)), layout);
    }

    private static String layout(Node node) {
        // _get_layout("torch.sparse_coo"), or the layout by name in old files.
        Optional<String> text = node.args().stream()
                .filter(a -> a.kind() == NodeKind.TEXT)
                .map(Node::text)
                .findFirst()
                .or(() -> node.global().map(Global::name));
        return text.map(t -> t.startsWith("torch.") ? t.substring(6) : t).orElse("sparse");
    }

    private TensorNode jagged(Node node, RebuildCall c, TensorName name, int depth) {
        Node values = argument(c, 0, name).entries().stream()
                .filter(e -> e.key().isText("values"))
                .findFirst()
                .map(e -> e.value())
                .orElse(argument(c, 0, name));
        return TensorNode.other(node, name, tensor(values, name, depth).type(), "jagged");
    }

    private TensorNode inner(RebuildCall c, int index, TensorName name, int depth) {
        return tensor(argument(c, index, name), name, depth);
    }

    private TensorNode tensor(Node node, TensorName name, int depth) {
        return read(node, name, depth + 1).orElseThrow(() -> refused(name, "expected a tensor inside, found none"));
    }

    private Node argument(RebuildCall c, int index, TensorName name) {
        return c.argument(index)
                .orElseThrow(() -> refused(
                        name, "expected more than " + index + " arguments of " + c.function() + ", found no more"));
    }

    private DType dtype(RebuildCall c, int index, TensorName name) {
        return TorchDTypes.of(argument(c, index, name))
                .orElseThrow(() -> refused(name, "expected a dtype of torch that is known, found another"));
    }

    private static String className(RebuildCall c) {
        return c.argument(0).flatMap(Node::global).map(Global::toString).orElse("?");
    }

    private Shape shape(Node node, TensorName name) {
        long[] extents = integers(node, name);
        for (long e : extents) {
            if (e < 0) {
                throw refused(name, String.format(Locale.ROOT, "expected extents of at least 0, found %,d", e));
            }
        }
        return Shape.of(extents);
    }

    /** Integers of a tuple or list, or of the {@code torch.Size} of one. */
    private long[] integers(Node node, TensorName name) {
        Node list = node.kind() == NodeKind.REDUCE
                        && node.calls("torch", "Size")
                        && node.args().size() == 1
                ? node.args().get(0)
                : node;
        if (list.kind() != NodeKind.TUPLE && list.kind() != NodeKind.LIST) {
            throw refused(name, "expected a tuple of integers, found something else");
        }
        if (list.kind() == NodeKind.LIST) {
            return list.items().stream().mapToLong(n -> integer(n, name)).toArray();
        }
        long[] integers = new long[list.size()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = integer(list.item(i).orElseThrow(), name);
        }
        return integers;
    }

    private long integer(Node node, TensorName name) {
        if (node.kind() != NodeKind.INT) {
            throw refused(name, "expected an integer, found something else");
        }
        return node.integer().orElseThrow(() -> refused(name, "expected an integer of 64 bits, found a larger one"));
    }

    /** The shape that an array's state names: (1, shape, dtype, fortran, bytes). */
    private Shape numpyShape(Node array, TensorName name) {
        return array.state()
                .map(Node::items)
                .filter(s -> s.size() > 1)
                .map(s -> shape(s.get(1), name))
                .orElseThrow(() -> refused(name, "expected an array of numpy inside, found none"));
    }

    private RegraftException refused(TensorName name, String what) {
        return new Problem(
                        Kind.CHECKPOINT,
                        new Where.InTensor(file, name.text()),
                        what,
                        "The file is damaged or hostile; nothing in it was run. Get it again.")
                .asException();
    }
}
