package io.regraft.format.safetensors;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.checkpoint.Storage;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.checkpoint.TensorType;
import io.regraft.checkpoint.Value;
import io.regraft.checkpoint.View;
import io.regraft.format.InputBytes;
import io.regraft.format.Limits;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** An opened safetensors file. */
final class SafetensorsCheckpoint implements Checkpoint {

    static final TensorName METADATA = TensorName.of(Metadata.KEY);

    private final Input input;
    private final Header header;
    private final List<Entry> inDataOrder;
    private final Map<TensorName, Known> known = new LinkedHashMap<>();

    /** A tensor, and what the header says of it. */
    private record Known(Tensor tensor, Entry entry) {}

    private SafetensorsCheckpoint(Input input, Header header, List<Entry> inDataOrder) {
        this.input = input;
        this.header = header;
        this.inDataOrder = inDataOrder;
        header.entries().forEach(e -> {
            Tensor t = tensor(e);
            known.put(t.name(), new Known(t, e));
        });
    }

    static SafetensorsCheckpoint open(Input in, Limits limits) throws IOException {
        if (in.size() < JsonReader.BASE) {
            throw cutShort(in, "8 bytes with the length of the header", in.size());
        }
        long length = InputBytes.read(in, 0, JsonReader.BASE).getLong();
        long most = Math.min(Header.LONGEST, limits.headerBytes());
        if (length < 0 || length > most) {
            throw Problem.expected(
                            Kind.CHECKPOINT,
                            new Where.InPart(in.name(), "", 0),
                            String.format(Locale.ROOT, "a header of at most %,d bytes", most),
                            "a claim of " + Long.toUnsignedString(length),
                            "The file is damaged or of another format: get it again.")
                    .asException();
        }
        if (length > in.size() - JsonReader.BASE) {
            throw cutShort(
                    in, String.format(Locale.ROOT, "a header of %,d bytes", length), in.size() - JsonReader.BASE);
        }
        byte[] text = InputBytes.read(in, JsonReader.BASE, (int) length).array();
        Header header = HeaderReader.read(in.name(), text, limits.paths());
        List<Entry> sorted = DataCheck.inOrder(in.name(), header, in.size() - header.dataStart());
        return new SafetensorsCheckpoint(in, header, sorted);
    }

    private static RuntimeException cutShort(Input in, String expected, long found) {
        return Problem.expected(
                        Kind.CHECKPOINT,
                        new Where.InFile(in.name()),
                        expected,
                        String.format(
                                Locale.ROOT, "a safetensors file that was cut short in its header, after %,d", found),
                        "Copy it again.")
                .asException();
    }

    private Tensor tensor(Entry e) {
        TensorName name = TensorName.of(e.name());
        Optional<TensorType> type = e.type().modelled(e.shape());
        if (type.isEmpty()) {
            return kept(name, e.type().asBytes(e.bytes()), e.typeText() + ", its rows no whole bytes");
        }
        if (e.bytes() == 0 && !isMeasurable(e)) {
            return kept(name, type.get(), "empty, its other extents beyond 63 bits");
        }
        Extent extent = new Extent(input, header.dataStart() + e.begin(), e.bytes());
        Storage storage = new Storage(
                e.name(), extent, Storage.Encoding.STORED, e.bytes(), ByteOrder.LITTLE_ENDIAN, OptionalLong.empty());
        return Tensor.strided(
                name, type.get(), new View(storage, 0, type.get().shape().contiguousStrides()));
    }

    /** True if the product of the extents that are not 0 fits, so that strides do. */
    private static boolean isMeasurable(Entry e) {
        long left = Long.MAX_VALUE / 16;
        for (long extent : e.shape().toArray()) {
            left /= Math.max(1, extent);
        }
        return left > 0;
    }

    private static Tensor kept(TensorName name, TensorType type, String layout) {
        return new Tensor(name, type, layout, Optional.empty(), Optional.empty(), false);
    }

    Input input() {
        return input;
    }

    Header header() {
        return header;
    }

    List<Entry> inDataOrder() {
        return inDataOrder;
    }

    Optional<Entry> entry(TensorName name) {
        return Optional.ofNullable(known.get(name)).map(Known::entry);
    }

    /** The bytes of a tensor of this file. */
    Extent extent(Entry e) {
        return new Extent(input, header.dataStart() + e.begin(), e.bytes());
    }

    @Override
    public String format() {
        return SafetensorsFormat.ID;
    }

    @Override
    public String name() {
        return input.name();
    }

    @Override
    public List<Member> files() {
        return List.of(new Member("", input));
    }

    @Override
    public List<Tensor> tensors() {
        return known.values().stream().map(Known::tensor).toList();
    }

    @Override
    public Optional<Tensor> tensor(TensorName name) {
        return Optional.ofNullable(known.get(name)).map(Known::tensor);
    }

    @Override
    public Map<TensorName, Value.Container> containers() {
        Map<TensorName, Value.Container> containers = new LinkedHashMap<>();
        int members = known.size() + (header.metadata().isPresent() ? 1 : 0);
        containers.put(TensorName.ROOT, new Value.Container("dict", members));
        header.metadata().filter(m -> !m.isNull()).ifPresent(m -> containers.put(METADATA, container(m)));
        return Collections.unmodifiableMap(containers);
    }

    private static Value.Container container(Metadata m) {
        return new Value.Container("metadata", m.texts().size());
    }

    @Override
    public Map<TensorName, Value> values() {
        Map<TensorName, Value> values = new LinkedHashMap<>();
        header.metadata().ifPresent(m -> {
            if (m.isNull()) {
                values.put(METADATA, new Value.None());
            } else if (m.texts().isEmpty()) {
                values.put(METADATA, container(m));
            }
            m.texts().forEach((key, text) -> values.put(METADATA.child(key), new Value.Text(text)));
        });
        return Collections.unmodifiableMap(values);
    }

    @Override
    public Map<String, String> facts() {
        return HeaderFacts.facts(header);
    }

    @Override
    public List<String> notes() {
        return HeaderFacts.notes(header);
    }

    @Override
    public CodeReport code() {
        return CodeReport.NONE;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
