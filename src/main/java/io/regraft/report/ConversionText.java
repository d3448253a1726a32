package io.regraft.report;

import io.regraft.plan.Conversion;
import java.nio.file.Path;

/** What a conversion says when it is done. */
public final class ConversionText {

    private ConversionText() {}

    /** What was written, and a line for each kind of thing that is not as it was. */
    public static String of(Conversion conversion, long bytes, int tensors, Path output) {
        StringBuilder out = new StringBuilder();
        out.append(output)
                .append(": ")
                .append(conversion.to())
                .append(" from ")
                .append(conversion.from())
                .append(", ")
                .append(Text.count(tensors, "tensor"))
                .append(", ")
                .append(Text.count(bytes, "byte"))
                .append('\n');
        conversion
                .lost()
                .forEach(l -> out.append("  lost  ").append(Text.safe(l)).append('\n'));
        return out.toString();
    }
}
