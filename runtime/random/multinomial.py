"""Sampling of categories by their probabilities: binary search in cumulative sums, alias tables."""

from __future__ import annotations

import numpy as np

from ..errors import TorchError, argument_error
from .generator import Generator, default_generator

#: Points of one row from which on a search of its own is worth a call.
_MANY = 64
#: From how many points in how many sums on they are searched for from a good guess.
_MANY_POINTS, _MANY_SUMS = 4096, 4096
_STEPS = 8


def multinomial(
    probabilities: np.ndarray, samples: int, replacement: bool = False, generator: Generator = default_generator
) -> np.ndarray:
    """Categories, 1-based int64, of each row of `probabilities` (rows x n, or n); they need not sum to 1.

    The result is rows x `samples` (or `samples`). Without replacement a category is drawn once.
    """
    if probabilities.ndim not in (1, 2):
        raise TorchError(f"multinomial expects 1 or 2 dimensions, got {probabilities.ndim}")
    rows = probabilities.astype(np.float64).reshape(-1, probabilities.shape[-1])
    count, categories = rows.shape
    if samples <= 0:
        raise argument_error(2, "cannot sample n_sample < 0 samples")
    if not replacement and samples > categories:
        raise argument_error(2, "cannot sample n_sample > prob_dist:size(1) samples without replacement")
    cumulative = np.cumsum(rows, axis=1)
    total = cumulative[:, -1:].copy()
    if not (total > 0).all():
        raise argument_error(2, "invalid multinomial distribution (sum of probabilities <= 0)")
    cumulative /= total
    points = generator.uniforms(count * samples).reshape(count, samples)
    found = _search(cumulative, points) if replacement else _without_replacement(cumulative, points)
    found += 1
    return found.reshape(samples) if probabilities.ndim == 1 else found


def _search(cumulative: np.ndarray, points: np.ndarray) -> np.ndarray:
    """For each point the first category of its row whose cumulative sum reaches it, all rows at once."""
    cumulative[:, -1] = 1
    if points.shape[1] >= _MANY and (cumulative[:, 1:-1] >= cumulative[:, :-2]).all():
        return np.array([_search_row(sums, own) for sums, own in zip(cumulative, points)])
    row = np.arange(len(points))[:, None]
    left = np.zeros(points.shape, np.int64)
    right = np.full(points.shape, cumulative.shape[1])
    while (left < right).any():
        middle = left + (right - left) // 2
        below = (cumulative[row, np.minimum(middle, cumulative.shape[1] - 1)] < points) & (left < right)
        right = np.where(below | (left >= right), right, middle)
        left = np.where(below, middle + 1, left)
    return left


def _search_row(sums: np.ndarray, points: np.ndarray) -> np.ndarray:
    """For each point the first of the rising `sums` that reaches it.

    Many searches in many sums miss the processor's cache at every step, so they start close to the place: where the
    sums reach the next smaller of evenly spread values. From there it is one step on average, to the right.
    """
    count = len(sums)
    if len(points) < _MANY_POINTS or count < _MANY_SUMS:
        return np.searchsorted(sums, points)
    starts = np.searchsorted(sums, np.arange(count) / count)
    found = starts[np.maximum((points * count).astype(np.int64) - 1, 0)]
    left = np.flatnonzero(sums[found] < points)
    for _ in range(_STEPS):
        if not left.size:
            break
        found[left] += 1
        left = left[sums[found[left]] < points[left]]
    found[left] = np.searchsorted(sums, points[left])
    return found


def _without_replacement(cumulative: np.ndarray, points: np.ndarray) -> np.ndarray:
    found = np.empty(points.shape, np.int64)
    row = np.arange(len(points))
    categories = np.arange(cumulative.shape[1])
    for j in range(points.shape[1]):
        drawn = found[:, j] = _search(cumulative, points[:, j : j + 1])[:, 0]
        before = np.where(drawn > 0, cumulative[row, drawn - 1], 0.0)
        mass = (cumulative[row, drawn] - before)[:, None]
        np.subtract(cumulative, mass, out=cumulative, where=categories >= drawn[:, None])
        with np.errstate(divide="ignore", invalid="ignore"):  # after the last category nothing is left
            cumulative /= 1.0 - mass
    return found


def alias_pairs(probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(partners, q): category i keeps q[i] of its n-th share, the rest goes to its partner (0-based, -1 for none).

    `probabilities` must sum to 1; q has their dtype and may exceed 1 by rounding errors.
    """
    dtype = probabilities.dtype
    scaled = probabilities.reshape(-1) * dtype.type(probabilities.size)
    # Each step depends on the one before: a loop over plain numbers, rounded to float32 where Torch does.
    q = scaled.tolist()
    partners = [-1] * len(q)
    small = [i for i, value in enumerate(q) if value < 1.0]
    large = [i for i, value in enumerate(q) if not value < 1.0]
    single = dtype != np.float64
    while small and large:
        low, high = small.pop(), large[-1]
        partners[low] = high
        rest = q[high] - (1.0 - q[low])
        q[high] = rest = float(dtype.type(rest)) if single else rest
        if rest < 1.0:
            small.append(large.pop())
    return np.array(partners, np.int64), np.array(q, dtype)


def alias_tables(probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tables (J, q) from which `alias_draw` samples in constant time; `probabilities` must sum to 1.

    J is 1-based int64, q has the dtype of `probabilities`.
    """
    partners, table = alias_pairs(probabilities)
    if not table.size or not table.min() > 0:
        raise argument_error(2, "q_min is less than 0")
    if table.max() > 1:
        table /= table.max()
    aliases = np.maximum(partners, 0)
    table[aliases <= 0] = 1  # such an index never got a partner (or got the first one: Torch's slip)
    return aliases + 1, table


def alias_draw(
    count: int, aliases: np.ndarray, table: np.ndarray, generator: Generator = default_generator
) -> np.ndarray:
    """`count` categories, 1-based int64, by the (0-based) tables of `alias_tables`.

    A category that comes from `aliases` is one too low, as in Torch.
    """
    points = generator.uniforms(2 * count)
    index = (points[0::2] * len(aliases)).astype(np.int64)
    chance = table[index].astype(np.float64)
    if not ((chance >= 0) & (chance <= 1)).all():
        raise argument_error(1, "must be >= 0 and <= 1")
    return np.where(points[1::2] <= chance, index + 1, aliases[index])
