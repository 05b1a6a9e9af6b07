"""CUDA devices for cutorch: those that cupy sees, or one device in host memory where there is none."""

from __future__ import annotations

import os
from typing import Any

from runtime import backend
from runtime.errors import TorchError
from runtime.table import Table

__all__ = ["device_count", "use_device", "synchronize", "memory", "properties", "has_cuda"]


def _runtime() -> Any:
    """cupy.cuda.runtime, None without CUDA."""
    cupy: Any = backend.cupy()
    return cupy.cuda.runtime if cupy else None


def has_cuda() -> bool:
    return _runtime() is not None


def device_count() -> int:
    return _runtime().getDeviceCount() if has_cuda() else 1


def _check(number: float) -> int:
    if not 1 <= number <= device_count():
        raise TorchError("cuda runtime error (10) : invalid device ordinal")
    return int(number) - 1


def use_device(number: float) -> None:
    """Makes device `number`, from 1, the one that new tensors go to."""
    index = _check(number)
    if has_cuda():
        _runtime().setDevice(index)


def synchronize() -> None:
    if has_cuda():
        _runtime().deviceSynchronize()


def memory(number: float) -> tuple[int, int]:
    """Free and total bytes."""
    index = _check(number)
    if not has_cuda():
        page = os.sysconf("SC_PAGE_SIZE")
        return os.sysconf("SC_AVPHYS_PAGES") * page, os.sysconf("SC_PHYS_PAGES") * page
    previous = _runtime().getDevice()
    _runtime().setDevice(index)
    try:
        return tuple(_runtime().memGetInfo())
    finally:
        _runtime().setDevice(previous)


def properties(number: float) -> Table:
    """Name, memory and more of a device."""
    free, total = memory(number)
    fields: dict[str, Any] = {"name": "host memory", "major": 0, "minor": 0, "multiProcessorCount": os.cpu_count() or 1}
    if has_cuda():
        known = _runtime().getDeviceProperties(_check(number))
        fields = {key: value.decode() if isinstance(value, bytes) else value for key, value in known.items()}
        fields = {key: value for key, value in fields.items() if isinstance(value, (str, int, float))}
    return Table({**fields, "totalGlobalMem": total, "freeGlobalMem": free})
