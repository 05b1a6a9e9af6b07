"""Loading and saving .t7 files, as ratios to plain numpy in the same run.

    python benchmarks/load.py [FOLDER]

Generates in FOLDER (default: a temporary one) a net of about 200 MB and a list of 25,000 tables that
hold 25,000 small tensors; runs of the two sides alternate, medians are compared.
"""

from __future__ import annotations

import pickle
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import converter  # noqa: E402
from runtime import Table, UnknownObject  # noqa: E402
from runtime.tensor import TENSORS  # noqa: E402

ROUNDS = 7
Float = TENSORS["Float"]


def net(shift: int) -> UnknownObject:
    """Four linear layers with gradients, 200 MB of floats; `shift` moves where their data lie."""
    layers = Table()
    for i in range(4):
        fields = {
            name: Float.wrap(np.random.default_rng(i).standard_normal((2500, 2500), np.float32))
            for name in ("weight", "gradWeight")
        }
        layers[i + 1] = UnknownObject("bench.Linear", 1, {**fields, "pad": "x" * (i + shift)})
    return UnknownObject("bench.Net", 1, {"modules": layers})


def small() -> Table:
    items = ({"id": i, "name": f"item {i}", "value": Float.wrap(np.full(10, i, np.float32))} for i in range(1, 25_001))
    return Table([Table(item) for item in items])


def seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def compare(label: str, run: Callable[[], object], against: Callable[[], object], what: str) -> None:
    """Prints the medians of both and their ratio."""
    pairs = [(seconds(run), seconds(against)) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(side) * 1000 for side in zip(*pairs))
    print(f"{label:34s} {ours:8.1f} ms   {what} {theirs:8.1f} ms   ratio {ours / theirs:.2f}")


def touched(path: Path, **options: bool) -> None:
    """Loads and reads every page, so that mapped data are paid for too."""
    for layer in converter.load(path, **options).modules.array_values():
        for name in ("weight", "gradWeight"):
            vars(layer)[name].array.reshape(-1)[::1024].sum()


def touched_file(path: Path) -> None:
    np.fromfile(path, np.uint8)[::4096].sum()


def main(folder: Path) -> None:
    path = folder / "net200.t7"
    converter.save(net(0), path)
    print(f"net of {path.stat().st_size / 1e6:.0f} MB")
    plain = lambda: np.fromfile(path, np.float32)  # noqa: E731
    compare("load", lambda: converter.load(path), plain, "numpy.fromfile")
    compare("load, nothing mapped", lambda: converter.load(path, mapped=False), plain, "numpy.fromfile")
    compare("load and read it all", lambda: touched(path), lambda: touched_file(path), "numpy.fromfile")
    model, other = converter.load(path, mapped=False), folder / "copy.t7"
    raw = np.fromfile(path, np.float32)
    compare("save", lambda: converter.save(model, other), lambda: save_raw(raw, folder / "raw"), "numpy.tofile  ")
    value, path, pickled = small(), folder / "small50k.t7", folder / "small50k.pickle"
    compare(
        "save 50,000 small objects", lambda: converter.save(value, path), lambda: pickle_to(pickled), "pickle.dump    "
    )
    compare("load 50,000 small objects", lambda: converter.load(path), lambda: unpickle(pickled), "pickle.load    ")


def save_raw(raw: np.ndarray, path: Path) -> None:
    path.unlink(missing_ok=True)
    raw.tofile(path)


def pickle_to(path: Path) -> None:
    """The same data as dicts and arrays."""
    items = [{"id": i, "name": f"item {i}", "value": np.full(10, i, np.float32)} for i in range(1, 25_001)]
    with open(path, "wb") as file:
        pickle.dump(items, file)


def unpickle(path: Path) -> None:
    with open(path, "rb") as file:
        pickle.load(file)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as name:
            main(Path(name))
