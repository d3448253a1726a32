package io.regraft.format.safetensors;

import io.regraft.checkpoint.Extent;
import io.regraft.format.Assembly;
import io.regraft.format.Part;
import io.regraft.problem.Kind;
import io.regraft.problem.Problem;
import io.regraft.problem.Where;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A file to be written: its tensors in the order of the header and in that of the data, which they fill without gaps.
 *
 * @param name of the file for messages
 */
record NewFile(String name, List<Target> inHeader, List<Target> inData, NewMetadata metadata) {

    NewFile {
        inHeader = List.copyOf(inHeader);
        inData = List.copyOf(inData);
    }

    /** Where each tensor's bytes begin, by its name. */
    Map<String, Long> begins() {
        Map<String, Long> begins = new HashMap<>();
        long at = 0;
        for (Target t : inData) {
            if (begins.put(t.name(), at) != null) {
                throw new IllegalStateException("two tensors named " + t.name());
            }
            at = Math.addExact(at, t.bytes());
        }
        return begins;
    }

    /**
     * The file with a header of this text.
     *
     * @param length that the header shall have if the text is not longer; 0 for the next multiple of 8
     */
    Assembly with(byte[] text, int length) {
        long padded = Math.max(text.length, length);
        if (padded > length) {
            padded = (padded + 7) / 8 * 8;
        }
        if (padded > Header.LONGEST) {
            throw Problem.expected(
                            Kind.CHECKPOINT,
                            new Where.InFile(name),
                            String.format(Locale.ROOT, "a new header of at most %,d bytes", Header.LONGEST),
                            String.format(Locale.ROOT, "%,d", padded),
                            "No reader takes more: shorten names or metadata.")
                    .asException();
        }
        ByteBuffer header = ByteBuffer.allocate(JsonReader.BASE + (int) padded).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(padded).put(text);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        List<Part> parts = new ArrayList<>();
        parts.add(new Part.Literal("header", header.flip()));
        parts.addAll(data());
        return Assembly.ofFile(parts).provenBy(() -> WrittenHeader.prove(this, header));
    }

    /** The data; what lies side by side in a source is one part. */
    private List<Part> data() {
        List<Part> parts = new ArrayList<>();
        Run run = new Run();
        for (Target t : inData) {
            if (t.part() instanceof Part.Copied c) {
                if (!run.takes(c)) {
                    run.endIn(parts);
                    run.takes(c);
                }
            } else {
                run.endIn(parts);
                parts.add(t.part());
            }
        }
        run.endIn(parts);
        return parts;
    }

    /** Tensors whose bytes follow each other in one source. */
    private static final class Run {

        private final List<Part.Copied> members = new ArrayList<>();

        /** Adds a tensor; false if it does not follow those that are there. */
        boolean takes(Part.Copied c) {
            if (c.length() == 0) {
                return true;
            }
            if (!members.isEmpty()) {
                Part.Copied last = members.get(members.size() - 1);
                if (last.extent().input() != c.extent().input()
                        || last.extent().end() != c.extent().offset()) {
                    return false;
                }
            }
            members.add(c);
            return true;
        }

        void endIn(List<Part> parts) {
            if (members.size() == 1) {
                parts.add(members.get(0));
            } else if (!members.isEmpty()) {
                Part.Copied first = members.get(0);
                Part.Copied last = members.get(members.size() - 1);
                long length = last.extent().end() - first.extent().offset();
                parts.add(new Part.Copied(
                        String.format(Locale.ROOT, "%,d tensors, from %s on", members.size(), first.what()),
                        new Extent(first.extent().input(), first.extent().offset(), length),
                        OptionalLong.empty()));
            }
            members.clear();
        }
    }
}
