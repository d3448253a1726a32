package io.regraft.format.hdf5;

import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.TensorName;
import io.regraft.format.Assembly;
import io.regraft.format.Composer;
import io.regraft.format.Revision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Makes files as libhdf5 writes them by default, which every version of it reads: a dataset each, in one piece. */
final class Hdf5Composer implements Composer {

    /** A list of texts takes 16 bytes each of a message that has 65,528. */
    private static final int MOST_ITEMS = 4_000;

    @Override
    public Assembly compose(Revision revision) throws IOException {
        return ComposedFile.of(revision);
    }

    @Override
    public List<String> endings() {
        return List.of(".h5", ".hdf5");
    }

    /** A slash can't be in the name of a link: it makes groups, as h5py takes it. */
    @Override
    public TensorName named(TensorName path) {
        List<String> parts = new ArrayList<>();
        path.parts().forEach(p -> parts.addAll(Arrays.asList(p.split("/", -1))));
        return new TensorName(parts);
    }

    @Override
    public Optional<String> objection(TensorName name) {
        for (String part : name.parts()) {
            if (part.isEmpty() || part.equals(".") || part.indexOf('\0') >= 0) {
                return Optional.of("HDF5 has no name '" + part + "' for a group or dataset");
            }
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(part)) {
                return Optional.of("its name has half of a surrogate pair");
            }
        }
        return Composer.super.objection(name);
    }

    @Override
    public boolean holdsValues() {
        return true;
    }

    @Override
    public boolean holds(Plain value) {
        if (value instanceof Plain.Fields) {
            return true;
        }
        boolean fits = !(value instanceof Plain.Items list) || list.values().size() <= MOST_ITEMS;
        // Integers beside floats would become floats.
        boolean alike = !(value instanceof Plain.Items list)
                || list.values().stream().map(Plain::getClass).distinct().count() <= 1;
        return fits
                && alike
                && NewAttribute.of("", value, Optional.empty(), new NewTexts()).isPresent();
    }

    /** Hard links lead to a whole dataset. */
    @Override
    public boolean holdsViews() {
        return false;
    }

    /** Keras' shards are told apart by layers, and h5py knows of none. */
    @Override
    public boolean holdsShards() {
        return false;
    }
}
