package io.regraft.cli;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of threads. */
final class ThreadCount implements ITypeConverter<Integer> {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");
    /** More than any machine has cores. */
    private static final int MOST = 1024;

    @Override
    public Integer convert(String text) {
        int threads = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (threads < 1 || threads > MOST) {
            throw new TypeConversionException("expected a number from 1 to 1,024, found '" + text + "'");
        }
        return threads;
    }
}
