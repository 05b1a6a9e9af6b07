"""Clones that share their parameters with the original (dpnn's sharedClone)."""

from __future__ import annotations

from typing import Any

from ...copying import Copier
from ...nn.module import Module
from ...tensor import TensorCore
from ..fields import field_names
from .parameters import all_modules


def shared_clone(
    module: Any, shareParams: bool | None = True, shareGradParams: bool | None = True, stepClone: bool | None = False
) -> Any:
    """A deep copy of `module` whose parameters (and gradients) are views of the same memory.

    With `stepClone`, modules marked `dpnn_stepclone` are not copied but used by both.
    """
    if stepClone and _is_step(module):
        return module
    kinds = [
        name
        for name, wanted in (("dpnn_parameters", shareParams), ("dpnn_gradParameters", shareGradParams))
        if wanted is None or wanted
    ]
    return _SharingCopier(module, kinds, bool(stepClone)).copy(module)


def _is_step(module: Any) -> bool:
    """Whether a module keeps the steps of a sequence apart by itself (rnn's AbstractRecurrent)."""
    return bool(getattr(module, "dpnn_stepclone", False))


class _SharingCopier(Copier):
    """Copies all but the tensors that are to be shared.

    These are the named fields of modules, and other fields of modules in the same memory: so flat
    parameters (getParameters) and views of parameters go on being views.
    """

    def __init__(self, root: Any, kinds: list[str], step: bool) -> None:
        super().__init__()
        self._root, self._kinds, self._step = root, kinds, step
        self._names: dict[type, frozenset[str]] = {}
        self._storages = {
            id(tensor._storage)
            for module in all_modules(root)
            for name in self._shared_names(module)
            if isinstance(tensor := vars(module).get(name), TensorCore)
        }

    def _shared_names(self, module: Any) -> frozenset[str]:
        own = any(kind in vars(module) for kind in self._kinds)
        found = None if own else self._names.get(type(module))
        if found is None:
            found = frozenset([name for kind in self._kinds for name in field_names(module, kind)])
            if not own:
                self._names[type(module)] = found
        return found

    def _field(self, owner: Any, key: Any, value: Any) -> Any:
        if isinstance(value, TensorCore) and isinstance(owner, Module) and self._is_shared(owner, key, value):
            return value.make(value._storage, value._offset, value._size, value._stride)
        return super()._field(owner, key, value)

    def _is_shared(self, owner: Any, key: Any, tensor: Any) -> bool:
        return id(tensor._storage) in self._storages and len(tensor._storage) > 0 or key in self._shared_names(owner)

    def _shell(self, value: Any) -> Any:
        if isinstance(value, Module) and value is not self._root and id(value) not in self._memo:
            custom = getattr(value, "dpnn_sharedClone", None)
            if self._step and _is_step(value):
                self._memo[id(value)] = value, value
            elif custom is not None:
                self._memo[id(value)] = value, custom()
        return super()._shell(value)


class SharedClone:
    """nn.Module's sharedClone."""

    def sharedClone(
        self: Any, shareParams: bool | None = True, shareGradParams: bool | None = True, stepClone: bool | None = False
    ) -> Any:
        """A copy that shares parameters and gradients (unless told not to) and has all else of its own."""
        return shared_clone(self, shareParams, shareGradParams, stepClone)
