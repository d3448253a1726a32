#!/usr/bin/env python3
"""Writes the HDF5 fixtures and what h5py says of them.

    make.py            (with h5py 3.15.1 of src/test/python/requirements.txt; with 3.16.0 for HDF5 2.0)

Each fixture is written into a folder named after the HDF5 library that h5py brings; expected.json says of each
file: its links in h5py's order, datasets with dtype, shape, layout and the SHA-256 of their little-endian C-order
bytes, and attributes.
"""
import ctypes
import hashlib
import json
import pathlib
import sys

import h5py
import numpy as np

HERE = pathlib.Path(__file__).parent
OUT = HERE / ("h5py-" + h5py.version.version)
RANDOM = np.random.default_rng(7)


def floats(*shape, dtype="<f4"):
    return RANDOM.standard_normal(shape).astype(dtype)


def shapes(f):
    """Every message shape that datasets of weights have."""
    f["f4"] = floats(6, 4)
    f["f4be"] = floats(5, 3, dtype=">f4")
    f["f8"] = floats(3, dtype="<f8")
    f["f2"] = floats(4, 4, dtype="<f2")
    f["i8"] = np.arange(-4, 4, dtype="<i8")
    f["i4be"] = np.arange(6, dtype=">i4").reshape(2, 3)
    f["u1"] = np.arange(9, dtype="u1").reshape(3, 3)
    f["flags"] = np.array([True, False, True])
    f["complex"] = (floats(2, 2) + 1j * floats(2, 2)).astype("<c8")
    f["scalar"] = np.float32(2.5)
    f["none"] = h5py.Empty("<f4")
    f["zero"] = np.zeros((0, 3), "<f4")
    f.create_dataset("unallocated", (4, 2), "<f4", fillvalue=7.0)
    f.create_dataset("resizable", data=floats(4, 3), maxshape=(None, 3), chunks=(2, 3))
    g = f.create_group("group")
    g["inner.weight"] = floats(2, 3)
    g.create_group("empty")
    texts(f)


def texts(f):
    f["text"] = "a text"
    f.attrs["vlen"] = "ünïcode"
    f.attrs["fixed"] = np.bytes_("fixed text")
    f.attrs["names"] = [b"one", b"three", b"thirteen"]
    f.attrs["fixed_names"] = np.array([b"one", b"three", b"thirteen"])
    f.attrs["no_names"] = []
    f.attrs["int"] = 42
    f.attrs["real"] = 1.5
    f.attrs["bool"] = np.bool_(True)
    f.attrs["numbers"] = np.arange(3, dtype="<i4")
    f.attrs["matrix"] = np.ones((2, 2), "<f4")
    f.attrs["nothing"] = h5py.Empty("<f4")
    f["f4"].attrs["unit"] = "volt"


def compact(f):
    for name, dtype, shape in [("a", "<f4", (3, 2)), ("b", ">f4", (4,)), ("c", "<f8", ())]:
        low(f, name, floats(*shape, dtype=dtype) if shape else np.asarray(2.25, dtype), compact=True)
    f["d"] = floats(3)


def low(f, name, data, compact=False, chunks=None, setup=None):
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    if compact:
        plist.set_layout(h5py.h5d.COMPACT)
    if chunks:
        plist.set_chunk(chunks)
    if setup:
        setup(plist)
    space = h5py.h5s.create_simple(data.shape) if data.shape else h5py.h5s.create(h5py.h5s.SCALAR)
    d = h5py.h5d.create(f.id, name.encode(), h5py.h5t.py_create(data.dtype), space, dcpl=plist)
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, np.ascontiguousarray(data))


def chunked(f):
    f.create_dataset("gzip", data=floats(10, 7), chunks=(4, 3), compression="gzip", shuffle=True)
    f.create_dataset("plain", data=floats(10, 7), chunks=(4, 3))
    f.create_dataset("checked", data=floats(10, 7), chunks=(5, 7), fletcher32=True, compression=4)
    f.create_dataset("one", data=floats(4, 3), chunks=(4, 3))
    f.create_dataset("one_gzip", data=floats(4, 3), chunks=(4, 3), compression="gzip")
    f.create_dataset("rows", data=floats(9, 4), chunks=(2, 4), maxshape=(None, 4))
    f.create_dataset("columns", data=floats(4, 9), chunks=(4, 2), maxshape=(4, None))
    f.create_dataset("rows_gzip", data=floats(9, 4), chunks=(2, 4), maxshape=(None, 4), compression="gzip")
    f.create_dataset("both", data=floats(9, 4), chunks=(2, 3), maxshape=(None, None))
    f.create_dataset("both_gzip", data=floats(9, 4), chunks=(2, 3), maxshape=(None, None), compression="gzip")
    f.create_dataset("big_endian", data=floats(6, 5, dtype=">f8"), chunks=(4, 2), compression="gzip", shuffle=True)
    part = f.create_dataset("partial", (9, 4), "<f4", chunks=(2, 4), fillvalue=3.0)
    part[2:4] = floats(2, 4)
    part = f.create_dataset("partial_gzip", (9, 4), "<f4", chunks=(2, 4), compression="gzip")
    part[4:6] = floats(2, 4)
    f.create_dataset("nothing", (9, 4), "<f4", chunks=(2, 4), fillvalue=-1.0)
    f.create_dataset("cube", data=floats(5, 6, 7), chunks=(2, 3, 4))
    early = lambda p: p.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    low(f, "implicit", floats(7, 5), chunks=(3, 2), setup=early)


def many_chunks(f):
    """Indexes of several levels and pages."""
    f.create_dataset("fixed", data=np.arange(3000, dtype="<i2"), chunks=(1,))
    f.create_dataset("extensible", data=np.arange(3000, dtype="<i2"), chunks=(1,), maxshape=(None,))
    f.create_dataset("tree", data=np.arange(2700, dtype="<i2").reshape(30, 90), chunks=(1, 1), maxshape=(None, None))


def many_links(count):
    def write(f):
        for i in range(count):
            f["w%05d" % (i * 7919 % count)] = np.float32(i)
        f.create_group("g")

    return write


def many_attributes(f):
    g = f.create_group("ordered", track_order=True)
    for i in range(20):
        g.attrs["y%02d" % (19 - i)] = i
        g["z%02d" % (i * 7 % 20)] = floats(2)
    g = f.create_group("two", track_order=True)
    for n in "ba":
        g.attrs["attr_" + n] = n
        g[n] = floats(2)
    d = f.create_dataset("named", data=floats(3))
    for i in range(12):
        d.attrs["attr%02d" % (i * 5 % 12)] = "text %d" % i


def links(f):
    f["a/w"] = floats(3, 2)
    f["b/tied"] = f["a/w"]
    f["b/soft"] = h5py.SoftLink("/a/w")
    f["b/dangling"] = h5py.SoftLink("/nowhere")
    f["b/outside"] = h5py.ExternalLink("other.h5", "/w")
    f["loop/self"] = f["b"]
    f["b/back"] = f["loop"]
    f["b/w"] = floats(2)
    f["references"] = np.array([f["a/w"].ref, f["b"].ref], dtype=h5py.ref_dtype)
    f["region"] = np.array([f["a/w"].regionref[0:1, :]], dtype=h5py.regionref_dtype)


def others(f):
    """Datasets that no rule computes on."""
    f["type"] = np.dtype("<f4")
    f.create_dataset("committed", data=floats(3), dtype=f["type"])
    f["compound"] = np.array([(1, 2.5)], dtype=[("x", "<i4"), ("y", "<f8")])
    f["strings"] = np.array([b"ab", b"c"])
    f.create_dataset("vlen", data=[np.arange(2), np.arange(3)], dtype=h5py.vlen_dtype(np.dtype("<i4")))
    f["opaque"] = np.array([b"\1\2\3"], dtype="V3")
    f.create_dataset("lzf", data=floats(6, 4), chunks=(3, 4), compression="lzf")
    layout = h5py.VirtualLayout((3,), "<f4")
    layout[:] = h5py.VirtualSource("elsewhere.h5", "w", (3,))
    f.create_virtual_dataset("virtual", layout)
    f.create_dataset("external", (4,), "<f4", external=[("raw.bin", 0, 16)])
    f["plain"] = floats(2, 2)


def bfloat16(f):
    d = f.create_dataset("layers/dense/vars/0", data=(floats(3, 2).view("<u4") >> 16).astype("<u2").view("V2"))
    d.attrs["dtype"] = "bfloat16"
    f["layers/dense/vars/1"] = floats(2)
    f["layers/dense/vars"].attrs["name"] = "dense"


def keras2(names):
    """A whole model as Keras 2 and the legacy writer of Keras 3 lay it out."""

    def write(f):
        f.attrs["keras_version"] = "2.15.0"
        f.attrs["backend"] = "tensorflow"
        config = {"class_name": "Sequential", "config": {"name": "m", "layers": []}}
        f.attrs["model_config"] = json.dumps(config)
        w = f.create_group("model_weights")
        layers = {"embedding": ["embeddings:0"], "flatten": [], "dense": ["kernel:0", "bias:0"]}
        w.attrs["layer_names"] = names([n.encode() for n in layers])
        w.attrs["backend"] = "tensorflow"
        w.attrs["keras_version"] = "2.15.0"
        for layer, weights in layers.items():
            g = w.create_group(layer)
            g.attrs["weight_names"] = names([("%s/%s" % (layer, n)).encode() for n in weights])
            for n in weights:
                g["%s/%s" % (layer, n)] = floats(4, 3) if n != "bias:0" else floats(3)
        w.create_group("top_level_model_weights").attrs["weight_names"] = names([])
        o = f.create_group("optimizer_weights")
        o.attrs["weight_names"] = names([b"Adam/dense/kernel/m:0", b"Adam/dense/bias/m:0"])
        o["Adam/dense/kernel/m:0"] = floats(4, 3)
        o["Adam/dense/bias/m:0"] = floats(3)

    return write


def long_names(f):
    """Names that exceed one attribute, in numbered pieces, as Keras cuts them."""
    names = [("layer_%04d_%s" % (i, "x" * 90)).encode() for i in range(800)]
    k = 1
    while any(x.nbytes > 64512 for x in np.array_split(np.array(names), k)):
        k += 1
    for i, piece in enumerate(np.array_split(np.array(names), k)):
        f.attrs["layer_names%d" % i] = piece
    for n in names[:2]:
        g = f.create_group(n.decode())
        g.attrs["weight_names"] = [n + b"/w:0"]
        g[n.decode() + "/w:0"] = floats(2)


def plain(f):
    f["w"] = floats(4, 3)
    f["b"] = floats(3)


def ks(path):
    plist = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    # h5py does not wrap these two.
    (library,) = (pathlib.Path(h5py.__file__).parent.parent / "h5py.libs").glob("libhdf5-*.so*")
    hdf5 = ctypes.CDLL(str(library))
    assert hdf5.H5Pset_sym_k(ctypes.c_int64(plist.id), 2, 3) >= 0
    assert hdf5.H5Pset_istore_k(ctypes.c_int64(plist.id), 3) >= 0
    fid = h5py.h5f.create(str(path).encode(), h5py.h5f.ACC_TRUNC, fcpl=plist)
    return h5py.File(fid)


def small_nodes(f):
    many_links(40)(f)
    f.create_dataset("chunks", data=np.arange(200, dtype="<f4"), chunks=(5,))


BOTH = {
    "shapes": (shapes, {}),
    "compact": (compact, {}),
    "chunked": (chunked, {}),
    "links-40": (many_links(40), {}),
    "links-200": (many_links(200), {}),
    "ordered": (many_attributes, {}),
    "links": (links, {}),
    "others": (others, {}),
    "user-block": (plain, {"userblock_size": 512}),
    "track-order": (plain, {"track_order": True}),
    "bfloat16": (bfloat16, {}),
}
EARLIEST = {
    "keras2-vlen": (keras2(lambda n: n), {}),
    "keras2-fixed": (keras2(lambda n: np.array(n, dtype="S%d" % max([1] + [len(x) for x in n]))), {}),
    "long-names": (long_names, {}),
    "small": (plain, {}),
}
LATEST = {
    "many-chunks": (many_chunks, {}),
    "page": (plain, {"fs_strategy": "page"}),
    "aggregate": (plain, {"fs_strategy": "aggregate"}),
    "persistent": (plain, {"fs_strategy": "fsm", "fs_persist": True}),
    "small": (plain, {}),
}


# What HDF5 2.0 lays out in another way.
NEWER = {"shapes", "chunked", "small", "ordered"}


def plain_text(value):
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, np.ndarray):
        return [plain_text(v) for v in value.ravel().tolist()]
    if isinstance(value, h5py.Empty):
        return None
    if isinstance(value, np.generic):
        return plain_text(value.item())
    return value


def describe_dataset(d):
    said = {"shape": None if d.shape is None else list(d.shape)}
    dtype = d.dtype
    marked = d.attrs.get("dtype") == "bfloat16"
    said["dtype"] = "bfloat16" if marked else str(dtype.newbyteorder("<")) if dtype.kind != "O" else "object"
    said["byteorder"] = "big" if dtype.byteorder == ">" else "little"
    said["chunks"] = list(d.chunks) if d.chunks else None
    said["kept"] = d.is_virtual
    if dtype.kind in "fiucb" and d.shape is not None or marked:
        try:
            little = d[()] if marked else np.asarray(d[()]).astype(dtype.newbyteorder("<"))
            said["sha256"] = hashlib.sha256(little.tobytes()).hexdigest()
        except OSError as e:
            said["unreadable"] = str(e)
    return said


def describe(path):
    datasets, groups, attributes = {}, {}, {}

    def attrs(name, thing):
        for k in thing.attrs:
            value = thing.attrs[k]
            attributes.setdefault(name, []).append([k, plain_text(value), list(getattr(value, "shape", ()) or ())])

    def walk(prefix, g, above):
        groups[prefix or "/"] = list(g)
        attrs(prefix or "/", g)
        for k in g:
            link = g.get(k, getlink=True)
            if not isinstance(link, h5py.HardLink):
                continue
            thing = g[k]
            name = prefix + "/" + k
            if isinstance(thing, h5py.Dataset):
                datasets[name] = describe_dataset(thing)
                attrs(name, thing)
            elif isinstance(thing, h5py.Group):
                address = h5py.h5o.get_info(thing.id).addr
                if address not in above:
                    walk(name, thing, above | {address})

    with h5py.File(path, "r") as f:
        walk("", f, {h5py.h5o.get_info(f["/"].id).addr})
    return {"groups": groups, "datasets": datasets, "attributes": attributes}


def main():
    OUT.mkdir(exist_ok=True)
    expected = {}
    newer = h5py.version.hdf5_version_tuple >= (2,)

    def write(name, file, content):
        with file:
            content(file)
        expected[name] = describe(OUT / name)

    for libver, group in (("earliest", {**BOTH, **EARLIEST}), ("latest", {**BOTH, **LATEST})):
        for name, (content, options) in group.items():
            if newer and (libver == "earliest" or name not in NEWER):
                continue
            full = "%s-%s.h5" % (name, libver)
            options = dict(options)
            write(full, h5py.File(OUT / full, "w", libver=libver, **options), content)
    if not newer:
        write("small-nodes.h5", ks(OUT / "small-nodes.h5"), small_nodes)
    (OUT / "expected.json").write_text(json.dumps(expected, indent=1, allow_nan=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
