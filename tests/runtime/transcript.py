"""Scripts retold in Python: what they print is compared with what Torch7 printed."""

from __future__ import annotations

import difflib

import numpy as np

from runtime.printing import cformat, lua_print
from runtime.tensor import TENSORS, from_array
from tests.paths import FIXTURES


class Transcript:
    """Collects output as `print` and `io.write` of Torch's interpreter write it."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def print(self, *values) -> None:
        self.parts.append(lua_print(*values))

    def write(self, *texts: str) -> None:
        self.parts.extend(texts)

    def formatted(self, template: str, numbers) -> None:
        """Each number under `template`, then the empty line that print() does not write."""
        self.parts.extend([cformat(template, n) for n in numbers])

    def check(self, name: str) -> None:
        """Fails, showing the lines that differ, unless this is the recorded output byte for byte."""
        expected = (FIXTURES / "scripts" / name).read_bytes().decode("latin-1").split("\n")
        lines = "".join(self.parts).split("\n")
        assert lines == expected, "\n".join(difflib.unified_diff(expected, lines, "torch", "here", lineterm="", n=1))


def tensor(values, kind: str = "Double"):
    """A new tensor with these values, converted as C does."""
    array = np.array(values, np.float64)
    target = TENSORS[kind].empty(array.shape)
    target.array[...] = array.astype(np.int64) if target.dtype.integral else array
    return target


def double(array):
    """A DoubleTensor on the memory of `array`."""
    return from_array(np.asarray(array, np.float64))
