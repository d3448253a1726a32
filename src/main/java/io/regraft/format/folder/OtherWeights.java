package io.regraft.format.folder;

import io.regraft.format.folder.FolderFiles.Entry;
import java.util.List;
import java.util.Set;

/** Finds weights of the same model for other frameworks or in other variants: stale as soon as these change. */
final class OtherWeights {

    /** Endings of files that hold a whole model, whatever their name and wherever they lie. */
    private static final Set<String> ALWAYS = Set.of("onnx", "onnx_data", "gguf", "tflite", "mlmodel", "mlpackage");

    /** Endings that hold weights under a known stem, beside those that we read. */
    private static final Set<String> ELSEWHERE = Set.of("h5", "msgpack", "ot", "npz", "keras");

    private static final String META = "original/";

    private final Layout layout;

    private OtherWeights(Layout layout) {
        this.layout = layout;
    }

    /** Their paths, in order. */
    static List<String> in(FolderFiles files, Layout layout) {
        OtherWeights others = new OtherWeights(layout);
        return files.all().stream()
                .map(Entry::path)
                .filter(p -> !layout.uses(p) && others.isOne(p))
                .toList();
    }

    private boolean isOne(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (ALWAYS.contains(ending(name)) || name.matches("openvino_model.*\\.(bin|xml)")) {
            return true;
        }
        boolean beside = path.equals(name) || path.equals(META + name);
        return beside
                && (isKin(name)
                        || ShardName.of(name)
                                .filter(s -> isKin(s.stem() + "." + s.ending()))
                                .isPresent());
    }

    private boolean isKin(String name) {
        WeightsName ours = layout.weights();
        return WeightsName.ofFile(name).filter(ours::isKin).isPresent()
                || WeightsName.ofIndex(name).filter(ours::isKin).isPresent()
                || (ELSEWHERE.contains(ending(name)) && ours.isKin(name.substring(0, name.indexOf('.'))))
                || (name.matches("(tf|flax)_model\\.(h5|msgpack)\\.index\\.json")
                        && ours.isKin(name.substring(0, name.indexOf('.'))));
    }

    private static String ending(String name) {
        return name.indexOf('.') < 0 ? "" : name.substring(name.lastIndexOf('.') + 1);
    }
}
