package io.regraft.cli;

import io.regraft.format.OutputLayout;
import io.regraft.format.folder.ByteCount;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How the output is laid out. */
final class LayoutOptions {

    @Option(names = "--canonical", description = "Lay a safetensors file out anew, as the original library writes it.")
    private boolean canonical;

    @Option(
            names = "--shard-size",
            paramLabel = "SIZE",
            converter = Size.class,
            description = "Cut the tensors anew into files of at most this size: 5GB is 5,000,000,000 bytes, 5GiB is"
                    + " 5,368,709,120. OUT is a folder then.")
    private Optional<Long> shardSize = Optional.empty();

    OutputLayout layout() {
        return new OutputLayout(canonical, bytes());
    }

    OptionalLong bytes() {
        return shardSize.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** A size with its unit. */
    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            OptionalLong bytes = ByteCount.parse(text);
            if (bytes.isEmpty()) {
                throw new TypeConversionException("expected a size such as 5GB, 500MB or 5GiB, found '" + text + "'");
            }
            return bytes.getAsLong();
        }
    }
}
