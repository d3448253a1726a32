package io.regraft.format.safetensors;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Extent;
import io.regraft.checkpoint.Input;
import io.regraft.format.Abilities;
import io.regraft.format.Assembly;
import io.regraft.format.Composer;
import io.regraft.format.Format;
import io.regraft.format.Head;
import io.regraft.format.Limits;
import io.regraft.format.Part;
import io.regraft.format.Recognition;
import io.regraft.format.Revision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Safetensors files, of every version. */
public final class SafetensorsFormat implements Format {

    static final String ID = "safetensors";

    @Override
    public String id() {
        return ID;
    }

    /** By byte 8: headers of some lengths begin like a pickle or like ONNX, and any eight bytes are some length. */
    @Override
    public Recognition recognise(Head head) {
        ByteBuffer first = head.first().order(ByteOrder.LITTLE_ENDIAN);
        int at = JsonReader.BASE;
        while (at < first.remaining() - 1 && JsonReader.isBlank(first.get(at))) {
            at++;
        }
        if (at >= first.remaining() || first.get(at) != '{') {
            return new Recognition.No();
        }
        long length = first.getLong(0);
        if (length >= 0 && length <= Header.LONGEST) {
            return length < 2 ? new Recognition.No() : new Recognition.Yes();
        }
        boolean isText = true;
        for (int i = 0; i < JsonReader.BASE; i++) {
            isText &= first.get(i) >= ' ' || JsonReader.isBlank(first.get(i));
        }
        boolean isQuoted = at + 1 < first.remaining() && first.get(at + 1) == '"';
        return isText || !isQuoted
                ? new Recognition.No()
                : new Recognition.Refused(
                        "a safetensors file that claims a header of " + Long.toUnsignedString(length) + " bytes",
                        "No reader takes more than 100,000,000: its first 8 bytes are damaged. Get it again.");
    }

    @Override
    public Checkpoint open(Input in, Limits limits) throws IOException {
        return SafetensorsCheckpoint.open(in, limits);
    }

    @Override
    public Assembly assemble(Revision revision) throws IOException {
        SafetensorsCheckpoint source = source(revision);
        if (revision.isEmpty()) {
            Extent whole = new Extent(source.input(), 0, source.input().size());
            return Assembly.ofFile(List.of(new Part.Copied("the whole file", whole, OptionalLong.empty())));
        }
        return KeptLayout.of(source, revision);
    }

    /**
     * The same laid out anew, sorted and packed as the original writes it, so that equal content gives equal bytes. The
     * metadata keep their order; where they are null or empty there are none.
     */
    public Assembly assembleCanonical(Revision revision) {
        SafetensorsCheckpoint source = source(revision);
        NewMetadata metadata = NewMetadata.of(source.header().metadata(), revision.values());
        return CanonicalLayout.of(source.name(), Targets.of(revision), metadata.texts());
    }

    private static SafetensorsCheckpoint source(Revision revision) {
        if (!(revision.source() instanceof SafetensorsCheckpoint source)
                || !revision.files().isEmpty()) {
            throw new IllegalArgumentException(
                    "a checkpoint of format " + revision.source().format() + ", or files beside it");
        }
        return source;
    }

    @Override
    public Optional<Composer> composer() {
        return Optional.of(new SafetensorsComposer());
    }

    @Override
    public Abilities abilities() {
        return new Abilities(ElementType.dtypes(), false, true);
    }
}
