"""The functions that make samples of images: methods by name, or functions of the user."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any


def sampler(loader: Any, function: Any) -> Callable:
    """A sample function without its first argument, the loader; a name means a method or a field."""
    if isinstance(function, str):
        found = getattr(loader, function)
        return found if hasattr(type(loader), function) else partial(found, loader)
    return function if inspect.ismethod(function) else partial(function, loader)
