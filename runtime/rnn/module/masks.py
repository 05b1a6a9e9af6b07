"""Zero masks and start states of the modules in a net (torch/rnn's setZeroMask, maskZero and setStartState)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...nn import utils
from ...nn.simple.common import require
from ...table import Table
from .children import children, is_container


def _own_or(module: Any, name: str, methods: type, *args: Any) -> Any:
    """Calls a method that an object has itself, or else the one that all such objects have after `activate`."""
    own = getattr(module, name, None)
    return getattr(methods, name)(module, *args) if own is None else own(*args)


def set_zero_mask(module: Any, zeroMask: Any) -> None:
    """Hands a zero mask (or False for none) to a module or criterion."""
    _own_or(module, "setZeroMask", CriterionMethods if _is_criterion(module) else MaskMethods, zeroMask)


def mask_zero(module: Any, v1: Any = None) -> Any:
    """Makes the recurrent modules in a module observe zero masks."""
    return _own_or(module, "maskZero", MaskMethods, v1)


def set_start_state(module: Any, startState: Any = None) -> None:
    """Sets what sequences start from, in all recurrent modules of a module."""
    _own_or(module, "setStartState", MaskMethods, startState)


def clear_criterion(criterion: Any) -> Any:
    """Drops the buffers of a criterion."""
    return _own_or(criterion, "clearState", CriterionState)


def _is_criterion(value: Any) -> bool:
    from ...nn.criterion.criterion import Criterion

    return isinstance(value, Criterion)


class MaskMethods:
    """Methods of nn.Module: each passes the call on to the modules that it contains."""

    def maskZero(self: Any, v1: Any = None) -> Any:
        """Makes recurrent modules observe zero masks, or with `v1` samples that are all zeros; returns self."""
        for module in children(self):
            mask_zero(module, v1)
        return self

    def setZeroMask(self: Any, zeroMask: Any = None) -> None:
        """Which steps of which samples are padding: a ByteTensor steps x batch, or false for none."""
        for module in children(self):
            set_zero_mask(module, zeroMask)

    def setStartState(self: Any, startState: Any = None) -> None:
        """What sequences start from: a table with an entry for each module, nil for zeros."""
        if not is_container(self):
            return
        if startState is not None and not isinstance(startState, Table):
            raise TorchError("Expecting table or nil for arg 1")
        for i, module in enumerate(children(self), 1):
            set_start_state(module, None if startState is None else startState.get(i))


def refuse_zero_mask(self: Any, zeroMask: Any = None) -> None:
    """setZeroMask of Element-Research's classes: their masks come from zeros in the input."""
    if zeroMask is not False:
        name = self._typename
        raise TorchError(f"this {name} is Element-Research's, which has no setZeroMask: it masks by zeros in the input")


class CriterionMethods:
    """Methods of nn.Criterion."""

    def setZeroMask(self: Any, zeroMask: Any = None) -> None:
        """Which samples are padding: handed on to the criterions that this one contains."""
        inner = vars(self).get("criterions")
        for criterion in inner.array_values() if isinstance(inner, Table) else []:
            set_zero_mask(criterion, zeroMask)
        if vars(self).get("criterion") is not None:
            set_zero_mask(self.criterion, zeroMask)


class CriterionState:
    """More of them, in torch/rnn only."""

    def clearState(self: Any) -> Any:
        """Empties the gradient; returns self."""
        return utils.clear(self, "gradInput")


def require_module(value: Any, text: str) -> None:
    from ...nn.module import Module

    require(isinstance(value, Module), text)
