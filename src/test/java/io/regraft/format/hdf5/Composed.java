package io.regraft.format.hdf5;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Tensor;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Materialised;
import io.regraft.format.Revision;
import io.regraft.format.Revision.Revised;
import io.regraft.format.Revision.ValueEdit;
import io.regraft.format.TensorBytes;
import io.regraft.format.hdf5.Edited.Expected;
import io.regraft.problem.Where;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A file that was made anew of the tensors of another.
 *
 * @param expected what must be in it
 */
record Composed(String name, ByteBuffer file, Map<TensorName, Expected> expected, List<ValueEdit> values) {

    private static final List<ValueEdit> VALUES = List.of(
            value("epoch", new Plain.Int(BigInteger.valueOf(-7))),
            value("notes/author", new Plain.Text("größer ✓")),
            value("notes/deep/lr", new Plain.Real(0.25)),
            value("notes/done", new Plain.Bool(true)),
            value("notes/none", new Plain.None()),
            value("notes/empty", new Plain.Text("")),
            value("notes/names", new Plain.Items(List.of(new Plain.Text("a"), new Plain.Text("bcd")))),
            value(
                    "notes/counts",
                    new Plain.Items(List.of(new Plain.Int(BigInteger.ONE), new Plain.Int(BigInteger.TWO)))));

    byte[] bytes() {
        byte[] bytes = new byte[file.remaining()];
        file.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public String toString() {
        return name;
    }

    private static ValueEdit value(String path, Plain value) {
        return new ValueEdit(Edited.name(path), Optional.of(value), new Where.InFile("x.h5"));
    }

    /** Of each golden file that has tensors which can be read. */
    static List<Composed> all() {
        return Goldens.all().stream()
                .map(Composed::of)
                .filter(c -> !c.expected().isEmpty())
                .toList();
    }

    private static Composed of(Goldens.Golden golden) {
        Hdf5Checkpoint source = Edited.open(Goldens.bytes(golden.name()));
        List<Revised> tensors = new ArrayList<>();
        Map<Integer, byte[]> contents = new HashMap<>();
        Map<TensorName, Expected> expected = new TreeMap<>();
        for (Tensor t : source.tensors()) {
            if (t.view().isPresent() && Datatype.encode(t.type().dtype()).isPresent()) {
                byte[] bytes = TensorBytes.of(t);
                contents.put(contents.size(), bytes);
                TensorName name = new TensorName(t.name().parts());
                tensors.add(new Revised(name, Optional.of(t), t.type(), OptionalInt.of(contents.size() - 1)));
                expected.put(name, new Expected(t.type(), HexFormat.of().formatHex(bytes)));
            }
        }
        Revision revision = new Revision(source, tensors, VALUES, Map.of());
        String name = "composed-" + golden.file().getParent().getFileName() + "-" + golden.name();
        try {
            var assembly = new Hdf5Composer().compose(revision);
            assembly.proof().prove();
            return new Composed(name, ByteBuffer.wrap(Materialised.of(assembly, contents)), expected, VALUES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
