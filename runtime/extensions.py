"""The packages beside torch and nn that register classes (dpnn, rnn, nngraph ...), imported on demand."""

from __future__ import annotations

import functools
import importlib
import importlib.util

#: Import order follows the dependencies between them.
PACKAGES = ("nn", "nngraph", "nnx", "inn", "stn", "cudnn", "torchx", "dpnn", "rnn", "optim", "dataload", "tds")


@functools.cache
def load_all() -> tuple[str, ...]:
    """Imports every package that is there, so that the registry is complete; returns their names."""
    found = []
    for name in PACKAGES:
        if importlib.util.find_spec(f"{__package__}.{name}") is not None:
            importlib.import_module(f"{__package__}.{name}")
            found.append(name)
    return tuple(found)
