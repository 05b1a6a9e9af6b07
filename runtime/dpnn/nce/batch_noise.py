"""nn.NCEModule with one set of k noise samples for a whole batch: all products are of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...nn.simple.common import buffer
from ...nn.simple.rows import add_rows


def forward(module: Any, input: Any, target: Any) -> None:
    """Fills `output`; `sampleidx` holds the k samples, then the targets."""
    batch, k = input._size[0], int(module.k)
    index = buffer(module, "sampleidx", target)
    index.resize_array((k + batch,))[k:] = target.array
    module.noiseSample(index, 1, module.k)
    rows = index.resize_array((k + batch,)).astype("i8") - 1
    weight = buffer(module, "_weight", module.bias).resize_array((k + batch, module.weight._size[1]))
    weight[...] = module.weight.array[rows]
    bias = module.bias.array[rows]
    of_targets = module.output[1].resize_array((batch,))
    np.einsum("bi,bi->b", input.array, weight[k:], out=of_targets)
    of_targets += bias[k:]
    of_samples = module.output[2].resize_array((batch, k))
    np.matmul(input.array, weight[:k].T, out=of_samples)
    of_samples += bias[:k]
    for linear in (of_targets, of_samples):
        np.exp(linear, out=linear)
    Z = module.partition(module.output[2])
    of_targets /= Z
    of_samples /= Z
    noise = module.noise_of_samples(module.output[2])
    module.output[3].set(noise.narrow(1, k + 1, batch))
    module.output[4].set(noise.narrow(1, 1, k).view(1, k).expand(batch, k))


def backward(module: Any, gradOutput: Any, gradient: Any) -> None:
    """Writes the gradient by the input into an array; keeps that by the linear outputs."""
    k, weight = int(module.k), module._weight.array
    by_target, by_samples = gradOutput[1], gradOutput[2]
    samples = buffer(module, "_gradOutput", by_samples).resize_array(by_samples._size)
    targets = buffer(module, "_tgradOutput", by_target).resize_array(by_target._size)
    np.multiply(by_samples.array, module.output[2].array, out=samples)  # d P / d linear = P
    np.multiply(by_target.array, module.output[1].array, out=targets)
    np.matmul(samples, weight[:k], out=gradient)
    gradient += targets[:, None] * weight[k:]


def accumulate(module: Any, input: Any, scale: float) -> None:
    """Adds the gradients by the parameters of the classes that took part."""
    k, x = int(module.k), input.array
    samples, targets = module._gradOutput.array, module._tgradOutput.array
    samples *= scale
    targets *= scale
    slopes = buffer(module, "_gradWeight", module.bias).resize_array(module._weight._size)
    np.matmul(samples.T, x, out=slopes[:k])
    np.multiply(targets[:, None], x, out=slopes[k:])
    rows = module.sampleidx.array.astype("i8") - 1
    add_rows(module.gradWeight.array, rows, slopes)
    add_rows(module.gradBias.array, rows, np.concatenate((samples.sum(0), targets)))
