package io.regraft.migration;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Plain scalars as YAML 1.2's core schema reads them. */
public final class CoreSchema {

    /** More digits than any dtype needs; keeps a hostile number from costing anything. */
    private static final int LONGEST = 400;

    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
    private static final Pattern REAL = Pattern.compile(
            "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private CoreSchema() {}

    /** What a scalar without quotes is. */
    public static Node.Type type(String plain) {
        return switch (plain) {
            case "", "~", "null", "Null", "NULL" -> Node.Type.NULL;
            case "true", "True", "TRUE", "false", "False", "FALSE" -> Node.Type.BOOL;
            default ->
                INTEGER.matcher(plain).matches()
                        ? Node.Type.INTEGER
                        : REAL.matcher(plain).matches() ? Node.Type.REAL : Node.Type.TEXT;
        };
    }

    static Optional<BigInteger> whole(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        if (text.startsWith("0x")) {
            return Optional.of(new BigInteger(text.substring(2), 16));
        }
        if (text.startsWith("0o")) {
            return Optional.of(new BigInteger(text.substring(2), 8));
        }
        return Optional.of(new BigInteger(text));
    }

    static Number narrow(BigInteger n) {
        if (n.bitLength() < Long.SIZE) {
            return n.longValue();
        }
        return n;
    }

    /** The nearest double; empty if a finite number is beyond the doubles. */
    static Optional<Number> real(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case ".inf", "+.inf" -> Optional.of(Double.POSITIVE_INFINITY);
            case "-.inf" -> Optional.of(Double.NEGATIVE_INFINITY);
            case ".nan" -> Optional.of(Double.NaN);
            default -> {
                double d = text.length() > LONGEST ? Double.NaN : Double.parseDouble(text);
                yield Double.isFinite(d) ? Optional.of(d) : Optional.empty();
            }
        };
    }
}
