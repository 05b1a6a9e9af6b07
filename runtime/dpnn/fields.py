"""Lists of field names that dpnn's methods consult: what clones share, what files leave out.

In Lua these are tables in the classes (``nn.Module.dpnn_parameters``), which scripts replace for classes
of their own; objects may have lists of their own too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..nn import (
    BatchNormalization,
    Module,
    SpatialBatchNormalization,
    SpatialConvolution,
    SpatialConvolutionMM,
    SpatialMaxPooling,
)
from ..table import Table
from .patching import Patches

_lists: dict[type, dict[str, tuple[str, ...]]] = {}


def declare(cls: type, **lists: Iterable[str]) -> None:
    """Declares lists of field names, such as ``dpnn_parameters=("weight", "bias")``, for a class."""
    _lists.setdefault(cls, {}).update({name: tuple(names) for name, names in lists.items()})


def field_names(obj: Any, key: str) -> list[str]:
    """The list `key` of an object: its own, its class's as scripts see it, or the one declared."""
    found = getattr(obj, key, None)
    if found is None:
        declared = [_lists[cls][key] for cls in type(obj).__mro__ if key in _lists.get(cls, ())]
        return list(declared[0]) if declared else []
    return found.array_values() if isinstance(found, Table) else list(found)


def add_to(patches: Patches, *classes: type) -> None:
    """Plans the declared lists of these classes as tables in the classes."""
    for cls in classes:
        for key, names in _lists[cls].items():
            patches.set(cls, key, Table(names))


MEDIUM = ("output", "gradInput", "momGradParams", "dpnn_input")
GRADIENTS = ("gradWeight", "gradBias")
_CONVOLUTION = (*MEDIUM, "finput", "fgradinput", "_input", "_gradOutput")
_NORMALIZATION = (*MEDIUM, "buffer", "buffer2", "centered", "std", "normalized", "output", "gradInput")

declare(
    Module,
    dpnn_parameters=("weight", "bias"),
    dpnn_gradParameters=GRADIENTS,
    dpnn_mediumEmpty=MEDIUM,
    dpnn_lightEmpty=GRADIENTS,
    dpnn_serialEmpty=(),
)
declare(SpatialMaxPooling, dpnn_mediumEmpty=(*MEDIUM, "indices"))
declare(SpatialConvolution, dpnn_mediumEmpty=_CONVOLUTION)
declare(SpatialConvolutionMM, dpnn_mediumEmpty=_CONVOLUTION)
declare(SpatialBatchNormalization, dpnn_mediumEmpty=_NORMALIZATION)
declare(
    BatchNormalization,
    dpnn_mediumEmpty=_NORMALIZATION,
    dpnn_parameters=("weight", "bias", "running_mean", "running_var"),
)

#: The classes of nn that have such lists.
NN_CLASSES = tuple(_lists)
