"""nn.NCEModule with k noise samples of its own for each sample of a batch."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...nn.simple.common import buffer
from ...nn.simple.rows import add_rows


def forward(module: Any, input: Any, target: Any) -> None:
    """Fills `output`; row i of `sampleidx` holds target i, then its samples."""
    batch, k = input._size[0], int(module.k)
    index = buffer(module, "sampleidx", target)
    index.resize_array((batch, k + 1))[:, 0] = target.array
    samples = buffer(module, "_sampleidx", index)
    module.noiseSample(samples, batch, module.k)
    index.array[:, 1:] = samples.array
    rows = index.array.astype("i8") - 1
    weight = buffer(module, "_weight", module.bias).resize_array((batch, k + 1, module.weight._size[1]))
    weight[...] = module.weight.array[rows]
    model = buffer(module, "_pm", input)
    linear = model.resize_array((batch, k + 1))
    np.matmul(weight, input.array[:, :, None], out=linear[:, :, None])
    linear += module.bias.array[rows]
    np.exp(linear, out=linear)
    linear /= module.partition(model)
    noise = module.noise_of_samples(model)
    for i, source in ((1, model), (3, noise)):
        module.output[i].set(source.select(2, 1))
        module.output[i + 1].set(source.narrow(2, 2, k))


def backward(module: Any, gradOutput: Any, gradient: Any) -> None:
    """Writes the gradient by the input into an array; keeps that by the linear outputs."""
    by_target, by_samples = gradOutput[1], gradOutput[2]
    linear = buffer(module, "_gradOutput", by_target).resize_array(module._pm._size)
    linear[:, 0], linear[:, 1:] = by_target.array, by_samples.array
    linear *= module._pm.array  # d P / d linear = P
    np.matmul(linear[:, None, :], module._weight.array, out=gradient[:, None, :])


def accumulate(module: Any, input: Any, scale: float) -> None:
    """Adds the gradients by the parameters of the classes that took part."""
    linear = module._gradOutput.array
    linear *= scale
    slopes = buffer(module, "_gradWeight", module.bias).resize_array(module._weight._size)
    np.multiply(linear[:, :, None], input.array[:, None, :], out=slopes)
    rows = module.sampleidx.array.astype("i8").reshape(-1) - 1
    add_rows(module.gradWeight.array, rows, slopes.reshape(-1, slopes.shape[-1]))
    add_rows(module.gradBias.array, rows, linear.reshape(-1))
