"""How values travel between a program and its data workers.

The usual way is pickle. What it cannot carry (functions and classes of Lua) goes by the carrier that an embedder
offers; then workers are what that carrier needs (a Lua state, say).
"""

from __future__ import annotations

import importlib
import pickle
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from ..errors import TorchError


class PickleCarrier:
    """Pickle, with the contents of arrays beside it: they are neither copied into the pickle nor out of it."""

    #: Where a worker finds its carrier: module and class.
    place = f"{__name__}:PickleCarrier"

    def send(self, connection: Connection, value: Any) -> None:
        buffers: list[pickle.PickleBuffer] = []
        data = pickle.dumps(value, 5, buffer_callback=buffers.append)
        raw = [buffer.raw() for buffer in buffers]
        connection.send((len(data), [part.nbytes for part in raw]))
        connection.send_bytes(data)
        for part in raw:
            if part.nbytes:
                connection.send_bytes(part)

    def receive(self, connection: Connection) -> Callable[[], Any]:
        """Takes the bytes of one value; the function that is returned makes the value of them."""
        length, sizes = connection.recv()
        parts = [bytearray(size) for size in (length, *sizes)]
        for part in parts:
            if part:
                connection.recv_bytes_into(part)
        return lambda: pickle.loads(parts[0], buffers=parts[1:])

    def prepare(self, seed: int) -> None:
        """Makes a worker ready: seeds its random numbers."""
        import random

        from ..random import default_generator

        random.seed(seed)
        default_generator.manualSeed(seed)

    def describe(self, error: BaseException) -> str:
        """What the program is told of an error in a worker."""
        return "".join(traceback.format_exception(error)).rstrip()


_offered: list[Callable[[], Any]] = []


def offer(carrier: Callable[[], Any] | None) -> None:
    """Offers what makes a carrier for values that cannot be pickled (None takes it back)."""
    _offered[:] = [] if carrier is None else [carrier]


def carrier_for(*values: Any) -> Any:
    """A carrier that can take these values."""
    try:
        pickle.dumps(values, 5, buffer_callback=lambda buffer: None)  # arrays are not copied for the test
    except (TypeError, AttributeError, pickle.PicklingError) as error:
        carrier = _offered[0]() if _offered else None
        if carrier is None:
            raise TorchError(f"cannot send this to data workers: {error}") from None
        return carrier
    return PickleCarrier()


def open_carrier(place: str) -> Any:
    """In a worker: the carrier of this module and class."""
    module, name = place.split(":")
    return getattr(importlib.import_module(module), name)()
