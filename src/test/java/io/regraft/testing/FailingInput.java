package io.regraft.testing;

import io.regraft.checkpoint.Input;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file of some bytes, none of which can be read. */
public record FailingInput(String name, long size, String message) implements Input {

    @Override
    public int read(ByteBuffer dst, long position) throws IOException {
        throw new IOException(message);
    }

    @Override
    public void close() {}
}
