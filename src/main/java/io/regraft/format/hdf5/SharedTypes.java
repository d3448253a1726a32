package io.regraft.format.hdf5;

import io.regraft.format.Cursor;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads datatypes that lie in an object of their own. */
final class SharedTypes {

    private static final int COMMITTED = 2;

    private final Image image;
    private final Map<Long, ObjectHeader> headers;
    private final Map<Long, Datatype> found = new HashMap<>();

    /**
     * Types of a file.
     *
     * @param headers all that were read so far, by address; what is read here joins them
     */
    SharedTypes(Image image, Map<Long, ObjectHeader> headers) {
        this.image = image;
        this.headers = headers;
    }

    /** The type of a dataset. */
    Optional<Datatype> of(Message message) throws IOException {
        return message.isShared() ? committed(message.body()) : Optional.of(DatatypeReader.read(message.body()));
    }

    /** Follows a shared message to a committed datatype; empty if it is in a table of shared messages. */
    Optional<Datatype> committed(Block body) throws IOException {
        Cursor c = body.cursor();
        int version = c.u8("the shared message's version");
        int type = c.u8("the shared message's type");
        if (version < 1 || version > 3) {
            throw body.damaged(0, "a shared message of version 1 to 3", String.valueOf(version));
        }
        if (version == 3 && type != COMMITTED) {
            return Optional.empty();
        }
        if (version == 1) {
            c.skip(6, "the shared message");
        }
        long address = c.i64("the datatype's address");
        Datatype known = found.get(address);
        if (known == null) {
            ObjectHeader header = headers.get(address);
            if (header == null) {
                header = HeaderReader.read(image, address);
                headers.put(address, header);
            }
            Message m = header.find(Message.DATATYPE)
                    .filter(d -> !d.isShared())
                    .orElseThrow(() -> body.damaged(0, "the address of a datatype", "that of something else"));
            known = DatatypeReader.read(m.body());
            found.put(address, known);
        }
        return Optional.of(known);
    }
}
