"""Batch normalizations of trained nets folded into other layers (inn.utils)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..console import lua_print
from ..errors import TorchError
from ..nn.convolution.plane_convolution import PlaneConvolution
from ..nn.normalization.batch_normalization import BatchNormalization
from ..nn.simple.linear import Linear
from .const_affine import ConstAffine


def foldBatchNorm(net: Any) -> None:
    """Multiplies each batch normalization in evaluation into the convolution or linear layer before it, in place."""
    _fold(net)
    for module in net.listModules().array_values():
        if isinstance(module, BatchNormalization):
            lua_print("Couldnt fold these:", module)


def _fold(net: Any) -> None:
    place = 1
    while place <= len(net.modules):
        module = net.modules[place]
        before = net.modules[place - 1] if place > 1 else None
        if module.modules is not None:
            _fold(module)
        elif isinstance(module, BatchNormalization) and isinstance(before, (PlaneConvolution, Linear)):
            _fold_into(before, module)
            net.remove(place)
            continue
        place += 1


def _affine(norm: Any) -> tuple[Any, Any]:
    """What a batch normalization multiplies by and adds in evaluation."""
    factor = 1 / np.sqrt(norm.running_var.array.astype(np.float64) + norm.eps)
    shift = -norm.running_mean.array * factor
    if norm.affine:
        factor, shift = factor * norm.weight.array, shift * norm.weight.array + norm.bias.array
    return factor, shift


def _fold_into(layer: Any, norm: Any) -> None:
    factor, shift = _affine(norm)
    if layer.bias is None:
        layer.bias = norm.running_mean.clone().zero()
        layer.gradBias = layer.bias.clone()
    weight, bias = layer.weight.array, layer.bias.array
    bias[...] = bias * factor + shift
    weight *= factor.reshape(-1, *[1] * (weight.ndim - 1)).astype(weight.dtype)


def BNtoFixed(net: Any, ip: bool | None = None) -> Any:
    """Puts an inn.ConstAffine in the place of each batch normalization; returns the net."""

    def fixed(module: Any) -> Any:
        if not isinstance(module, BatchNormalization):
            return module
        if module.running_var is None:
            raise TorchError("assertion failed!")
        affine = ConstAffine(module.running_mean.nElement(), ip).type(module.running_mean._typename)
        affine.a.array[...], affine.b.array[...] = _affine(module)
        return affine

    return net.replace(fixed)


def testSurgery(input: Any, f: Any, net: Any, *args: Any) -> float:
    """The largest difference that ``f(net, ...)`` makes to the output of the net."""
    before = net.forward(input).clone()
    f(net, *args)
    return float(np.abs(net.forward(input).array - before.array).max())
