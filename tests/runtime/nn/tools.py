"""What the generic tests do with nested inputs and outputs."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np

import converter
from runtime import Table, torch
from runtime.tensor import TensorCore

from .cases.case import random_input, tensor


def leaves(value: Any) -> list[Any]:
    """The tensors of a nested table, in order."""
    if isinstance(value, Table):
        return [leaf for child in value.values() for leaf in leaves(child)]
    return [value] if isinstance(value, TensorCore) else []


def mapped(value: Any, function: Any) -> Any:
    """The nested table with `function` applied to its tensors; what is no tensor stays."""
    if isinstance(value, Table):
        return Table({key: mapped(child, function) for key, child in value.items()})
    return function(value) if isinstance(value, TensorCore) else value


def copied(value: Any) -> Any:
    return mapped(value, lambda t: t.clone())


def floats(value: Any) -> Any:
    """DoubleTensors as FloatTensors."""
    return mapped(value, lambda t: t.float() if t.typename == "torch.DoubleTensor" else t)


def strided(value: Any) -> Any:
    """DoubleTensors as views with holes."""
    return mapped(value, lambda t: _with_holes(t) if t.typename == "torch.DoubleTensor" else t)


def _with_holes(t: Any) -> Any:
    view = torch.DoubleTensor(*t._size, 2).select(len(t._size) + 1, 1)
    assert not view.isContiguous() or view.nElement() == 1
    return view.copy(t)


def randoms(rng: np.random.Generator, spec: Any) -> Any:
    """A DoubleTensor for a tuple of sizes, a Table of them for a list; copies of tensors."""
    return random_input(spec, rng)


def like(rng: np.random.Generator, value: Any) -> Any:
    """Random numbers in the structure of `value`."""
    return mapped(value, lambda t: tensor(rng.standard_normal(t._size)))


def arrays(value: Any) -> list[np.ndarray]:
    """Copies of the arrays of a nested table."""
    return [t.array.copy() for t in leaves(value)]


def run(module: Any, input: Any, gradient: Any = copied) -> list[np.ndarray]:
    """Output, gradInput and gradients of the parameters, for a gradient made of the output."""
    torch.manualSeed(5)
    output = module.forward(input)
    results = arrays(output)
    module.zeroGradParameters()
    gradient = gradient(output)
    torch.manualSeed(6)
    results += arrays(module.backward(input, gradient))
    found = module.parameters()
    return results + (arrays(found[1]) if found is not None else [])


def same(got: list[np.ndarray], want: list[np.ndarray], tolerance: float = 1e-12) -> None:
    """The same arrays, each number within `tolerance` (relative above 1)."""
    assert len(got) == len(want)
    for a, b in zip(got, want):
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


def copies(thing: Any) -> list[Any]:
    """The copies that there are of an object: cloned, and by way of Python and Torch files."""
    return [
        thing.clone(),
        copy.deepcopy(thing),
        pickle.loads(pickle.dumps(thing)),
        converter.loads(converter.dumps(thing)),
        converter.loads(converter.dumps(thing, ascii=True)),
    ]
