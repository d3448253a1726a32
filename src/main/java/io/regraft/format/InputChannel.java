package io.regraft.format;

import io.regraft.checkpoint.Input;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** An input as a channel, for libraries that read one; closing it leaves the input open. */
final class InputChannel implements SeekableByteChannel {

    private final Input in;
    private long position;
    private boolean closed;

    InputChannel(Input in) {
        this.in = in;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        refuseClosed();
        int n = position >= in.size() ? -1 : in.read(dst, position);
        position += Math.max(0, n);
        return n;
    }

    @Override
    public int write(ByteBuffer src) {
        throw new NonWritableChannelException();
    }

    @Override
    public long position() throws IOException {
        refuseClosed();
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        refuseClosed();
        if (newPosition < 0) {
            throw new IOException("negative position " + newPosition);
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        refuseClosed();
        return in.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void refuseClosed() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }
}
