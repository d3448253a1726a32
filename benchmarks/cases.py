#!/usr/bin/env python3
"""The cases that `benchmarks/run` measures, each printing one table."""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import measure
from measure import CORES, alternate, peak_memory, table, warm

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = Path(os.environ.get("REGRAFT_BENCH") or HERE / "work")
REGRAFT = ROOT / "regraft"
GROW = HERE / "grow.yaml"
EMOTIVOICE = ROOT / "samples/emotivoice/g_00140000"
BACK_TO_STOCK = ROOT / "migrations/emotivoice/back-to-stock.yaml"


def made(name, *options, script=ROOT / "src/test/python/interop/synth.py"):
    """A checkpoint made by a script, once, and read into the page cache."""
    file = WORK / name
    if not file.exists():
        part = file.with_name("part-" + name)
        subprocess.run([sys.executable, script, part, *options], check=True, stdout=subprocess.DEVNULL)
        part.rename(file)
    warm(file)
    return file


def two_gb():
    return made("2gb.pt", "--gb", "2", "--tensors", "300")


def migrate(source, output, *options, migration=GROW):
    """The command and what it writes."""
    return [REGRAFT, "migrate", source, "-m", migration, "-o", output, *options], [output, f"{output}.regraft.json"]


def seconds(run):
    return f"{run.wall:.2f}" if run.wall >= 1 else f"{run.wall:.3f}"


def copies(source):
    """`cp`, and a copy that lies on the disk when it is done; then one SHA-256."""
    copied = WORK / f"copy{source.suffix}"
    return {
        "`cp`": (["cp", source, copied], [copied]),
        "`cp`, `sync FILE`": ([["cp", source, copied], ["sync", copied]], [copied]),
        **sha256_variants(source),
    }


def sha256_variants(file):
    """Programs that hash a file once; the fastest is the measure."""
    java = shutil.which(measure.java())
    subprocess.run([Path(java).resolve().with_name("javac"), "-d", WORK, HERE / "Sha256.java"], check=True)
    found = {"one SHA-256, by Java": ([java, "-XX:+UseSerialGC", "-cp", WORK, "Sha256", file], [])}
    for name, words in (("openssl", ["openssl", "dgst", "-sha256"]), ("sha256sum", ["sha256sum"])):
        if shutil.which(words[0]):
            found[f"one SHA-256, by {name}"] = ([*words, file], [])
            break
    return found


def fastest(found, prefix):
    return min((one for name, one in found.items() if name.startswith(prefix)), key=lambda one: one.wall)


def resize(runs):
    """2 GB, 300 tensors, one table grows: against `cp`, alone and with its data on the disk."""
    source, output = two_gb(), WORK / "out.pt"
    variants = {
        **copies(source),
        "`migrate --digests none`": migrate(source, output, "--digests", "none"),
        "`migrate --digests changed`": migrate(source, output, "--digests", "changed"),
        "`migrate`, which is `--digests files`": migrate(source, output),
        "`migrate --digests tensors`": migrate(source, output, "--digests", "tensors"),
    }
    size = source.stat().st_size / 1e9
    against_copy(f"One table of a checkpoint of {size:.2f} GB grows; medians of {runs}", alternate(runs, variants))


RENAME = HERE / "rename.yaml"


def safetensors(runs):
    """2 GB in one safetensors file: a table grows; every name changes, and the data is moved as one range."""
    source, output = made("2gb.safetensors", "--gb", "2", "--tensors", "300"), WORK / "out.safetensors"
    variants = copies(source)
    for what, migration in (("grow", GROW), ("rename", RENAME)):
        for digests in ("none", "files", "tensors"):
            variants[f"{what}, `--digests {digests}`"] = migrate(
                source, output, "--digests", digests, migration=migration
            )
    against_copy(f"safetensors, {source.stat().st_size / 1e9:.2f} GB; medians of {runs}", alternate(runs, variants))


def shards(runs):
    """2 GB in 20 shards, of which one changes; where REGRAFT_CLONES names a folder of XFS or Btrfs, there with 8 GB too."""
    places = [(WORK, "2")]
    if os.environ.get("REGRAFT_CLONES"):
        clones = Path(os.environ["REGRAFT_CLONES"])
        places += [(clones, "2"), (clones, "8")]
    for place, gb in places:
        original = made(f"shards-{gb}gb", "--gb", gb, "--tensors", "300", "--shards", "20")
        source, output, copied = place / original.name, place / "shards-out", place / "shards-copy"
        if not source.exists():
            shutil.copytree(original, source)
        warm(source)
        files = [copied / f.name for f in sorted(source.iterdir())]
        variants = {
            "`cp`": (["cp", "-r", "--reflink=never", source, copied], [copied]),
            "`cp`, `sync FILES`": ([["cp", "-r", "--reflink=never", source, copied], ["sync", *files]], [copied]),
        }
        for digests in ("none", "changed", "files", "tensors") if gb == "2" else ("changed",):
            variants[f"`migrate --digests {digests}`"] = migrate(source, output, "--digests", digests)
        kind = subprocess.run(["stat", "-f", "-c", "%T", place], capture_output=True, text=True, check=True)
        title = f"20 shards, {gb} GB, one changed, on {kind.stdout.strip()}; medians of {runs}"
        against_copy(title, alternate(runs, variants))


def hdf5(runs):
    """2 GB in an HDF5 file of which one dataset grows, and of which one is overwritten; 5,000 datasets listed."""
    script = HERE / "hdf5.py"
    source = made("2gb.h5", "--gb", "2", "--datasets", "300", script=script)
    output = WORK / "out.h5"
    variants = copies(source)
    for digests in ("none", "files", "tensors"):
        variants[f"grow, `--digests {digests}`"] = migrate(source, output, "--digests", digests)
    against_copy(f"HDF5, {source.stat().st_size / 1e9:.2f} GB; medians of {runs}", alternate(runs, variants))
    many_datasets = made("5000.h5", "--gb", "0.005", "--datasets", "5000", script=script)
    found = alternate(4 * runs, {
        "`inspect`": ([REGRAFT, "inspect", many_datasets], []),
        "`plan`": ([REGRAFT, "plan", many_datasets, "-m", GROW], []),
        "h5py: all shapes": ([sys.executable, "-c", H5PY_LIST, many_datasets], []),
    })
    table(
        f"HDF5, 5,000 datasets, target 0.5 s; medians of {4 * runs}",
        ("", "s", "cpu s"),
        [(name, f"{one.wall:.3f}", f"{one.cpu:.3f}") for name, one in found.items()],
    )


H5PY_LIST = """
import sys, h5py
with h5py.File(sys.argv[1]) as f:
    f.visititems(lambda name, thing: print(name, getattr(thing, "shape", "")))
"""


PASSES = {"none": 0, "changed": 0, "files": 2, "tensors": 1}


def against_copy(title, found):
    """Times beside those of a plain copy and of a durable one, and beside the bound where one SHA-256 was timed."""
    plain, durable = list(found.values())[:2]
    digests = [one.wall for name, one in found.items() if name.startswith("one SHA-256")]

    def bound(name):
        """No faster than a durable copy, than one digest on a core, than all work on all cores."""
        mode = next((m for m in PASSES if f"--digests {m}" in name), None)
        if not mode or not digests:
            return None
        sha = min(digests)
        return max(durable.wall, sha if mode == "files" else 0, (PASSES[mode] * sha + plain.cpu) / CORES)

    rows = []
    for name, one in found.items():
        limit = bound(name)
        rows.append((
            name, seconds(one), f"{one.cpu:.2f}", f"{one.wall / plain.wall:.2f}", f"{one.wall / durable.wall:.2f}",
            f"{limit:.2f}" if limit else "", f"{one.wall / limit:.2f}" if limit else "",
        ))
    table(title, ("", "s", "cpu s", "× cp", "× cp, sync", "bound s", "× bound"), rows)


def torch(runs):
    """The same edit by torch, which needs the whole file in memory, with the digests of both files."""
    source, output = two_gb(), WORK / "out.pt"
    found = alternate(runs, {
        "torch: load, edit, save, two SHA-256": ([sys.executable, HERE / "torch_edit.py", source, output], [output]),
        "`migrate` (two SHA-256)": migrate(source, output),
    })
    base = next(iter(found.values()))
    table(
        f"Against torch, {source.stat().st_size / 1e9:.2f} GB; medians of {runs}",
        ("", "s", "cpu s", "torch's time ÷ this"),
        [(name, seconds(one), f"{one.cpu:.2f}", f"{base.wall / one.wall:.2f}") for name, one in found.items()],
    )


def verify(runs):
    """`verify` of what `migrate` wrote, against one digest of it."""
    command, outputs = migrate(two_gb(), WORK / "verified.pt")
    measure.run(command, outputs)
    output = outputs[0]
    warm(output)
    found = alternate(runs, {**sha256_variants(output), "`verify`": ([REGRAFT, "verify", output], [])})
    base = fastest(found, "one SHA-256")
    table(
        f"`verify`, {output.stat().st_size / 1e9:.2f} GB; medians of {runs}",
        ("", "s", "cpu s", "× the fastest SHA-256"),
        [(name, seconds(one), f"{one.cpu:.2f}", f"{one.wall / base.wall:.2f}") for name, one in found.items()],
    )
    for file in outputs:
        Path(file).unlink()


def memory(runs):
    """Peak memory of the process itself; does it grow with the file?"""
    rows = []

    def add(what, size, command, outputs=()):
        own, total = zip(*(peak_memory(command, outputs) for _ in range(max(1, runs // 3))))
        rows.append((what, size, f"{max(own):.0f}", f"{max(total):.0f}"))

    for kind, source in (
        ("PyTorch, 2 GB", two_gb()),
        ("PyTorch, 8 GB", made("8gb.pt", "--gb", "8", "--tensors", "300")),
        ("safetensors, 2 GB", made("2gb.safetensors", "--gb", "2", "--tensors", "300")),
        ("20 shards, 2 GB", made("shards-2gb", "--gb", "2", "--tensors", "300", "--shards", "20")),
        ("20 shards, 8 GB", made("shards-8gb", "--gb", "8", "--tensors", "300", "--shards", "20")),
        ("HDF5, 2 GB", made("2gb.h5", "--gb", "2", "--datasets", "300", script=HERE / "hdf5.py")),
    ):
        for digests in ("none", "files", "tensors"):
            command, outputs = migrate(source, WORK / f"out{source.suffix}", "--digests", digests)
            add(f"`migrate --digests {digests}`", kind, command, outputs)
            if digests == "files":
                add("`verify`", kind, [REGRAFT, "verify", outputs[0]])
            for file in outputs:
                measure.remove(file)
    output = WORK / "out.pt"
    command = [sys.executable, HERE / "torch_edit.py", two_gb(), output]
    add("torch: load, edit, save", "PyTorch, 2 GB", command, [output])
    output.unlink()
    table("Peak memory", ("", "source", "own MB", "with file pages MB"), rows)


def small(runs):
    """Start-up: what a user waits for with a file of a few MB."""
    output = WORK / "g_fixed"
    found = alternate(4 * runs, {
        "`--version`": ([REGRAFT, "--version"], []),
        "`inspect`, 3.4 MB": ([REGRAFT, "inspect", EMOTIVOICE], []),
        "`plan`, 3.4 MB": ([REGRAFT, "plan", EMOTIVOICE, "-m", BACK_TO_STOCK], []),
        "`migrate`, 3.4 MB": (
            [REGRAFT, "migrate", EMOTIVOICE, "-m", BACK_TO_STOCK, "-o", output], [output, f"{output}.regraft.json"]
        ),
    })
    table(
        f"Small files; medians of {4 * runs}",
        ("", "s", "cpu s"),
        [(name, f"{one.wall:.3f}", f"{one.cpu:.3f}") for name, one in found.items()],
    )


def many(runs):
    """100,000 tensors: time and memory of what touches each of them."""
    source, output = made("100k.pt", "--gb", "0.01", "--tensors", "100000"), WORK / "out.pt"
    variants = {
        "`inspect`": ([REGRAFT, "inspect", source], []),
        "`plan`": ([REGRAFT, "plan", source, "-m", GROW], []),
        "`migrate`": migrate(source, output),
        "`migrate --digests tensors`": migrate(source, output, "--digests", "tensors"),
    }
    found = alternate(runs, variants)
    table(
        f"100,000 tensors, {source.stat().st_size / 1e6:.0f} MB; medians of {runs}",
        ("", "s", "cpu s", "own MB"),
        [
            (name, seconds(one), f"{one.cpu:.2f}", f"{peak_memory(*variants[name])[0]:.0f}")
            for name, one in found.items()
        ],
    )


CASES = {case.__name__: case for case in (resize, torch, verify, memory, small, many, safetensors, shards, hdf5)}


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    parser.add_argument("-n", "--runs", type=int, default=5, help="counted runs of each command (default 5)")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"{', '.join(CASES)} (default: all)")
    options = parser.parse_args()
    unknown = [name for name in options.cases if name not in CASES]
    if unknown:
        parser.error(f"no case {unknown[0]!r}; there are {', '.join(CASES)}")
    WORK.mkdir(parents=True, exist_ok=True)
    print(f"Machine: {measure.machine()}. Whole processes, page cache warm, outputs deleted before each run.")
    for name in options.cases or CASES:
        CASES[name](options.runs)


if __name__ == "__main__":
    main()
