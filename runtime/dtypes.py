"""The element types of Torch7: one table that everything else derives from.

Names are Torch's: ``Double`` stands for ``torch.DoubleTensor`` and ``torch.DoubleStorage``; the
CUDA float type is plain ``Cuda``. Without CUDA the Cuda types live in host memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class DType:
    """One element type: Torch's name, the numpy dtype, where it lives and how it computes."""

    name: str
    numpy: np.dtype
    cuda: bool = False

    @cached_property
    def integral(self) -> bool:
        return self.numpy.kind in "iu"

    @cached_property
    def tensor(self) -> str:
        return f"torch.{self.name}Tensor"

    @cached_property
    def storage(self) -> str:
        return f"torch.{self.name}Storage"

    @cached_property
    def accumulate(self) -> np.dtype:
        """The type in which Torch sums values of this type (TH's accreal)."""
        return np.dtype(np.int64 if self.integral else np.float64)

    @cached_property
    def host(self) -> str:
        """Name of the CPU type of the same elements."""
        return HOST_NAMES.get(self.name, self.name)


_HOST_TYPES = {
    "Double": np.float64,
    "Float": np.float32,
    "Half": np.float16,
    "Byte": np.uint8,
    "Char": np.int8,
    "Short": np.int16,
    "Int": np.int32,
    "Long": np.int64,
}

HOST_NAMES = {("Cuda" if name == "Float" else f"Cuda{name}"): name for name in _HOST_TYPES}

DTYPES: dict[str, DType] = {name: DType(name, np.dtype(t)) for name, t in _HOST_TYPES.items()}
DTYPES.update({cuda: DType(cuda, np.dtype(_HOST_TYPES[host]), True) for cuda, host in HOST_NAMES.items()})

_BY_NUMPY = {d.numpy: d for d in DTYPES.values() if not d.cuda}


def from_numpy(dtype: np.dtype) -> DType:
    """The CPU type that holds `dtype`; TypeError where Torch has none (bool counts as Byte)."""
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return DTYPES["Byte"]
    found = _BY_NUMPY.get(dtype.newbyteorder("="))
    if found is None:
        raise TypeError(f"Torch7 has no tensor type for numpy's {dtype}: convert it first")
    return found
