"""Which fields of a module matter: parameters and buffers on one side, what a pass leaves behind on the other."""

from __future__ import annotations

from typing import Any

from runtime.objects import TorchObject
from runtime.table import Table
from runtime.tensor.core import TensorCore

#: Fields that every forward or backward pass fills anew; names that begin with "grad" are, too.
_SCRATCH_NAMES = """
    output outputs finput fgradInput input_map addBuffer buffer buffer1 buffer2 ones indices noise mask columns
    centered std normalized save_mean save_std norm norms normTensor zeroTensor cells hidden inputs scales sharedClones
    userPrevOutput userPrevCell userGradPrevOutput userGradPrevCell userNextGradCell nextInput
    outputTensor output_tensor total_weight_tensor total_weight target targets columnsBuffer onesBuffer
    tableoutput tablegradInput scale_tensor spatialOutput inputT outputT inputF outputF
    _input _gradOutput _gradOutputs _gradInput _output _outputs _inputs _buffer _sum _indices _target _mask _repeat
    _expand _weight _gradWeight _bias _transInput _transOutput _cdivtarget_ _noise _norm
"""
_SCRATCH = frozenset(_SCRATCH_NAMES.split())

#: The graph of an nngraph module, which holds the modules of `modules` once more.
_GRAPH = frozenset(("fg", "bg", "forwardnodes", "backwardnodes", "innode", "outnode"))


def is_scratch(obj: TorchObject, name: Any) -> bool:
    """Whether a field of `obj` only holds what the last pass left there.

    Of nn's classes all names with a leading underscore count.
    """
    if not isinstance(name, str):
        return False
    if name in _SCRATCH or name.startswith("grad"):
        return True
    return name.startswith("_") and obj._typename.startswith(("nn.", "cudnn."))


def is_graph(obj: TorchObject, name: Any) -> bool:
    """Whether a field is the graph of a module that lists its parts in `modules` as well."""
    return name in _GRAPH and isinstance(vars(obj).get("modules"), Table)


def is_module(value: Any) -> bool:
    """Whether a value is an object of a class like nn's: it has an output, or parts."""
    if not isinstance(value, TorchObject):
        return False
    fields = vars(value)
    return "modules" in fields or "output" in fields or "gradInput" in fields


def is_parameter(obj: TorchObject, name: Any) -> bool:
    """Whether a tensor in the field `name` is learned: it has a gradient, or the name of a weight."""
    if not isinstance(name, str) or not isinstance(vars(obj).get(name), TensorCore):
        return False
    return name in ("weight", "bias") or f"grad{name[:1].upper()}{name[1:]}" in vars(obj)
