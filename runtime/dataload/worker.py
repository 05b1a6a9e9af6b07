"""A process that makes batches: it has a loader of its own and calls its methods."""

from __future__ import annotations

import gc
import signal
from multiprocessing.connection import Connection
from typing import Any

from ..errors import TorchError
from . import nested
from .carriers import open_carrier

COLLECT, STOP = "(collect garbage)", "(stop)"


def main(connection: Connection, place: str, number: int, seed: int) -> None:
    """Gets (loader, function to start with or None), then jobs: (method, arguments). Ends when the program does.

    The answer to each is (True, results) or (False, text of an error). COLLECT and STOP are jobs without an answer.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the program's to handle
    carrier = open_carrier(place)
    try:
        loader = _start(carrier, connection, number, seed)
        carrier.send(connection, (True, None))
        while True:
            method, arguments = carrier.receive(connection)()
            if method == STOP:
                return
            if method == COLLECT:
                gc.collect()
            else:
                carrier.send(connection, _answer(carrier, loader, method, arguments))
    except (EOFError, OSError):
        return  # the program has ended
    except Exception as error:
        carrier.send(connection, (False, carrier.describe(error)))


def _start(carrier: Any, connection: Connection, number: int, seed: int) -> Any:
    carrier.prepare(seed)
    loader, initialize = carrier.receive(connection)()
    if initialize is not None:
        initialize(number)
    return loader


def _answer(carrier: Any, loader: Any, method: str, arguments: list) -> tuple[bool, Any]:
    try:
        call = getattr(loader, method, None)
        if call is None:
            raise TorchError(f"{loader.typename} has no method {method!r}")
        results = call(*arguments)
        return True, nested.compact(results if isinstance(results, tuple) else (results,))
    except Exception as error:
        return False, carrier.describe(error)
