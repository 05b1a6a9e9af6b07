"""What the layers for images share: windows cut out of each image, classes of other packages."""

from __future__ import annotations

from typing import Any

from ... import backend
from ...errors import TorchError
from ...registry import lookup


def windows(starts_y: Any, starts_x: Any, height: int, width: int, planes: int, like: Any) -> tuple:
    """Index of one height x width window of each image of a batch (n x planes x H x W); starts from 0."""
    xp = backend.get_array_module(like)
    images = xp.arange(len(starts_y))[:, None, None, None]
    rows = xp.asarray(starts_y)[:, None] + xp.arange(height)
    columns = xp.asarray(starts_x)[:, None] + xp.arange(width)
    return images, xp.arange(planes)[:, None, None], rows[:, None, :, None], columns[:, None, None, :]


def resampler(owner: Any, height: int, width: int) -> Any:
    """A module that scales images to a size: nnx's nn.SpatialReSampling."""
    from ...extensions import load_all
    from ...table import Table

    load_all()
    cls: Any = lookup("nn.SpatialReSampling")
    if cls is None:
        raise TorchError(f"{owner._typename} with a scale needs nn.SpatialReSampling of the package nnx")
    return cls(Table({"oheight": height, "owidth": width}))
