"""Fixtures about tensors: dtypes, views, sharing, layouts."""

import torch
from torch import nn

from cases import both, case, ramp, save

FLOAT8 = ("float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu")
PLAIN = ("float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8")


@both("08-odd-shapes.pt")
def odd_shapes(path):
    """Empty tensors, the first one too, and tensors without dimensions."""
    save({"empty": torch.zeros(0), "empty2": torch.zeros(3, 0, 2, dtype=torch.int64),
          "scalar": torch.tensor(2.5), "one": torch.tensor([4]), "flag": torch.tensor(True),
          "empty3": torch.zeros(0, dtype=torch.float16), "last": ramp(2, 2)}, path)


@both("08-dtypes.pt")
def dtypes(path):
    """Every dtype with a storage class of its own."""
    value = {name: ramp(2, 3, dtype=getattr(torch, name)) for name in PLAIN}
    value["bool"] = torch.tensor([True, False, True])
    value["complex64"] = torch.complex(ramp(3), ramp(3, start=3))
    value["complex128"] = value["complex64"].to(torch.complex128)
    value["special"] = torch.tensor([float("nan"), float("inf"), -float("inf"), -0.0, 1e-45])
    save(value, path)


@case("08-conj-neg.pt")
def conj_neg(path):
    """The lazy conjugate, tied to a plain one and alone, and the lazy negative."""
    plain = torch.complex(ramp(3), ramp(3, start=3))
    save({"plain": plain, "conj": plain.conj(), "own": (plain * 2).conj(),
          "neg": torch._neg_view(ramp(3, start=1))}, path)


@both("09-views.pt")
def views(path):
    """Slices, transposed, expanded, strided, overlapping; each on its own storage."""
    save({"slice": ramp(6, 2)[1:3], "transposed": ramp(2, 3).t(), "expanded": ramp(3, 1).expand(3, 4),
          "stepped": ramp(10)[1::3], "permuted": ramp(2, 3, 4).permute(2, 0, 1),
          "overlap": ramp(6).as_strided((4, 3), (1, 1)), "channels_last":
          ramp(1, 2, 2, 3).contiguous(memory_format=torch.channels_last),
          "column": ramp(3, 3)[:, 1], "whole": ramp(2, 2), "zero_rows": ramp(4, 2)[:0],
          "point": ramp(5)[3]}, path)


@both("09-tied.pt")
def tied(path):
    """Tied as one object, as two tensors on one storage, and as a view of a part."""
    weight, other = ramp(4, 2), ramp(3, 2, start=50)
    save({"emb.weight": weight, "head.weight": weight, "a.weight": other, "b.weight": other[:],
          "c.weight": other.t(), "d.row": other[1]}, path)


@both("09-flat-storage.pt")
def flat_storage(path):
    """Disjoint and meeting views of one flat storage, as optimizers and FSDP make."""
    flat = ramp(24)
    save({"w": flat[:12].view(4, 3), "b": flat[12:15], "gap": flat[18:24].view(2, 3)}, path)


@both("09-parameter.pt")
def parameter(path):
    """A Parameter beside a plain tensor, one frozen, one with an attribute."""
    marked = nn.Parameter(ramp(2, start=9))
    marked.sparse = True
    value = {"parameter": nn.Parameter(ramp(3, 2)), "tensor": ramp(3, 2),
             "frozen": nn.Parameter(ramp(2), requires_grad=False), "marked": marked,
             "grad": ramp(2).requires_grad_()}
    save(value, path)


@both("09-parameter-alone.pt")
def parameter_alone(path):
    """One Parameter as the whole file."""
    save(nn.Parameter(ramp(3, 2)), path)


@case("09-buffer.pt")
def buffer(path):
    """nn.Buffer and a tensor with an attribute: `_rebuild_from_type_v2`."""
    tagged = ramp(2)
    tagged.origin = "here"
    save({"buffer": nn.Buffer(ramp(3)), "tagged": tagged}, path)


@case("15-float8.pt")
def float8(path):
    """All float8 dtypes, each bit pattern a different one."""
    save({name: torch.arange(12, dtype=torch.uint8).mul(21).view(getattr(torch, name)).reshape(4, 3)
          for name in FLOAT8}, path)


@case("15-float4.pt")
def float4(path):
    """Two values a byte; the shape counts bytes."""
    save({"w": torch.arange(6, dtype=torch.uint8).view(torch.float4_e2m1fn_x2).reshape(3, 2)}, path)


@case("15-unsigned.pt")
def unsigned(path):
    """uint16, uint32, uint64: `_rebuild_tensor_v3`."""
    value = {name: torch.arange(6).to(getattr(torch, name)).reshape(3, 2)
             for name in ("uint16", "uint32", "uint64")}
    value["view"] = torch.arange(8).to(torch.uint16)[2:6:2]
    save(value, path)


@case("15-complex32.pt")
def complex32(path):
    """The half precision complex."""
    save({"w": torch.complex(ramp(3), ramp(3, start=3)).to(torch.complex32)}, path)


@case("15-shared-uint8-uint16.pt")
def shared_dtypes(path):
    """One storage under two dtypes: two classes of storage on one key."""
    words = torch.arange(4, dtype=torch.int32).to(torch.uint16)
    save({"bytes": words.view(torch.uint8), "words": words,
          "half": words.view(torch.float8_e5m2)}, path)


@case("15-bits.pt")
def bits(path):
    """The bits dtypes."""
    raw = torch.arange(8, dtype=torch.uint8)
    save({name: raw.clone().view(getattr(torch, name))
          for name in ("bits8", "bits16", "bits1x8", "bits2x4", "bits4x2")}, path)


@both("15-quantised.pt")
def quantised(path):
    """Per tensor, and per channel along either axis."""
    scales = torch.tensor([0.5, 0.25, 0.125], dtype=torch.float64)
    save({"tensor": torch.quantize_per_tensor(ramp(3, 2), 0.5, 3, torch.qint8),
          "unsigned": torch.quantize_per_tensor(ramp(3, 2), 0.25, 10, torch.quint8),
          "wide": torch.quantize_per_tensor(ramp(3, 2), 0.5, 0, torch.qint32),
          "channel": torch.quantize_per_channel(ramp(3, 2), scales, torch.tensor([0, 1, 2]), 0, torch.qint8),
          "channel1": torch.quantize_per_channel(ramp(2, 3), scales, torch.zeros(3, dtype=torch.int64),
                                                 1, torch.qint8)}, path)


@case("15-quantised-packed.pt")
def quantised_packed(path):
    """quint4x2: two elements a byte; numel in bytes, with room for whole bytes a row."""
    scales, zeros = torch.full((3,), 0.5), torch.full((3,), 0.5)
    packed = torch.quantize_per_channel(ramp(3, 5), scales, zeros, 0, torch.quint4x2)
    raw = torch.tensor([], dtype=torch.uint8).set_(packed.untyped_storage())
    raw[8] = 0  # torch packs the 15 elements without gaps and leaves the ninth byte as it was
    save({"w": packed}, path)


@both("15-sparse-coo.pt")
def sparse_coo(path):
    """COO, coalesced and not."""
    indices = torch.tensor([[0, 2, 2], [1, 0, 2]])
    loose = torch.sparse_coo_tensor(indices, ramp(3, start=1), (4, 3))
    save({"loose": loose, "tight": loose.coalesce(), "dense": ramp(2)}, path)


@both("15-sparse-csr.pt")
def sparse_csr(path):
    """CSR."""
    save({"csr": ramp(4, 3).to_sparse_csr(), "dense": ramp(2)}, path)


@case("15-sparse-other.pt")
def sparse_other(path):
    """CSC, BSR, BSC."""
    dense = ramp(4, 4)
    save({"csc": dense.to_sparse_csc(), "bsr": dense.to_sparse_bsr((2, 2)),
          "bsc": dense.to_sparse_bsc((2, 2))}, path)


@case("15-nested.pt")
def nested(path):
    """The first kind of nested tensor."""
    save({"nested": torch.nested.nested_tensor([ramp(2, 3), ramp(4, 3)])}, path)


@case("15-jagged.pt")
def jagged(path):
    """The jagged kind of nested tensor."""
    save({"jagged": torch.nested.nested_tensor([ramp(2, 3), ramp(4, 3)], layout=torch.jagged)}, path)


@both("15-meta.pt")
def on_meta(path):
    """A tensor without a storage."""
    save({"meta": torch.empty(3, 2, device="meta"), "real": ramp(2)}, path)


@case("15-wrapper.pt")
def wrapper(path):
    """A subclass of Tensor of a known class."""
    save({"masked": torch.masked.masked_tensor(ramp(3), torch.tensor([True, False, True]))}, path)
