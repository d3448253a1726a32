package io.regraft.format.pytorch;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Tensor;
import io.regraft.format.Format;
import io.regraft.format.FormatContract;
import io.regraft.format.pytorch.Goldens.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

class PyTorchFormatTest extends FormatContract {

    /** Not swapped by torch in a big-endian file: refused there. */
    private static final Set<DType> WITHOUT_STORAGE_CLASS = EnumSet.of(DType.UINT16, DType.UINT32, DType.UINT64);

    @Override
    protected Format format() {
        return new PyTorchFormat();
    }

    @Override
    protected List<Path> fixtures() {
        return Goldens.readable().stream().map(Golden::file).toList();
    }

    /** Without checksums, so that a flipped byte of the pickle goes further than the CRC. */
    @Override
    protected Path small() {
        return Goldens.file("07-no-crc.pt");
    }

    @Override
    protected List<Hostile> hostileFiles() throws IOException {
        return HostileArchives.all();
    }

    @Override
    protected boolean changeable(Checkpoint checkpoint, Tensor t) {
        return checkpoint.facts().get("byte order").equals("little")
                || !WITHOUT_STORAGE_CLASS.contains(t.type().dtype());
    }
}
