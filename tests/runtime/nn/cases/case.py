"""What the generic tests need to know of a class: how an object is made, what goes in, what it is excused from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from runtime import Table, torch


def tensor(array: Any) -> Any:
    """A DoubleTensor that holds a copy of `array`."""
    return torch.DoubleTensor(np.array(array, "f8"))


def positive(*size: int) -> Any:
    """Numbers above 0, for logarithms and powers."""
    return tensor(np.random.default_rng(sum(size)).uniform(0.1, 3, size))


def random_input(spec: Any, rng: np.random.Generator) -> Any:
    """A random DoubleTensor for a tuple of sizes, a Table for a list; a copy of what is a tensor already."""
    if isinstance(spec, list):
        return Table([random_input(s, rng) for s in spec])
    return tensor(rng.standard_normal(spec)) if isinstance(spec, tuple) else spec.clone()


@dataclass(frozen=True)
class Case:
    """A module: `make` builds it, `input` is a tuple of sizes, a tensor, or a list of such."""

    make: Callable[[], Any]
    input: Any
    #: The first dimension of all inputs and outputs is a batch, computed sample by sample.
    rows: bool = False
    #: How far the gradient may be from the derivative; None where it is, on purpose, something else.
    gradient: float | None = 1e-6
    #: The gradient is the derivative in evaluation, too.
    evaluation: bool = True
    #: Strided input is taken (Torch refuses it where it makes views).
    strided: bool = True
    #: Strided gradients are taken.
    strided_gradient: bool = True
    #: How far results in float may be from those in double; None where the type is fixed.
    float: float | None = 2e-4
    #: Output and gradInput are the same tensors in each pass.
    reused: bool = True
    #: What clearState and conversions lose is made up for by this.
    renew: Callable[[Any], Any] = lambda module: None

    def build(self, seed: int = 11) -> tuple[Any, Any]:
        """(module, input), the same for the same seed."""
        torch.manualSeed(seed)
        module = self.make()
        return module, random_input(self.input, np.random.default_rng(seed))


def case(make: Callable[[], Any], input: Any, **options: Any) -> Case:
    return Case(make, input, **options)


def batch(make: Callable[[], Any], input: Any, **options: Any) -> Case:
    """A case whose input is a batch."""
    return Case(make, input, rows=True, **options)


@dataclass(frozen=True)
class Loss:
    """A criterion with its input and target, which are tensors, numbers, Tables or None."""

    make: Callable[[], Any]
    input: Any
    target: Any
    strided: bool = True


def loss(make: Callable[[], Any], input: Any, target: Any = None, **options: Any) -> Loss:
    return Loss(make, input, target, **options)
