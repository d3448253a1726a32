package io.regraft.format.pytorch.pickle;

import io.regraft.format.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles opcode by opcode, for tests. */
final class Assembler {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** An empty tape. */
    static Assembler bare() {
        return new Assembler();
    }

    /** A tape that starts with PROTO. */
    static Assembler protocol(int protocol) {
        return new Assembler().op(0x80).op(protocol);
    }

    static Pickle parse(byte[] bytes) {
        return Pickle.parse(ByteBuffer.wrap(bytes), "m.pt", "m/data.pkl", Limits.DEFAULT);
    }

    Assembler op(int... codes) {
        for (int code : codes) {
            out.write(code);
        }
        return this;
    }

    /** Opcodes that are ASCII characters, and lines. */
    Assembler ascii(String codes) {
        out.writeBytes(codes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    Assembler text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return op('X').little(utf8.length, 4).raw(utf8);
    }

    Assembler shortText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return op(0x8c, utf8.length).raw(utf8);
    }

    /** BININT1. */
    Assembler number(int value) {
        return op('K', value);
    }

    Assembler put(int index) {
        return op('q', index);
    }

    Assembler get(int index) {
        return op('h', index);
    }

    Assembler global(String module, String name) {
        return ascii("c" + module + "\n" + name + "\n");
    }

    Assembler little(long value, int width) {
        byte[] all = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        out.write(all, 0, width);
        return this;
    }

    Assembler raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    Assembler raw(Assembler other) {
        return raw(other.out.toByteArray());
    }

    /** An OrderedDict without entries. */
    Assembler orderedDict() {
        return global("collections", "OrderedDict").ascii(")R");
    }

    /** A tensor with nothing in the memo: one row of that many floats in a storage. */
    Assembler tensor(String storage, int elements) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .ascii("((")
                .text("storage")
                .global("torch", "FloatStorage")
                .text(storage)
                .text("cpu")
                .number(elements)
                .ascii("tQ")
                .number(0)
                .number(elements)
                .op(0x85)
                .number(1)
                .op(0x85, 0x89)
                .orderedDict()
                .ascii("tR");
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    byte[] stop() {
        return op('.').bytes();
    }

    Pickle pickle() {
        return parse(stop());
    }
}
