"""vector.h's functions, compiled for each level: errors over all floats, infinities and NaN and subnormals included."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from build_backend import compilers, kernels
from runtime.kernels.native import library, sources

from .tools import needs_kernels

pytestmark = needs_kernels
#: Units in the last place: of exp, of exp for what is no more than 0, of tanh, of sigmoid.
ALLOWED = (1.1, 1.1, 1.5, 2.6)
STEP = 997  # a prime: all exponents, and all kinds of fractions


@pytest.mark.parametrize("level", ["kernels", "kernels_v3", "kernels_v4"])
def test_errors(level: str, tmp_path: Path) -> None:
    own, compiler = library.library(), compilers.installed()
    if compiler is None or level not in kernels.levels():
        pytest.skip(f"nothing to compile {level} with")
    if own is None or library.BETTER.get(level + kernels.SUFFIX, 0) > own.cpu_level():
        pytest.skip(f"{level} is not for this processor")
    flags = [flag for flag in kernels.FLAGS if flag != "-shared"] + list(kernels.levels()[level])
    source, program = Path(__file__).with_name("vector_accuracy.c"), tmp_path / "accuracy"
    compiler.run(*flags, f"-I{sources.FOLDER}", "-o", str(program), str(source), "-lm")
    told = subprocess.run([program, str(STEP)], capture_output=True, text=True, check=True)
    errors = [float(line) for line in told.stdout.split()]
    assert len(errors) == len(ALLOWED)
    assert all(error <= allowed for error, allowed in zip(errors, ALLOWED)), errors
