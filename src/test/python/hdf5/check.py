"""Asks h5py whether files are what they should be.

    check.py FOLDER

FOLDER holds edits.json: for each file the tensors that it must have, each with dtype, shape and bytes in
hexadecimal, little-endian and in C order, and attributes as JSON values. Each file is read; then a copy is opened for appending, links, groups, datasets
and attributes are added to every group, and it is read once more. Prints what is wrong, a line each.
"""
import json
import os
import pathlib
import shutil
import sys

os.environ.setdefault("HDF5_USE_FILE_LOCKING", "FALSE")
import h5py
import numpy as np

DTYPES = {"bool": "?", "complex64": "<c8", "complex128": "<c16"}


def plain(value):
    if isinstance(value, h5py.Empty):
        return None
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()]
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, np.generic):
        return plain(value.item())
    return value


def tensors(f):
    found = {}

    def walk(prefix, group, above):
        for key in group:
            if not isinstance(group.get(key, getlink=True), h5py.HardLink):
                continue
            thing = group[key]
            name = prefix + key
            if isinstance(thing, h5py.Dataset):
                found[name] = thing
            elif isinstance(thing, h5py.Group):
                address = h5py.h5o.get_info(thing.id).addr
                if address not in above:
                    walk(name + "/", thing, above | {address})

    walk("", f, {h5py.h5o.get_info(f["/"].id).addr})
    return found


def compare(f, expected):
    found = tensors(f)
    for name, (dtype, shape, content) in expected["tensors"].items():
        if name not in found:
            yield "%s is missing" % name
            continue
        d = found[name]
        # Looked up by its name too, which an order that is wrong would hide.
        if d.name not in ("/" + name, None) or f[name] != d:
            yield "%s is found as %s" % (name, d.name)
        if list(d.shape) != shape:
            yield "%s has shape %s, not %s" % (name, d.shape, shape)
        if content is None:
            continue
        if dtype == "bfloat16":
            if d.dtype != "V2" or d.attrs["dtype"] != "bfloat16":
                yield "%s is no bfloat16 of Keras" % name
            data = d[()]
        else:
            little = np.dtype(DTYPES.get(dtype, dtype)).newbyteorder("<")
            if d.dtype.newbyteorder("<") != little:
                yield "%s has dtype %s, not %s" % (name, d.dtype, dtype)
            data = np.asarray(d[()]).astype(little)
        if content is not None and data.tobytes().hex() != content:
            yield "%s has another content" % name
    extra = {n for n, d in found.items() if d.dtype.kind in "fiucb" or d.attrs.get("dtype") == "bfloat16"} - set(
        expected["tensors"]
    )
    extra = {n for n in extra if found[n].shape is not None}
    if extra:
        yield "there are also %s" % sorted(extra)
    for path, key, value in expected["attributes"]:
        attrs = f[path].attrs
        if value == "absent" and key in attrs:
            yield "%s@%s is there" % (path, key)
        elif value != "absent" and plain(attrs[key]) != value:
            yield "%s@%s is %r, not %r" % (path, key, plain(attrs[key]), value)


def listed(group, name):
    """As Keras reads a list of names: whole, or in numbered pieces."""
    if name in group.attrs:
        return [plain(n) for n in group.attrs[name]]
    pieces, i = [], 0
    while "%s%d" % (name, i) in group.attrs:
        pieces += [plain(n) for n in group.attrs["%s%d" % (name, i)]]
        i += 1
    return pieces


def keras(f):
    """As Keras' loader of its older files goes: by the lists, which must lead to every weight."""
    top = f["model_weights"] if "model_weights" in f else f
    names = listed(top, "layer_names")
    for layer in names:
        if layer not in top:
            continue
        weights = listed(top[layer], "weight_names")
        for w in weights:
            if not isinstance(top[layer].get(w), h5py.Dataset):
                yield "layer %s has no weight %s" % (layer, w)
        there = [n for n in tensors(f) if n.startswith(top[layer].name.strip("/") + "/")]
        if len(there) != len(weights):
            yield "layer %s lists %d of %d weights" % (layer, len(weights), len(there))
    if names:
        for child in top:
            if child not in names and child != "top_level_model_weights" and child != "optimizer_weights":
                yield "layer %s is not listed" % child


def append(path):
    """What a program does that goes on with the file."""
    with h5py.File(path, "r+") as f:
        groups = ["/"]
        f.visititems(lambda n, o: groups.append(n) if isinstance(o, h5py.Group) else None)
        for g in groups:
            group = f[g]
            for i in range(12):
                group["appended%02d" % i] = np.arange(3, dtype="<i2")
            group.create_group("appended")["inside"] = np.float32(1)
            group.attrs["appended"] = "text " * 100
            for i in range(12):
                group.attrs["appended%02d" % i] = i
        for name, d in tensors(f).items():
            if "appended" not in name:
                d.attrs["appended"] = 1
                if d.chunks and d.maxshape[0] is None:
                    d.resize(d.shape[0] + 3, axis=0)
                    d[-3:] = 5
    with h5py.File(path, "r") as f:
        for name, d in tensors(f).items():
            if name.endswith("appended11") and d[()].tolist() != [0, 1, 2]:
                yield "%s was not appended" % name


def without_appended(f, expected):
    """The same tensors are still there, grown ones with their old part."""
    for name, (dtype, shape, content) in expected["tensors"].items():
        d = f[name]
        if list(d.shape) == shape and content is not None and dtype != "bfloat16":
            little = np.dtype(DTYPES.get(dtype, dtype)).newbyteorder("<")
            if np.asarray(d[()]).astype(little).tobytes().hex() != content:
                yield "%s has another content after appending" % name
        elif d.chunks and shape and d.shape[0] == shape[0] + 3 and content is not None:
            little = np.dtype(dtype).newbyteorder("<")
            if np.asarray(d[: shape[0]]).astype(little).tobytes().hex() != content or not (d[shape[0] :] == 5).all():
                yield "%s has another content after growing" % name


def check(path, expected):
    with h5py.File(path, "r") as f:
        yield from compare(f, expected)
        yield from keras(f)
    copy = path.with_suffix(".appended")
    shutil.copy(path, copy)
    yield from append(copy)
    with h5py.File(copy, "r") as f:
        yield from without_appended(f, expected)
    copy.unlink()


def main(folder):
    wrong = 0
    expected = json.loads((folder / "edits.json").read_text())
    for name, wanted in expected.items():
        try:
            problems = list(check(folder / name, wanted))
        except Exception as e:
            problems = ["%s: %s" % (type(e).__name__, e)]
        for p in problems:
            wrong += 1
            print("%s: %s" % (name, p))
    print("%d files, %d problems, HDF5 %s" % (len(expected), wrong, h5py.version.hdf5_version))
    return wrong > 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
