#!/usr/bin/env python3
"""Loads a checkpoint and what became of it with torch, and checks that nothing unnamed changed.

For every tensor that no option names: dtype, shape, flags and elements are the same, and where the
storage is untouched its bytes, strides and sharing too. Order of keys and all other values are the
same. NAME is a full name as fixturelib.describe writes it; OLD=NEW may hold further `=`.
"""

import argparse
import mmap
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np  # noqa: E402  (the path comes first)
import torch  # noqa: E402

from fixturelib import cli, describe  # noqa: E402
from fixturelib.cli import require  # noqa: E402

MODES = {"plain": {}, "weights_only": {"weights_only": True}, "mmap": {"mmap": True},
         "meta": {"map_location": "meta"}}


class Plan:
    """What was meant to change."""

    def __init__(self, options, names):
        self.changed, self.dropped = set(options.changed), set(options.dropped)
        self.added = set(options.added)
        self.renamed = dict(split(text, names) for text in options.renamed)
        for name in self.changed | self.dropped | set(self.renamed):
            require(name in names, f"the source has no tensor {name!r}")

    def target(self, name):
        """The name in the output, or nothing."""
        return None if name in self.dropped else self.renamed.get(name, name)


def split(text, names):
    """OLD and NEW of OLD=NEW; OLD is a name of the source."""
    parts = text.split("=")
    for i in range(1, len(parts)):
        old, new = "=".join(parts[:i]), "=".join(parts[i:])
        if old in names:
            return old, new
    raise cli.Failure(f"the source has no tensor that {text!r} could rename")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("output", type=Path)
    for name, metavar in (("changed", "NAME"), ("renamed", "OLD=NEW"), ("dropped", "NAME"), ("added", "NAME")):
        parser.add_argument(f"--{name}", nargs="+", action="extend", default=[], metavar=metavar)
    options = parser.parse_args()
    for file in (options.source, options.output):
        require(file.is_file(), f"{file} is no file")
    value, _, extra = describe.tolerant(str(options.source))
    require(value is not None, f"{options.source}: torch cannot load it")
    plan = Plan(options, {name for name, _ in describe.named(value)})
    modes, count = [], 0
    for mode, how in MODES.items():
        how = {**how, **(extra if "weights_only" not in how else {})}
        if mode == "meta" and describe.isolated(refusal, str(options.source), **how):
            continue  # it can crash
        before, error = describe.attempt(str(options.source), **how)
        if error:
            continue
        after, error = describe.attempt(str(options.output), **how)
        require(error is None, f"{mode}: torch cannot load the output any more: {error}")
        count = compare(mode, before, after, plan, options)
        modes.append(mode)
    return {"ok": True, "modes": modes, "tensors": count, "changed": len(plan.changed),
            "renamed": len(plan.renamed), "dropped": len(plan.dropped), "added": len(plan.added)}


def refusal(path, **how):
    """The error of a load, or nothing."""
    return describe.attempt(path, **how)[1]


def compare(mode, before, after, plan, options):
    """Compares two loaded checkpoints; returns the number of tensors in the output."""
    source, output = list(describe.named(before)), list(describe.named(after))
    check_names(mode, source, output, plan)
    found = dict(output)
    pairs = [(name, tensor, found[plan.target(name)]) for name, tensor in source if plan.target(name)]
    touched = {key(tensor) for name, tensor in source if name in plan.changed and has_storage(tensor)}
    check_sharing(mode, pairs, touched)
    files = [content(options.source), content(options.output)] if mode == "meta" else None
    storages = set()
    for name, old, new in pairs:
        if name not in plan.changed:
            check_tensor(f"{mode}: {name}", old, new, has_storage(old) and key(old) in touched, files, storages)
    if not isinstance(before, torch.jit.ScriptModule):
        check_values(mode, before, after, (), plan, set())
    return len(output)


def check_names(mode, source, output, plan):
    """The names of the output are those of the source, in order, but for the plan."""
    wanted = [plan.target(name) for name, _ in source if plan.target(name)]
    found = [name for name, _ in output if name not in plan.added]
    missing, extra = sorted(set(wanted) - set(found)), sorted(set(found) - set(wanted))
    require(not missing, f"{mode}: the output lacks {missing[:5]}")
    require(not extra, f"{mode}: the output has {extra[:5]} besides")
    for old, new in zip(wanted, found):
        require(old == new, f"{mode}: {new!r} stands where {old!r} should")
    absent = plan.added - {name for name, _ in output}
    require(not absent, f"{mode}: the output lacks the new {sorted(absent)}")


def has_storage(tensor):
    """Whether strides and a storage of bytes are to be had."""
    return describe.kind(tensor) in ("tensor", "parameter", "buffer", "quantised")


def key(tensor):
    """What is the same for tensors that share a storage."""
    return describe.untyped(tensor)._cdata


def check_sharing(mode, pairs, touched):
    """Tensors that shared a storage still do, and no others."""
    forth, back, objects = {}, {}, {}
    for name, old, new in pairs:
        seen = objects.setdefault(id(old), (name, new))
        require(key_of(old) in touched or seen[1] is new,
                f"{mode}: {name} and {seen[0]} were one object and are no more")
        if not has_storage(old) or not has_storage(new) or key(old) in touched:
            continue
        first = forth.setdefault(key(old), (name, key(new)))
        require(first[1] == key(new), f"{mode}: {name} shares its storage with {first[0]} no more")
        first = back.setdefault(key(new), (name, key(old)))
        require(first[1] == key(old), f"{mode}: {name} now shares its storage with {first[0]}")


def key_of(tensor):
    """The storage's key, or nothing."""
    return key(tensor) if has_storage(tensor) else None


def check_tensor(name, old, new, touched, files, storages):
    """One tensor that nothing names."""
    for what, function in (("class", type_name), ("kind", describe.kind), ("dtype", lambda t: t.dtype),
                           ("flags", describe.flags), ("shape", shape)):
        require(function(old) == function(new), f"{name}: {what} is {function(new)}, not {function(old)}")
    if not has_storage(old):
        if old.device.type != "meta":
            check_parts(name, old, new, storages)
        return
    if old.is_quantized:
        require(quantiser(old) == quantiser(new), f"{name}: the quantiser differs")
    if not touched:
        require(old.stride() == new.stride(), f"{name}: strides are {new.stride()}, not {old.stride()}")
        require(old.storage_offset() == new.storage_offset(), f"{name}: the storage offset differs")
    if files:
        check_offset(name, old, new, files)
    elif touched:
        require(describe.physical_bytes(old) == describe.physical_bytes(new), f"{name}: elements differ")
    elif key(old) not in storages:
        storages.add(key(old))
        same = np.array_equal(describe.storage_bytes(old), describe.storage_bytes(new))
        require(same, f"{name}: the storage differs")


def type_name(value):
    """The class by name: stubs of one class are two objects."""
    return f"{type(value).__module__}.{type(value).__qualname__}"


def shape(tensor):
    """The sizes; a jagged axis has none."""
    if describe.kind(tensor) == "nested":
        return [tuple(part.shape) for part in tensor.unbind()]
    return [size if isinstance(size, int) else None for size in tensor.shape]


def quantiser(tensor):
    """Scales and zero points."""
    if tensor.qscheme() in (torch.per_tensor_affine, torch.per_tensor_symmetric):
        return tensor.qscheme(), tensor.q_scale(), tensor.q_zero_point()
    return (tensor.qscheme(), tensor.q_per_channel_scales().tolist(),
            tensor.q_per_channel_zero_points().tolist(), tensor.q_per_channel_axis())


def check_parts(name, old, new, storages):
    """The tensors that a sparse, nested or wrapped one consists of."""
    for part, first, second in zip(*parts(old), parts(new)[1]):
        check_tensor(f"{name} ({part})", first, second, False, None, storages)


def parts(tensor):
    """The names of the parts, and the parts."""
    calls = {torch.sparse_coo: ("_indices", "_values"), torch.sparse_csr: ("crow_indices", "col_indices", "values"),
             torch.sparse_csc: ("ccol_indices", "row_indices", "values"), torch.jagged: ("values", "offsets")}
    calls[torch.sparse_bsr], calls[torch.sparse_bsc] = calls[torch.sparse_csr], calls[torch.sparse_csc]
    if tensor.layout in calls:
        return calls[tensor.layout], [getattr(tensor, call)() for call in calls[tensor.layout]]
    inner = list(tensor.unbind()) if tensor.is_nested else []
    inner += [value for value in vars(tensor).values() if isinstance(value, torch.Tensor)]
    return [str(i) for i in range(len(inner))], inner


def content(path):
    """A file's bytes, mapped."""
    with open(path, "rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def check_offset(name, old, new, files):
    """On meta a tensor has an offset in the file: the elements there are the same."""
    offsets = [getattr(describe.untyped(tensor), "_checkpoint_offset", None) for tensor in (old, new)]
    if None in offsets:
        require(offsets[0] is None or offsets[1] is not None, f"{name}: the storage has no offset any more")
        return
    digests = [describe.sha_at(*each) for each in zip(files, offsets, (old, new))]
    require(digests[0] == digests[1], f"{name}: there are other elements at its offset")


def check_values(mode, old, new, path, plan, above):
    """Everything that is no tensor."""
    name = f"{mode}: {'/'.join(path) or 'the whole'}"
    require(type_name(old) == type_name(new), f"{name} is of class {type_name(new)}, not {type_name(old)}")
    if isinstance(old, describe.PLAIN):
        require(same_leaf(old, new), f"{name} is {new!r:.80}, not {old!r:.80}")
        return
    if isinstance(old, torch.Tensor) or id(old) in above:
        return
    if getattr(old, "_metadata", None) is not None and not plan.renamed and not plan.dropped:
        require(old._metadata == getattr(new, "_metadata", None), f"{name}: _metadata differs")
    before, after = list(describe.children(old)), list(describe.children(new))
    if not before and not after and not hasattr(old, "__dict__"):
        require(same_leaf(old, new), f"{name} is {new!r:.80}, not {old!r:.80}")
    check_order(name, path, before, after, plan)
    values = {child_key(k): v for k, v in after}
    for k, child in before:
        if not isinstance(child, torch.Tensor):
            require(child_key(k) in values, f"{name}: {k!r} is gone")
            check_values(mode, child, values[child_key(k)], path + (describe.escape(k),), plan, above | {id(old)})


def child_key(k):
    """A key as a dict may hold it: 1 and True are two."""
    return type(k), k


def check_order(name, path, before, after, plan):
    """Keys, tensors among them, come in the same order but for the plan."""
    parent = "/".join(path)
    wanted, found = [], []
    for k, child in before:
        full = "/".join((*path, describe.escape(k)))
        target = plan.target(full) if isinstance(child, torch.Tensor) else full
        if target is not None and (target == full or target.startswith(parent)):
            wanted.append(target)
    for k, child in after:
        full = "/".join((*path, describe.escape(k)))
        if full not in plan.added:
            found.append(full)
    moved, both = set(plan.renamed.values()), set(wanted) & set(found)
    wanted = [full for full in wanted if full in both or full not in moved]
    found = [full for full in found if full in both or full not in moved]
    require(wanted == found, f"{name}: the keys or their order differ: "
            f"{[k for k in found if k not in both][:3]} for {[k for k in wanted if k not in both][:3]}")


def same_leaf(old, new):
    """Equality of values without tensors; NaN equals NaN."""
    if isinstance(old, np.ndarray) and old.dtype != object:
        return old.dtype == new.dtype and old.shape == new.shape and old.tobytes() == new.tobytes()
    if isinstance(old, (np.ndarray, float, complex, np.generic)):
        return repr(old) == repr(new)
    return old == new or repr(old) == repr(new)


if __name__ == "__main__":
    cli.run(main)
