"""Convolutions and poolings as plain loops, to compare with."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

Sizes = tuple[int, ...]


def window(
    place: Sizes, kernel: Sizes, stride: Sizes, pad: Sizes, dilation: Sizes, sizes: Sizes
) -> Iterator[tuple[Sizes, Sizes]]:
    """(element of the kernel, position in the image) for the window at `place`, without the padding."""
    for k in itertools.product(*[range(n) for n in kernel]):
        where = tuple([p * s - q + i * d for p, s, q, i, d in zip(place, stride, pad, k, dilation)])
        if all(0 <= w < n for w, n in zip(where, sizes)):
            yield k, where


def convolution(x, weight, bias, stride: Sizes, pad: Sizes, dilation: Sizes) -> np.ndarray:
    """x (n, c, *sizes), weight (o, c, *kernel)."""
    sizes, kernel = x.shape[2:], weight.shape[2:]
    out_sizes = [(n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in zip(sizes, kernel, stride, pad, dilation)]
    out = np.zeros((len(x), len(weight), *out_sizes)) + bias.reshape(1, -1, *[1] * len(sizes))
    for place in itertools.product(*[range(n) for n in out_sizes]):
        for k, where in window(place, kernel, stride, pad, dilation, sizes):
            out[(..., *place)] += x[(..., *where)] @ weight[(..., *k)].T
    return out


def full_convolution(x, weight, bias, stride: Sizes, pad: Sizes, adj: Sizes) -> np.ndarray:
    """x (n, c, *sizes), weight (c, o, *kernel)."""
    sizes, kernel = x.shape[2:], weight.shape[2:]
    out_sizes = [(n - 1) * s - 2 * p + k + a for n, k, s, p, a in zip(sizes, kernel, stride, pad, adj)]
    out = np.zeros((len(x), weight.shape[1], *out_sizes)) + bias.reshape(1, -1, *[1] * len(sizes))
    one = (1,) * len(sizes)
    for place in itertools.product(*[range(n) for n in sizes]):
        for k, where in window(place, kernel, stride, pad, one, tuple(out_sizes)):
            out[(..., *where)] += x[(..., *place)] @ weight[(..., *k)]
    return out


def max_pooling(x, out_sizes: Sizes, kernel: Sizes, stride: Sizes, pad: Sizes, dilation: Sizes):
    """Maxima and their 1-based places, scanning windows row by row as Torch does."""
    sizes = x.shape[2:]
    out = np.full((*x.shape[:2], *out_sizes), np.finfo(float).min)
    places = np.zeros(out.shape, int)
    for n, c, *place in np.ndindex(*out.shape):
        for _, where in window(tuple(place), kernel, stride, pad, dilation, sizes):
            value = x[(n, c, *where)]
            if value > out[(n, c, *place)]:
                out[(n, c, *place)] = value
                places[(n, c, *place)] = np.ravel_multi_index(where, sizes) + 1
    return out, places


def average_pooling(x, out_sizes: Sizes, kernel: Sizes, stride: Sizes, pad: Sizes, include: bool) -> np.ndarray:
    sizes, one = x.shape[2:], (1,) * (x.ndim - 2)
    out = np.zeros((*x.shape[:2], *out_sizes))
    for place in itertools.product(*[range(n) for n in out_sizes]):
        inside = [where for _, where in window(place, kernel, stride, pad, one, sizes)]
        starts = [p * s - q for p, s, q in zip(place, stride, pad)]
        whole = np.prod([min(a + k, n + q) - a for a, k, n, q in zip(starts, kernel, sizes, pad)])
        for where in inside:
            out[(..., *place)] += x[(..., *where)] / (whole if include else len(inside))
    return out
