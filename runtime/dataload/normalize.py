"""Inputs of mean 0 and standard deviation 1, channel by channel (dl.fitImageNormalize)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from .. import files
from ..console import lua_print
from ..errors import TorchError
from ..printing import lua_tostring
from ..table import Table
from ..tensor.core import TensorCore
from ..tensor.default import default_type
from .iterators import batches


def fitImageNormalize(
    trainset: Any,
    nsample: int | None = None,
    cachepath: str | None = None,
    verbose: Any = None,
    dim: int | None = None,
    iterator: str | None = None,
) -> Callable[[Any], Any]:
    """A function that normalizes a batch in place, by the means of `nsample` (10000) samples of `trainset`.

    `dim` (2) is the dimension of channels, `iterator` ('sampleiter') the method that gives samples; mean and std are
    kept in the file `cachepath` if given.
    """
    nsample, dim, iterator = nsample or 10000, dim or 2, iterator or "sampleiter"
    if cachepath and os.path.isfile(files.system_name(cachepath)):
        kept = files.load(cachepath)
        mean, std = kept["mean"], kept["std"]
        if verbose:
            lua_print("Loaded mean and std from cache.")
    else:
        mean, std = _estimate(trainset, nsample, dim, iterator, verbose)
        if cachepath:
            files.save(cachepath, Table({"mean": mean, "std": std}))
    means, stds = mean.array.tolist(), std.array.tolist()

    def normalize(inputs: Any) -> Any:
        for i, (m, s) in enumerate(zip(means, stds), 1):
            inputs.select(dim, i).add(-m).div(s)
        return inputs

    if verbose:
        _report(trainset, mean, std, normalize)
    return normalize


def _estimate(trainset: Any, nsample: int, dim: int, iterator: str, verbose: Any) -> tuple[Any, Any]:
    """Means over batches of 32 of each channel's mean and standard deviation."""
    start = time.perf_counter()
    if verbose:
        text = "Estimating the mean,std (per-channel, shared for all pixels) over {} randomly sampled training images"
        lua_print(text.format(nsample))
    mean: Any = None
    std: Any = None
    for _, inputs, *_ in batches(trainset, iterator, min(32, nsample), nsample):
        if not isinstance(inputs, TensorCore):
            raise TorchError("assertion failed!")
        if mean is None:
            mean = default_type().empty((inputs.size(dim),)).zero()
            std = mean.clone()
        for i in range(1, inputs.size(dim) + 1):
            channel = inputs.select(dim, i)
            mean.array[i - 1] += channel.mean()
            std.array[i - 1] += channel.std()
    for tensor in (mean, std):
        tensor.mul(32).div(nsample)
    if verbose:
        lua_print("Time to estimate:", time.perf_counter() - start)
    return mean, std


def _report(trainset: Any, mean: Any, std: Any, normalize: Callable) -> None:
    lua_print("Mean: ", mean)
    lua_print("Std:", std)
    found = trainset.sub(1, min(100, trainset.size()))
    inputs = found[0] if isinstance(found, tuple) else found
    normalize(inputs)
    rates = f"Mean: {lua_tostring(inputs.mean())} Std: {lua_tostring(inputs.std())}"
    lua_print("Stats of 100 randomly sampled images after normalizing. " + rates)
