package io.regraft.format.safetensors;

import io.regraft.format.Format;
import io.regraft.format.FormatContract;
import io.regraft.format.safetensors.Goldens.Golden;
import java.nio.file.Path;
import java.util.List;

class SafetensorsFormatTest extends FormatContract {

    @Override
    protected Format format() {
        return new SafetensorsFormat();
    }

    @Override
    protected List<Path> fixtures() {
        return Goldens.all().stream().map(Golden::file).toList();
    }

    @Override
    protected Path small() {
        return Goldens.written().get(0).file();
    }

    @Override
    protected List<Hostile> hostileFiles() {
        return HostileHeaders.all();
    }
}
