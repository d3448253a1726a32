"""Casts as ml_dtypes and numpy do them, and normal quantiles as Python's statistics module does.

    pip install numpy==2.4.6 ml_dtypes==0.6.0
    python make.py

Writes, beside this file:
  decode.csv    dtype, code, value (repr, or nan): every code of the 8-bit types, some of the 16-bit ones
  encode.csv    dtype, bits of the float64, code: numbers on, beside and between the values of each type
  quantiles.csv p, x
NaN results are left out of encode.csv: which NaN is a matter of taste.
"""

import csv
import random
import statistics
import struct
import warnings
from pathlib import Path

import ml_dtypes
import numpy

HERE = Path(__file__).parent
TYPES = {
    "float8_e4m3fn": ml_dtypes.float8_e4m3fn,
    "float8_e5m2": ml_dtypes.float8_e5m2,
    "float8_e4m3fnuz": ml_dtypes.float8_e4m3fnuz,
    "float8_e5m2fnuz": ml_dtypes.float8_e5m2fnuz,
    "float8_e8m0fnu": ml_dtypes.float8_e8m0fnu,
    "float16": numpy.float16,
    "bfloat16": ml_dtypes.bfloat16,
    "float32": numpy.float32,
}


def width(dtype):
    return numpy.dtype(dtype).itemsize


def code(x):
    return int.from_bytes(x.tobytes(), "little")


def decode(dtype, number):
    raw = number.to_bytes(width(dtype), "little")
    return float(numpy.frombuffer(raw, dtype=dtype)[0].astype(numpy.float64))


def codes(dtype, draw):
    if width(dtype) == 1:
        return range(256)
    top = 256 ** width(dtype)
    edges = [0, 1, 2, top // 2 - 1, top // 2, top // 2 + 1, top - 1]
    return sorted(set(edges + [draw.randrange(top) for _ in range(150)]))


def numbers(dtype, draw):
    """Values, the middles between neighbours, and the numbers beside those middles.

    All are float32 numbers where ml_dtypes is asked: from a double it rounds twice. numpy's own types are asked in
    doubles.
    """
    wide = numpy.float64 if dtype in (numpy.float16, numpy.float32) else numpy.float32
    finite = sorted({v for v in (decode(dtype, c) for c in codes(dtype, draw)) if abs(v) < float("inf")})
    out = []
    for v in finite:
        next_value = decode(dtype, code(numpy.float64(v).astype(dtype)) + 1) if v >= 0 else v
        middle = wide((v + next_value) / 2 if abs(next_value) < float("inf") else v)
        out.append(v)
        if v >= 0:
            out += [middle, numpy.nextafter(middle, wide(-numpy.inf)), numpy.nextafter(middle, wide(numpy.inf))]
    return [float(x) for x in out if abs(x) < float("inf")]


def main():
    warnings.simplefilter("ignore")
    draw = random.Random(5)
    with open(HERE / "decode.csv", "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        for name, dtype in TYPES.items():
            for c in codes(dtype, draw):
                out.writerow([name, c, repr(decode(dtype, c))])
    with open(HERE / "encode.csv", "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        for name, dtype in TYPES.items():
            for x in numbers(dtype, draw):
                result = numpy.float64(x).astype(dtype)  # exact in float32, or by numpy itself
                if numpy.isfinite(result.astype(numpy.float64)):
                    out.writerow([name, struct.pack(">d", x).hex(), code(result)])
    with open(HERE / "quantiles.csv", "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        normal = statistics.NormalDist()
        for p in [1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 0.001, 0.074, 0.076, 0.25, 0.5, 0.7, 0.92, 0.93, 0.999, 1 - 1e-12]:
            out.writerow([repr(p), repr(normal.inv_cdf(p))])


main()
