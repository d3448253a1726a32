package io.regraft.format.hdf5;

import io.regraft.checkpoint.Checkpoint;
import io.regraft.checkpoint.Tensor;
import io.regraft.format.Format;
import io.regraft.format.FormatContract;
import io.regraft.format.hdf5.Goldens.Golden;
import java.nio.file.Path;
import java.util.List;

class Hdf5FormatTest extends FormatContract {

    @Override
    protected Format format() {
        return new Hdf5Format();
    }

    @Override
    protected List<Path> fixtures() {
        return Goldens.all().stream()
                .filter(g -> !g.name().startsWith("persistent"))
                .map(Golden::file)
                .toList();
    }

    @Override
    protected Path small() {
        return Goldens.named("small-earliest.h5").file();
    }

    @Override
    protected List<Hostile> hostileFiles() {
        return HostileFiles.all();
    }

    @Override
    protected boolean liesInHeader(Checkpoint checkpoint, Tensor t) {
        Hdf5Checkpoint hdf5 = (Hdf5Checkpoint) checkpoint;
        HdfObject object = hdf5.objects().at(hdf5.paths().addresses().get(t.name()));
        return object.dataset().orElseThrow().layout() instanceof Layout.Compact;
    }
}
