package io.regraft.kernel;

/** What a cast does with a value outside the target's range, and with NaN where the target has none. */
public enum Overflow {
    /** Stop, naming the tensor and the first such element. */
    ERROR,
    /** Take the nearest value of the range; NaN becomes 0 in an integer. */
    SATURATE,
    /** Infinity where the target has one, else NaN; integer targets refuse this setting. */
    INF
}
