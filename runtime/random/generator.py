"""Torch's random number generator (torch.Generator): MT19937, one 32-bit draw per number."""

from __future__ import annotations

import math
import os
from collections.abc import Generator as Coroutine
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..errors import argument_error
from ..registry import register

_N = 624
_TO_UNIT = 1.0 / 4294967296.0
_TWO_PI = 2.0 * math.pi
_LONG = 1 << 64

#: TH's struct THGenerator on 64-bit machines: what getRNGState gives and .t7 files hold.
STATE = np.dtype(
    [
        ("initial_seed", "<u8"),
        ("left", "<i4"),
        ("seeded", "<i4"),
        ("next", "<u8"),
        ("state", "<u8", (_N,)),
        ("normal_x", "<f8"),
        ("normal_y", "<f8"),
        ("normal_rho", "<f8"),
        ("normal_is_valid", "<i4"),
        ("_pad", "<i4"),
    ]
)


@register("torch.Generator")
class Generator:
    """A stream of random numbers. ``Generator()`` starts from a random seed, as in Torch.

    The stream lives in numpy's MT19937. `_position` is how many numbers of its current block of
    624 are drawn (0: freshly seeded). Scalar draws come from `_pending`, the rest of the block as
    a list in reverse; it never reaches beyond the block, so that the state stays expressible.
    """

    __slots__ = ("_bits", "_seeder", "_position", "_pending", "_seed", "pair", "pair_is_half_used", "__weakref__")

    _typename = "torch.Generator"

    def __init__(self) -> None:
        self._bits = np.random.MT19937(0)
        self._seeder = np.random.RandomState(self._bits)
        self.seed()

    def manualSeed(self, seed: int) -> None:
        """Restarts the stream from `seed`, of which Torch uses the lower 32 bits."""
        self._seed = int(seed) % _LONG
        self._seeder.seed(self._seed & 0xFFFFFFFF)  # numpy's legacy seeding is init_genrand
        self._position = 0
        self._pending: list[int] = []
        #: x, y and radius of the last Box-Muller pair
        self.pair = (0.0, 0.0, 0.0)
        self.pair_is_half_used = False

    def seed(self) -> int:
        """Restarts the stream from a random seed and returns the seed, a signed 64-bit number."""
        self.manualSeed(int.from_bytes(os.urandom(8), "little"))
        return self.initialSeed()

    def initialSeed(self) -> int:
        """The seed the stream started from, as a signed 64-bit number."""
        return self._seed - _LONG if self._seed >> 63 else self._seed

    # -- draws ---------------------------------------------------------------------------------

    def draw(self) -> int:
        """The next 32-bit number."""
        return self._pending.pop() if self._pending else self._refill()

    def _refill(self) -> int:
        self._pending = self._bits.random_raw(_N - self._position % _N)[::-1].tolist()
        self._position = _N
        return self._pending.pop()

    def draws(self, count: int) -> np.ndarray:
        """The next `count` 32-bit numbers, as uint64."""
        pending = self._pending
        if not pending:
            return self._raw(count)
        taken = min(count, len(pending))
        first = np.array(pending[: -taken - 1 : -1], np.uint64)
        del pending[len(pending) - taken :]
        return first if taken == count else np.concatenate((first, self._raw(count - taken)))

    def _raw(self, count: int) -> np.ndarray:
        if count:
            self._position = (self._position - 1 + count) % _N + 1
        return self._bits.random_raw(count)

    def uniforms(self, count: int) -> np.ndarray:
        """The next `count` numbers of [0, 1), as float64."""
        return self.draws(count) * _TO_UNIT

    def uniform(self, a: float = 0.0, b: float = 1.0) -> float:
        """One number of [a, b)."""
        return (self._pending.pop() if self._pending else self._refill()) * _TO_UNIT * (b - a) + a

    def normal(self, mean: float = 0.0, stdv: float = 1.0) -> float:
        """One normal number; every second call uses the other half of a Box-Muller pair."""
        if not stdv > 0:
            raise argument_error(2, "standard deviation must be strictly positive")
        if self.pair_is_half_used:
            self.pair_is_half_used = False
            x, _, radius = self.pair
            return radius * math.sin(_TWO_PI * x) * stdv + mean
        x = self.draw() * _TO_UNIT
        y = self.draw() * _TO_UNIT
        radius = math.sqrt(-2.0 * math.log(1.0 - y))
        self.pair = (x, y, radius)
        self.pair_is_half_used = True
        return radius * math.cos(_TWO_PI * x) * stdv + mean

    # -- state ---------------------------------------------------------------------------------

    def get_state(self) -> np.ndarray:
        """The state as the bytes of Torch's own struct: 5048 numbers, uint8."""
        record = np.zeros(1, STATE)
        position = self._position - len(self._pending)
        record["initial_seed"] = self._seed
        record["left"] = 625 - position if position else 1
        record["seeded"] = 1
        record["next"] = position
        record["state"] = self._bits.state["state"]["key"]
        record["normal_x"], record["normal_y"], record["normal_rho"] = self.pair
        record["normal_is_valid"] = self.pair_is_half_used
        return record.view(np.uint8)

    def set_state(self, state: Any) -> None:
        """Goes on from a state that get_state, or Torch's getRNGState, gave (uint8, 5048 of them)."""
        state = np.asarray(state, np.uint8)
        if state.size != STATE.itemsize:
            raise argument_error(1, "RNG state is wrong size")
        record = np.frombuffer(state.tobytes(), STATE)[0]
        left, position = int(record["left"]), int(record["next"])
        if record["seeded"] != 1 or not 0 < left <= _N or position > _N:
            raise argument_error(1, "Invalid RNG state")
        self._seed = int(record["initial_seed"])
        self._position = 0 if left == 1 and position == 0 else _N if left == 1 else position
        self._pending = []
        self._bits.state = {
            "bit_generator": "MT19937",
            "state": {"key": record["state"].astype(np.uint32), "pos": self._position or _N},
        }
        self.pair = (float(record["normal_x"]), float(record["normal_y"]), float(record["normal_rho"]))
        self.pair_is_half_used = bool(record["normal_is_valid"])

    def read_t7(self, version: int) -> Coroutine[Any, bytes, None]:
        """A .t7 file holds the bytes of the struct."""
        state = yield ("raw", STATE.itemsize)
        Generator.__init__(self)
        self.set_state(np.frombuffer(state, np.uint8))

    def write_t7(self) -> Iterator[tuple[str, bytes]]:
        yield "raw", self.get_state().tobytes()

    @property
    def typename(self) -> str:
        return self._typename

    def __deepcopy__(self, memo: dict) -> Generator:
        clone = Generator()
        clone.set_state(self.get_state())
        return clone

    def __reduce__(self) -> tuple:
        return _restore, (self.get_state(),)

    def __tostring__(self) -> str:
        return "torch.Generator"

    def __repr__(self) -> str:
        return f"torch.Generator (initial seed {self.initialSeed()})"


def _restore(state: np.ndarray) -> Generator:
    generator = Generator()
    generator.set_state(state)
    return generator


#: The stream that everything draws from which is not given a generator of its own.
default_generator = Generator()
