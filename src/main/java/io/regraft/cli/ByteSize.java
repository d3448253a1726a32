package io.regraft.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a size: {@code 4096}, {@code 64KiB}, {@code 8MiB}, {@code 1MB}. */
final class ByteSize implements ITypeConverter<Integer> {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(|k|m|kb|mb|kib|mib)");
    private static final int LEAST = 4096;
    private static final int MOST = 16 << 20;

    @Override
    public Integer convert(String text) {
        Matcher m = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!m.matches()) {
            throw new TypeConversionException("expected a size such as 65536 or 1MiB, found '" + text + "'");
        }
        long unit = switch (m.group(2)) {
            case "kb" -> 1_000L;
            case "mb" -> 1_000_000L;
            case "k", "kib" -> 1L << 10;
            case "m", "mib" -> 1L << 20;
            default -> 1L;
        };
        long bytes = Long.parseLong(m.group(1)) * unit;
        if (bytes < LEAST || bytes > MOST) {
            throw new TypeConversionException("expected 4,096 bytes to 16 MiB, found '" + text + "'");
        }
        return (int) bytes;
    }
}
