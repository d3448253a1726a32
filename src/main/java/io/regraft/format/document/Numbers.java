package io.regraft.format.document;

import io.regraft.checkpoint.Plain;
import java.math.BigDecimal;

/** How single values are written in a text file. */
final class Numbers {

    private Numbers() {}

    /**
     * Everything but a text, list or map.
     *
     * @param nan how the format spells what is no number
     * @param infinity how it spells infinity
     */
    static String single(Plain value, String nan, String infinity) {
        if (value instanceof Plain.Bool b) {
            return Boolean.toString(b.value());
        }
        if (value instanceof Plain.Int i) {
            return i.value().toString();
        }
        if (value instanceof Plain.Real r) {
            return Double.isNaN(r.value())
                    ? nan
                    : Double.isInfinite(r.value()) ? (r.value() < 0 ? "-" : "") + infinity : real(r.value());
        }
        return "null";
    }

    /** The shortest digits that give the double back, laid out as Python does; there is always a point. */
    static String real(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = digits.toPlainString();
            return plain.indexOf('.') >= 0 ? plain : plain + ".0";
        }
        String all = digits.unscaledValue().abs().toString();
        String sign = digits.signum() < 0 ? "-" : "";
        String fraction = all.length() > 1 ? all.substring(1) : "0";
        String power = Integer.toString(Math.abs(exponent));
        return sign + all.charAt(0) + "." + fraction + "e" + (exponent < 0 ? "-" : "+")
                + (power.length() < 2 ? "0" + power : power);
    }
}
