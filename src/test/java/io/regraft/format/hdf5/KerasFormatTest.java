package io.regraft.format.hdf5;

import io.regraft.format.Format;
import io.regraft.format.FormatContract;
import java.nio.file.Path;
import java.util.List;

class KerasFormatTest extends FormatContract {

    private static final Path MODEL = Goldens.FOLDER.resolve("keras/model.keras");

    @Override
    protected Format format() {
        return new KerasFormat();
    }

    @Override
    protected List<Path> fixtures() {
        return List.of(MODEL);
    }

    @Override
    protected Path small() {
        return MODEL;
    }

    @Override
    protected List<Hostile> hostileFiles() {
        return KerasArchiveTest.hostile();
    }
}
