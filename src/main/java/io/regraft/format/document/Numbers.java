package io.regraft.format.document;

import java.math.BigDecimal;

/** How a double is written in a text file. */
final class Numbers {

    private Numbers() {}

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
