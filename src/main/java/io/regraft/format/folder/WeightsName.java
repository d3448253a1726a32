package io.regraft.format.folder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a file of weights or an index is called: {@code STEM[.VARIANT].EXTENSION}, {@code
 * STEM.EXTENSION.index[.VARIANT].json}.
 *
 * @param variant such as {@code fp16}; empty where there is none
 */
record WeightsName(String stem, String variant, String extension) {

    /** Endings of weights, those that loaders prefer first. */
    static final List<String> EXTENSIONS = List.of("safetensors", "bin", "pth", "pt", "ckpt");

    /** Stems of one model's weights as different frameworks and ages call them: one of a set stands for the others. */
    private static final List<Set<String>> FAMILIES = List.of(
            Set.of("model", "pytorch_model", "consolidated", "tf_model", "flax_model", "rust_model"),
            Set.of("diffusion_pytorch_model", "diffusion_flax_model"),
            Set.of("adapter_model"));

    private static final String INDEX = "index";
    private static final String JSON = "json";

    /** The parts of the name of a file of weights; empty if it does not end like one. */
    static Optional<WeightsName> ofFile(String fileName) {
        int dot = fileName.lastIndexOf('.');
        if (dot <= 0 || !EXTENSIONS.contains(fileName.substring(dot + 1))) {
            return Optional.empty();
        }
        return Optional.of(of(fileName.substring(0, dot), "", fileName.substring(dot + 1)));
    }

    /** The parts of the name of an index; empty if it is not called like one. */
    static Optional<WeightsName> ofIndex(String fileName) {
        List<String> parts = new ArrayList<>(Arrays.asList(fileName.split("\\.", -1)));
        if (!parts.get(parts.size() - 1).equals(JSON) || !parts.contains(INDEX)) {
            return Optional.empty();
        }
        parts.remove(parts.size() - 1);
        int at = 0;
        while (at < parts.size() && !EXTENSIONS.contains(parts.get(at))) {
            at++;
        }
        if (at == 0 || at == parts.size() || !parts.subList(at, parts.size()).contains(INDEX)) {
            return Optional.empty();
        }
        List<String> variant = new ArrayList<>(parts.subList(at + 1, parts.size()));
        variant.remove(INDEX);
        return Optional.of(of(String.join(".", parts.subList(0, at)), String.join(".", variant), parts.get(at)));
    }

    /** What transformers calls the weights of a model in files of these endings. */
    static WeightsName ofFormat(List<String> endings) {
        boolean bin = endings.contains(".bin");
        return new WeightsName(
                bin ? "pytorch_model" : "model",
                "",
                bin ? "bin" : endings.get(0).substring(1));
    }

    private static WeightsName of(String before, String variant, String extension) {
        int dot = before.indexOf('.');
        boolean split = dot > 0 && family(before.substring(0, dot)).isPresent() && variant.isEmpty();
        return split
                ? new WeightsName(before.substring(0, dot), before.substring(dot + 1), extension)
                : new WeightsName(before, variant, extension);
    }

    /** The name of all weights in one file. */
    String fileName() {
        return stem + dotted(variant) + "." + extension;
    }

    /** The name of the index of several. */
    String indexName() {
        return stem + "." + extension + ".index" + dotted(variant) + ".json";
    }

    /** The name of one of several, as it is given today. */
    ShardName shard(int number, int count) {
        return new ShardName(stem + dotted(variant), 5, number, count, extension);
    }

    /** True if loaders look for weights under this stem. */
    boolean isKnown() {
        return family(stem).isPresent();
    }

    /** True if the other's stem stands for the same model. */
    boolean isKin(WeightsName other) {
        return isKin(other.stem);
    }

    /** True if that stem stands for the same model. */
    boolean isKin(String otherStem) {
        return otherStem.equals(stem)
                || family(stem).filter(f -> f.contains(otherStem)).isPresent();
    }

    /** How much loaders prefer the ending; 0 is most. */
    int rank() {
        return EXTENSIONS.indexOf(extension);
    }

    private static Optional<Set<String>> family(String stem) {
        return FAMILIES.stream().filter(f -> f.contains(stem)).findFirst();
    }

    private static String dotted(String part) {
        return part.isEmpty() ? "" : "." + part;
    }
}
