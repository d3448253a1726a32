package io.regraft.format.hdf5;

import io.regraft.checkpoint.DType;
import io.regraft.format.Cursor;
import io.regraft.format.hdf5.Datatype.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a datatype message. */
final class DatatypeReader {

    private static final int DEEPEST = 8;
    private static final String[] CLASSES = {
        "integers",
        "floats",
        "times",
        "texts",
        "bit fields",
        "opaque bytes",
        "compounds",
        "references",
        "enumerations",
        "texts or lists of any length",
        "arrays",
        "complex numbers"
    };

    private final Block body;
    private final Cursor c;

    private DatatypeReader(Block body) {
        this.body = body;
        this.c = body.cursor();
    }

    static Datatype read(Block body) {
        return new DatatypeReader(body).read(0);
    }

    private Datatype read(int depth) {
        int start = c.position();
        int first = c.u8("the datatype's class");
        int version = first >> 4;
        int type = first & 0xF;
        if (version == 0 || version > 5 || type >= CLASSES.length) {
            throw body.damaged(start, "a datatype of version 1 to 5 and class 0 to 11", version + " and " + type);
        }
        int bits = (int) LittleEndian.next(c, 3, "the datatype's bits");
        long size = c.u32("the datatype's size");
        if (size > Integer.MAX_VALUE) {
            throw body.damaged(start + 4, "elements of less than 2 GiB", String.valueOf(size));
        }
        return switch (type) {
            case 0 -> integer(start, bits, (int) size);
            case 1 -> floating(start, bits, (int) size);
            case 3 ->
                of(start, Kind.FIXED_TEXT, (int) size, null, ByteOrder.LITTLE_ENDIAN, "texts of " + size + " bytes");
            case 5 -> opaque(start, (int) size);
            case 6 -> compound(start, bits, (int) size, version, depth);
            case 8 -> enumeration(start, bits, (int) size, version, depth);
            case 9 -> variable(start, bits, (int) size);
            case 11 -> complex(start, (int) size, depth);
            default -> other(start, type, (int) size);
        };
    }

    private Datatype of(int start, Kind kind, int size, DType dtype, ByteOrder order, String text) {
        Block encoded = body.slice(start, c.position() - start);
        return new Datatype(encoded, kind, size, Optional.ofNullable(dtype), order, text);
    }

    private Datatype other(int start, int type, int size) {
        return of(start, Kind.OTHER, size, null, ByteOrder.LITTLE_ENDIAN, CLASSES[type]);
    }

    private static ByteOrder order(int bits) {
        return (bits & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    private Datatype integer(int start, int bits, int size) {
        int offset = c.u16("the bit offset");
        int precision = c.u16("the precision");
        boolean signed = (bits & 8) != 0;
        DType dtype = null;
        if (offset == 0 && precision == 8 * size) {
            dtype = switch (size) {
                case 1 -> signed ? DType.INT8 : DType.UINT8;
                case 2 -> signed ? DType.INT16 : DType.UINT16;
                case 4 -> signed ? DType.INT32 : DType.UINT32;
                case 8 -> signed ? DType.INT64 : DType.UINT64;
                default -> null;
            };
        }
        return dtype == null ? other(start, 0, size) : of(start, Kind.NUMBER, size, dtype, order(bits), dtype.label());
    }

    private Datatype floating(int start, int bits, int size) {
        ByteBuffer rest = c.slice(12, "the float's layout");
        int offset = rest.getShort(0);
        int precision = rest.getShort(2);
        int exponentAt = rest.get(4);
        int exponent = rest.get(5);
        int mantissaAt = rest.get(6);
        int mantissa = rest.get(7);
        int bias = rest.getInt(8);
        int sign = (bits >> 8) & 0xFF;
        // Bit 6 stands for VAX order; bits 4 and 5 say that the highest bit of the mantissa is implied.
        boolean plain = offset == 0
                && precision == 8 * size
                && (bits & 0x40) == 0
                && (bits & 0x30) == 0x20
                && sign == precision - 1
                && mantissaAt == 0
                && exponentAt == mantissa
                && mantissa + exponent + 1 == precision;
        DType dtype = null;
        if (plain) {
            dtype = switch (exponent) {
                case 11 -> size == 8 && bias == 1023 ? DType.FLOAT64 : null;
                case 8 -> bias != 127 ? null : size == 4 ? DType.FLOAT32 : size == 2 ? DType.BFLOAT16 : null;
                case 5 -> size == 2 && bias == 15 ? DType.FLOAT16 : null;
                default -> null;
            };
        }
        return dtype == null ? other(start, 1, size) : of(start, Kind.NUMBER, size, dtype, order(bits), dtype.label());
    }

    private Datatype opaque(int start, int size) {
        return of(start, Kind.OPAQUE, size, null, ByteOrder.LITTLE_ENDIAN, "opaque bytes, " + size + " each");
    }

    /** Two floats named r and i are a complex number, as h5py writes it. */
    private Datatype compound(int start, int bits, int size, int version, int depth) {
        int members = bits & 0xFFFF;
        if (members != 2 || depth >= DEEPEST) {
            return other(start, 6, size);
        }
        String names = "";
        Optional<Datatype> part = Optional.empty();
        for (int m = 0; m < members; m++) {
            int at = c.position();
            String name = name();
            names += name;
            if (version < 3) {
                c.skip((8 - (c.position() - at) % 8) % 8, "a member's name");
            }
            long offset = version < 3 ? c.u32("a member's offset") : memberOffset(size);
            if (version == 1) {
                if (c.u8("a member's rank") != 0) {
                    return other(start, 6, size);
                }
                c.skip(27, "a member");
            }
            Datatype type = read(depth + 1);
            boolean same = part.isEmpty()
                    || (part.get().dtype().equals(type.dtype())
                            && part.get().order().equals(type.order()));
            if (!same || offset != (long) m * type.size()) {
                return other(start, 6, size);
            }
            part = Optional.of(type);
        }
        return names.equals("ri") ? complexOf(start, size, part.orElseThrow(), 6) : other(start, 6, size);
    }

    private long memberOffset(int size) {
        return LittleEndian.next(c, LittleEndian.widthFor(size), "a member's offset");
    }

    private String name() {
        ByteBuffer rest = body.bytes();
        int at = c.position();
        int end = at;
        while (end < rest.limit() && rest.get(end) != 0) {
            end++;
        }
        c.skip(end - at + 1, "a member's name");
        return StandardCharsets.UTF_8.decode(rest.slice(at, end - at)).toString();
    }

    private Datatype complex(int start, int size, int depth) {
        if (depth >= DEEPEST) {
            return other(start, 11, size);
        }
        return complexOf(start, size, read(depth + 1), 11);
    }

    private Datatype complexOf(int start, int size, Datatype part, int type) {
        DType dtype = part.dtype().filter(d -> size == 2 * d.bytes()).orElse(DType.BOOL);
        DType complex = switch (dtype.label()) {
            case "float64" -> DType.COMPLEX128;
            case "float32" -> DType.COMPLEX64;
            case "float16" -> DType.COMPLEX32;
            default -> null;
        };
        return complex == null
                ? other(start, type, size)
                : of(start, Kind.NUMBER, size, complex, part.order(), complex.label());
    }

    /** An enumeration over int8 of FALSE and TRUE is a truth value, as h5py writes it. */
    private Datatype enumeration(int start, int bits, int size, int version, int depth) {
        int members = bits & 0xFFFF;
        if (members != 2 || size != 1 || depth >= DEEPEST) {
            return other(start, 8, size);
        }
        Datatype base = read(depth + 1);
        String names = "";
        for (int m = 0; m < members; m++) {
            int at = c.position();
            names += name() + " ";
            if (version < 3) {
                c.skip((8 - (c.position() - at) % 8) % 8, "a member's name");
            }
        }
        int values = c.u16("the members' values");
        boolean bool =
                base.dtype().filter(d -> d == DType.INT8 || d == DType.UINT8).isPresent();
        return bool && names.equals("FALSE TRUE ") && values == 0x0100
                ? of(start, Kind.NUMBER, 1, DType.BOOL, ByteOrder.LITTLE_ENDIAN, DType.BOOL.label())
                : other(start, 8, size);
    }

    private Datatype variable(int start, int bits, int size) {
        boolean isText = (bits & 0xF) == 1 && size == 16;
        if (!isText) {
            return of(start, Kind.OTHER, size, null, ByteOrder.LITTLE_ENDIAN, "lists of any length");
        }
        c.skip(Math.min(12, c.remaining()), "the text's base type");
        return of(start, Kind.VARIABLE_TEXT, size, null, ByteOrder.LITTLE_ENDIAN, "texts of any length");
    }
}
