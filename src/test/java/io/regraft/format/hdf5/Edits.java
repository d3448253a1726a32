package io.regraft.format.hdf5;

import io.regraft.checkpoint.DType;
import io.regraft.checkpoint.Plain;
import io.regraft.checkpoint.Shape;
import io.regraft.checkpoint.TensorType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What can be asked of a file: every row of the table of edits, in both generations of the format. */
final class Edits {

    /** An edit under a name. */
    record Case(String name, Supplier<Edited> edited) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final Map<String, Supplier<Edited>> cases = new LinkedHashMap<>();

    private Edits() {}

    static List<Case> all() {
        Edits edits = new Edits();
        for (String end : List.of("-earliest.h5", "-latest.h5")) {
            edits.contents(end);
            edits.chunks(end);
            edits.links(end);
            edits.attributes(end);
        }
        edits.keras();
        List<Case> all = new ArrayList<>();
        edits.cases.forEach((name, edited) -> all.add(new Case(name, edited)));
        return all;
    }

    private void put(String name, Supplier<Edited> edited) {
        cases.put(name, edited);
    }

    static TensorType type(DType dtype, long... shape) {
        return new TensorType(dtype, Shape.of(shape));
    }

    private void contents(String end) {
        String shapes = "shapes" + end;
        put(
                "overwrite" + end,
                () -> Edited.golden(shapes).overwrite("f4").overwrite("i4be").overwrite("complex"));
        put("overwrite-big-endian" + end, () -> Edited.golden(shapes).overwrite("f4be"));
        put("grow" + end, () -> Edited.golden(shapes).change("f4", type(DType.FLOAT32, 9, 4)));
        put("shrink" + end, () -> Edited.golden(shapes).change("f4", type(DType.FLOAT32, 6, 3)));
        put("grow-big-endian" + end, () -> Edited.golden(shapes).change("f4be", type(DType.FLOAT32, 5, 7)));
        put("to-nothing" + end, () -> Edited.golden(shapes).change("f4", type(DType.FLOAT32, 0, 4)));
        put("from-nothing" + end, () -> Edited.golden(shapes).change("zero", type(DType.FLOAT32, 2, 3)));
        put("unallocated" + end, () -> Edited.golden(shapes).overwrite("unallocated"));
        put("to-float16" + end, () -> Edited.golden(shapes).change("f4", type(DType.FLOAT16, 6, 4)));
        put("to-float64" + end, () -> Edited.golden(shapes).change("f2", type(DType.FLOAT64, 4, 4)));
        put("to-int" + end, () -> Edited.golden(shapes).change("f4", type(DType.INT32, 6, 4)));
        put("to-bool" + end, () -> Edited.golden(shapes).change("f4", type(DType.BOOL, 6, 4)));
        put("filled-to-float16" + end, () -> Edited.golden(shapes).change("unallocated", type(DType.FLOAT16, 4, 2)));
        put(
                "to-bfloat16" + end,
                () -> Edited.golden(shapes)
                        .change("f4", type(DType.BFLOAT16, 6, 4))
                        .change("f8", type(DType.BFLOAT16, 3)));
        put(
                "from-bfloat16" + end,
                () -> Edited.golden("bfloat16" + end).change("layers/dense/vars/0", type(DType.FLOAT32, 3, 2)));
        put(
                "bfloat16-grows" + end,
                () -> Edited.golden("bfloat16" + end).change("layers/dense/vars/0", type(DType.BFLOAT16, 5, 2)));
        put("rank" + end, () -> Edited.golden(shapes).change("f4", type(DType.FLOAT32, 2, 3, 4)));
        put(
                "scalar" + end,
                () -> Edited.golden(shapes)
                        .overwrite("scalar")
                        .change("f8", type(DType.FLOAT64))
                        .change("flags", type(DType.BOOL, 5)));
        put(
                "compact" + end,
                () -> Edited.golden("compact" + end)
                        .overwrite("a")
                        .overwrite("b")
                        .overwrite("c"));
        put(
                "compact-grows" + end,
                () -> Edited.golden("compact" + end)
                        .change("a", type(DType.FLOAT32, 30, 2))
                        .change("b", type(DType.FLOAT32, 2)));
        put(
                "user-block" + end,
                () -> Edited.golden("user-block" + end)
                        .change("w", type(DType.FLOAT32, 8, 3))
                        .rename("b", "bias")
                        .create("new", type(DType.FLOAT32, 2)));
    }

    private void chunks(String end) {
        String file = "chunked" + end;
        put(
                "chunks-overwrite" + end,
                () -> Edited.golden(file)
                        .overwrite("gzip")
                        .overwrite("plain")
                        .overwrite("one")
                        .overwrite("rows")
                        .overwrite("both_gzip")
                        .overwrite("implicit"));
        put(
                "chunks-grow" + end,
                () -> Edited.golden(file)
                        .change("gzip", type(DType.FLOAT32, 13, 7))
                        .change("checked", type(DType.FLOAT32, 11, 7))
                        .change("rows", type(DType.FLOAT32, 1000, 400))
                        .change("columns", type(DType.FLOAT32, 4, 3))
                        .change("cube", type(DType.FLOAT32, 5, 6, 8)));
        put(
                "chunks-retype" + end,
                () -> Edited.golden(file)
                        .change("big_endian", type(DType.FLOAT16, 6, 5))
                        .change("partial", type(DType.FLOAT64, 9, 4)));
        put(
                "chunks-rank" + end,
                () -> Edited.golden(file)
                        .change("cube", type(DType.FLOAT32, 30, 7))
                        .change("plain", type(DType.FLOAT32, 2, 5, 7)));
        put("chunks-to-nothing" + end, () -> Edited.golden(file).change("both", type(DType.FLOAT32, 0, 4)));
    }

    private void links(String end) {
        put(
                "rename" + end,
                () -> Edited.golden("shapes" + end)
                        .rename("f4", "renamed")
                        .rename("group/inner.weight", "group/outer.weight"));
        put("drop" + end, () -> Edited.golden("shapes" + end).drop("f4").drop("group/inner.weight"));
        put("drop-all" + end, () -> Edited.golden("small" + end).drop("w").drop("b"));
        put(
                "create" + end,
                () -> Edited.golden("shapes" + end)
                        .create("new", type(DType.FLOAT32, 2, 3))
                        .create("group/new.weight", type(DType.FLOAT16, 4))
                        .create("a/b/c", type(DType.INT64))
                        .create("a/b/d", type(DType.BFLOAT16, 3))
                        .create("a/e", type(DType.BOOL, 0, 2))
                        .create("a/f", type(DType.COMPLEX64, 3))
                        .create("a/g", type(DType.COMPLEX128, 1)));
        put("rename-group" + end, () -> Edited.golden("shapes" + end).renameAll(n -> n.replace("group/", "block/")));
        put("move-out" + end, () -> Edited.golden("shapes" + end).rename("group/inner.weight", "inner.weight"));
        put(
                "many-links" + end,
                () -> Edited.golden("links-200" + end)
                        .renameAll(n -> n.replace("w001", "v001"))
                        .drop("w00003")
                        .create("g/new", type(DType.FLOAT32, 2)));
        put(
                "forty-links" + end,
                () -> Edited.golden("links-40" + end)
                        .rename("w00000", "zzz")
                        .create("a_name_that_is_longer_than_others_by_far", type(DType.FLOAT32, 3)));
        put(
                "share" + end,
                () -> Edited.golden("shapes" + end).share("f4", "group/tied").share("f8", "tied8"));
        put("tied-changed" + end, () -> Edited.golden("links" + end).overwrite("a/w"));
        put("tied-dropped" + end, () -> Edited.golden("links" + end).drop("a/w"));
        put("linked-renamed" + end, () -> Edited.golden("links" + end).rename("a/w", "a/v"));
        put(
                "ordered" + end,
                () -> Edited.golden("ordered" + end)
                        .rename("ordered/z03", "ordered/y03")
                        .create("ordered/new", type(DType.FLOAT32, 2))
                        .drop("two/b")
                        .create("two/c", type(DType.FLOAT32, 2)));
        put(
                "track-order" + end,
                () -> Edited.golden("track-order" + end).rename("b", "z").create("a", type(DType.FLOAT32, 2)));
        put(
                "others-kept" + end,
                () -> Edited.golden("others" + end)
                        .overwrite("committed")
                        .change("plain", type(DType.FLOAT32, 4, 4))
                        .rename("plain", "plainer"));
    }

    private void attributes(String end) {
        put(
                "set" + end,
                () -> Edited.golden("shapes" + end)
                        .set("vlen", new Plain.Text("ein Text, länger als zuvor ".repeat(300)))
                        .set("fixed", new Plain.Text("no longer that fixed"))
                        .set("names", items("a", "bb"))
                        .set("fixed_names", items("a", "much longer than it was"))
                        .set("no_names", items("x"))
                        .set("int", new Plain.Int(BigInteger.valueOf(-7)))
                        .set("real", new Plain.Real(2.25))
                        .set("bool", new Plain.Bool(false))
                        .set("new", new Plain.Text(""))
                        .set("group/none", new Plain.None())
                        .set("group/empty/list", new Plain.Items(List.of(new Plain.Int(BigInteger.ONE))))
                        .set("f4/unit", new Plain.Text("ampere")));
        put(
                "unset" + end,
                () -> Edited.golden("shapes" + end)
                        .unset("vlen")
                        .unset("matrix")
                        .unset("f4/unit"));
        put(
                "first-attributes" + end,
                () -> Edited.golden("track-order" + end)
                        .set("first", new Plain.Text("of the root"))
                        .set("second", new Plain.Bool(true))
                        .set("w/unit", new Plain.Text("of a dataset")));
        put(
                "dense-attributes" + end,
                () -> Edited.golden("ordered" + end)
                        .set("ordered/y05", new Plain.Text("five"))
                        .unset("ordered/y06")
                        .set("ordered/new", new Plain.Bool(true))
                        .set("named/attr03", new Plain.Text("three"))
                        .set("two/attr_c", new Plain.Text("c")));
    }

    private static Plain.Items items(String... texts) {
        return new Plain.Items(
                List.<Plain>copyOf(Arrays.stream(texts).map(Plain.Text::new).toList()));
    }

    private void keras() {
        for (String kind : List.of("vlen", "fixed")) {
            String file = "keras2-" + kind + "-earliest.h5";
            put(
                    "keras-layer-renamed-" + kind,
                    () -> Edited.golden(file)
                            .renameAll(n -> n.replace("model_weights/dense/dense/", "model_weights/head/head/")));
            put(
                    "keras-head-grows-" + kind,
                    () -> Edited.golden(file)
                            .change("model_weights/dense/dense/kernel:0", type(DType.FLOAT32, 4, 5))
                            .change("model_weights/dense/dense/bias:0", type(DType.FLOAT32, 5)));
        }
        for (String kind : List.of("vlen", "fixed")) {
            String file = "keras2-" + kind + "-earliest.h5";
            put(
                    "keras-layer-made-" + kind,
                    () -> Edited.golden(file)
                            .create("model_weights/dense_1/dense_1/kernel:0", type(DType.FLOAT32, 3, 2))
                            .create("model_weights/dense_1/dense_1/bias:0", type(DType.FLOAT32, 2))
                            .create("model_weights/flatten/flatten/scale:0", type(DType.FLOAT32, 1))
                            .drop("optimizer_weights/Adam/dense/bias/m:0"));
            put(
                    "keras-weights-dropped-and-moved-" + kind,
                    () -> Edited.golden(file)
                            .drop("model_weights/dense/dense/bias:0")
                            .rename("model_weights/dense/dense/kernel:0", "model_weights/dense/dense/weight:0")
                            .rename(
                                    "model_weights/embedding/embedding/embeddings:0",
                                    "model_weights/flatten/flatten/e:0"));
        }
        put(
                "keras-long-names",
                () -> Edited.golden("long-names-earliest.h5")
                        .renameAll(n -> n.replace("layer_0001_x", "a_name_that_is_longer_than_any_0001_x")));
        put(
                "small-nodes",
                () -> Edited.golden("small-nodes.h5")
                        .rename("w00007", "renamed")
                        .change("chunks", type(DType.FLOAT32, 300000)));
    }
}
