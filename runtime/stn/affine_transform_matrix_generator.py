"""Affine maps of the plane from their parameters (stn's nn.AffineTransformMatrixGenerator)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import backend
from ..errors import TorchError, sizes
from ..nn.checks import need_size, same_type
from ..nn.module import Module
from ..registry import register


@register("nn.AffineTransformMatrixGenerator")
class AffineTransformMatrixGenerator(Module):
    """2 x 3 matrices (batch x 2 x 3) of the maps that rotate, scale and translate, as far as these are used.

    Parameters (batch x n, or n) come in this order: angle, factor, two shifts (which are rotated and scaled, too).
    With none of the three, they are the 6 elements themselves.
    """

    fullMode: Any = None
    useRotation: Any = None
    useScale: Any = None
    useTranslation: Any = None

    def __init__(self, useRotation: Any = None, useScale: Any = None, useTranslation: Any = None) -> None:
        super().__init__()
        self.fullMode = not (useRotation or useScale or useTranslation)
        if not self.fullMode:
            self.useRotation, self.useScale, self.useTranslation = useRotation, useScale, useTranslation

    def _split(self, params: Any) -> tuple[Any, Any, Any]:
        """Angles (batch), factors (batch) and shifts (batch x 2); None for what is not used."""
        angle, factor, shift = (bool(use) for use in (self.useRotation, self.useScale, self.useTranslation))
        expected = 6 if self.fullMode else angle + factor + 2 * shift
        if params.shape[1] != expected:
            raise TorchError(f"Expected {expected} parameters, got {params.shape[1]}")
        return (
            params[:, 0] if angle else None,
            params[:, int(angle)] if factor else None,
            params[:, -2:] if shift else None,
        )

    def updateOutput(self, input: Any) -> Any:
        same_type(self, self.output, input, "input")
        if len(input._size) not in (1, 2):
            raise TorchError(f"{self._typename}: input must be n or batch x n, got {sizes(input._size)}")
        params = input.array.reshape(-1, input._size[-1])
        angle, factor, shift = self._split(params)
        matrices = self.output.resize_array((*input._size[:-1], 2, 3)).reshape(-1, 2, 3)
        if self.fullMode:
            matrices[...] = params.reshape(-1, 2, 3)
            return self.output
        linear = _rotations(angle, matrices)
        self.rotationOutput = _tensor(input, linear)
        if factor is not None:
            linear = linear * factor[:, None, None]
        self.scaleOutput = _tensor(input, linear)
        matrices[:, :, :2] = linear
        matrices[:, :, 2] = 0 if shift is None else (linear @ shift[..., None])[..., 0]
        return self.output

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        need_size(self, gradOutput, "gradOutput", (*input._size[:-1], 2, 3))
        params = input.array.reshape(-1, input._size[-1])
        angle, factor, shift = self._split(params)
        g = gradOutput.array.reshape(-1, 2, 3)
        into = self.gradInput.resize_array(input._size).reshape(params.shape)
        if self.fullMode:
            into[...] = g.reshape(-1, 6)
            return self.gradInput
        linear, last = g[:, :, :2], g[:, :, 2:]
        if shift is not None:
            into[:, -2:] = (last.swapaxes(1, 2) @ self.scaleOutput.array)[:, 0]
            linear = linear + last * shift[:, None]
        if factor is not None:
            into[:, int(angle is not None)] = (self.rotationOutput.array * linear).sum((1, 2))
            linear = linear * factor[:, None, None]
        if angle is not None:
            slopes = _rotations(angle + np.pi / 2, g)
            into[:, 0] = (slopes * linear).sum((1, 2))
        return self.gradInput


def _rotations(angle: Any, like: Any) -> Any:
    """(batch x 2 x 2) rotations by the angles, or without these that do nothing."""
    matrices = backend.get_array_module(like).zeros((len(like), 2, 2), like.dtype)
    matrices[:, 0, 0] = matrices[:, 1, 1] = 1 if angle is None else np.cos(angle)
    if angle is not None:
        matrices[:, 1, 0] = np.sin(angle)
        matrices[:, 0, 1] = -matrices[:, 1, 0]
    return matrices


def _tensor(like: Any, array: Any) -> Any:
    tensor = type(like)()
    tensor.resize_array(array.shape)[...] = array
    return tensor
