"""conv2, conv3 (kernel turned around) and xcorr2, xcorr3 (kernel as it is), valid (V) or full (F)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import argument_error
from .elements import sized
from .overload import operation


def _windows(image: Any, kernel: tuple[int, ...], full: bool, name: str) -> Any:
    """All patches of the kernel's size, as new last dimensions; a full convolution pads with zeros."""
    n = len(kernel)
    if full:
        image = np.pad(image, [(0, 0)] * (image.ndim - n) + [(k - 1, k - 1) for k in kernel])
    elif any(k > size for k, size in zip(kernel, image.shape[-n:])):
        raise argument_error(2, f"{name} : Input image is smaller than kernel")
    return np.lib.stride_tricks.sliding_window_view(image, kernel, axis=tuple(range(-n, 0)))


@np.errstate(over="ignore", invalid="ignore")  # a warning from numpy's own Python code would not count as the runtime's
def _products(a: Any, b: Any, axes: Any) -> Any:
    return np.tensordot(a, b, axes)


def _plane(windows: Any, weights: Any, n: int) -> Any:
    """One plane, one kernel."""
    return _products(windows, weights, n)


def _planes(windows: Any, weights: Any, n: int) -> Any:
    """Every plane with its own kernel."""
    return np.stack([_plane(plane, kernel, n) for plane, kernel in zip(windows, weights)])


def _maps(windows: Any, weights: Any, n: int) -> Any:
    """Every output plane sums all input planes, each with its kernel."""
    patch = list(range(n + 1, 2 * n + 1))
    return _products(weights, windows, (list(range(1, n + 2)), [0, *patch]))


def _declare(name: str, n: int, turned: bool) -> None:
    def kernel_of(combine: Any, planes: int, suffix: str) -> Any:
        def kernel(r: Any, t: Any, k: Any, mode: str) -> Any:
            weights, image = k.array, t.array
            if planes and weights.shape[planes - 1] != image.shape[0]:
                words = "input planes" if planes == 2 else "input/kernel planes"
                raise argument_error(2, f"invalid number of {words}")
            if turned:
                weights = np.flip(weights, tuple(range(-n, 0)))
            windows = _windows(image, weights.shape[-n:], mode == "F", f"conv{n}D{suffix}")
            result = combine(windows, weights, n)
            r = sized(r, result.shape, type(t))
            r.array[...] = result
            return r

        kernel.__doc__ = (
            f"{'Convolution' if turned else 'Cross-correlation'} in {n} dimensions of one plane, of planes with "
            f"their own kernels, or of planes with kernels of every output plane; V keeps to the image, F goes beyond."
        )
        return kernel

    for combine, planes, suffix, dims in (
        (_plane, 0, "mul", (n, n)),
        (_planes, 1, "cmul", (n + 1, n + 1)),
        (_maps, 2, "mv", (n + 1, n + 2)),
    ):
        pattern = f"[*T*] T~{dims[0]}D T~{dims[1]}D [(V|F)]"
        operation(name, pattern, in_place=True)(kernel_of(combine, planes, suffix))


_declare("conv2", 2, True)
_declare("xcorr2", 2, False)
_declare("conv3", 3, True)
_declare("xcorr3", 3, False)
