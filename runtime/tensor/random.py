"""Methods that fill a tensor with random numbers (see runtime.random): t:uniform(), t:normal() ..."""

from __future__ import annotations

from typing import Any

from .. import backend
from .. import random as draw
from ..errors import TorchError
from ..random.arguments import invalid_arguments, read, split
from .core import TensorCore
from .sizes import integer, leading_positive, read_sizes

_TWO = "[Generator] [double] [double] | *{0}* [Generator] [double] [double]"
_ONE = "[Generator] double | *{0}* [Generator] double"
_RANDOM = (
    "[Generator] long long | [Generator] long | [Generator] | "
    "*{0}* [Generator] long long | *{0}* [Generator] long | *{0}* [Generator]"
)
_BERNOULLI = (
    "[Generator] [double] | *{0}* [Generator] [double] | "
    "*{0}* [Generator] FloatTensor | *{0}* [Generator] DoubleTensor"
)
_SIZES = "*{0}* [Generator] (LongStorage | dim1 [dim2...])"
_PERMUTATION = "*{0}* [Generator] long"
_MULTINOMIAL = "*LongTensor* [Generator] {0} int [boolean]"


class RandomMixin(TensorCore):
    """Each method fills this tensor in place and returns it; the first argument may be a Generator."""

    __slots__ = ()

    def uniform(self, *args: Any) -> Any:
        """uniform([gen,] [a=0,] [b=1]): numbers of [a, b)."""
        return self._filled("uniform", draw.uniform_, _TWO, args, 0, 1)

    def normal(self, *args: Any) -> Any:
        """normal([gen,] [mean=0,] [stdv=1])."""
        return self._filled("normal", draw.normal_, _TWO, args, 0, 1)

    def cauchy(self, *args: Any) -> Any:
        """cauchy([gen,] [median=0,] [sigma=1])."""
        return self._filled("cauchy", draw.cauchy_, _TWO, args, 0, 1)

    def logNormal(self, *args: Any) -> Any:
        """logNormal([gen,] [mean=1,] [stdv=2]): mean and deviation are those of the logarithm."""
        return self._filled("logNormal", draw.logNormal_, _TWO, args, 1, 2)

    def exponential(self, *args: Any) -> Any:
        """exponential([gen,] lambda)."""
        return self._filled("exponential", draw.exponential_, _ONE, args, None)

    def geometric(self, *args: Any) -> Any:
        """geometric([gen,] p): integers from 1 on, i with probability (1 - p) * p^(i - 1)."""
        return self._filled("geometric", draw.geometric_, _ONE, args, None, real=False)

    def random(self, *args: Any) -> Any:
        """random([gen,] [[a,] b]): integers of a..b, of 1..b, or of the type's whole range."""
        self._require("random", real=False)
        generator, bounds = split(args)
        needed = (None,) * min(len(bounds), 2)
        _, *bounds = read(bounds, _RANDOM.format(_short(self)), *needed, me=(self,))
        draw.random_(self.array, *bounds, generator=generator)
        return self

    def bernoulli(self, *args: Any) -> Any:
        """bernoulli([gen,] [p=0.5]): 1 with probability p, else 0; p may be a tensor of probabilities."""
        self._require("bernoulli", real=False)
        generator, rest = split(args)
        if len(rest) == 1 and isinstance(rest[0], TensorCore) and _holds_reals(rest[0]):
            draw.bernoulli_(self.array, rest[0].array, generator)
        else:
            p = read(rest, _BERNOULLI.format(_short(self)), 0.5, me=(self,))[1]
            draw.bernoulli_(self.array, p, generator)
        return self

    def rand(self, *args: Any) -> Any:
        """rand([gen,] sizes...): resizes, then fills with numbers of [0, 1)."""
        self._require("rand")
        generator, rest = split(args)
        draw.uniform_(self.resize_array(leading_positive(read_sizes(rest))), generator=generator)
        return self

    def randn(self, *args: Any) -> Any:
        """randn([gen,] sizes...): resizes, then fills with standard normal numbers."""
        self._require("randn")
        generator, rest = split(args)
        draw.normal_(self.resize_array(leading_positive(read_sizes(rest))), generator=generator)
        return self

    def randperm(self, *args: Any) -> Any:
        """randperm([gen,] n): resizes to n elements and holds a random order of 1..n."""
        self._require("randperm", real=False)
        generator, n = read(args, _PERMUTATION.format(_short(self)), None, me=(self,))
        draw.store(self.resize_array((int(n),)), draw.permutation(int(n), generator))
        return self

    def multinomial(self, *args: Any) -> Any:
        """result.multinomial([gen,] probabilities, n [, replacement=False]): category numbers from 1 on.

        The tensor of probabilities has one row per distribution, or is one distribution; it need not
        sum to 1. The result, a LongTensor, becomes rows x n, or n.
        """
        generator, rest = split(args)
        _check_multinomial(self, args, rest)
        probabilities, n = rest[0], integer(rest[1], 2)
        found = draw.multinomial(backend.to_host(probabilities.array), n, *rest[2:], generator=generator)
        draw.store(self.resize_array(found.shape), found)
        return self

    def multinomialAlias_(self, *args: Any) -> Any:
        """result.multinomialAlias_([gen,] J, q): fills with categories drawn by tables of AliasSetup.

        As Torch's wrapper does, this lowers J by 1 in place, and a category taken from J comes out
        one too low.
        """
        generator, rest = split(args)
        if len(rest) != 2 or not all(isinstance(t, TensorCore) for t in rest):
            raise invalid_arguments((self, *args), "*LongTensor* [Generator] LongTensor DoubleTensor")
        aliases, table = rest
        aliases.array[...] -= 1
        count = self.array.size
        found = draw.alias_draw(count, backend.to_host(aliases.array), backend.to_host(table.array), generator)
        draw.store(self.array, found)
        return self

    # -- helpers -------------------------------------------------------------------------------

    def _require(self, method: str, real: bool = True) -> None:
        """Torch has these methods for some element types only."""
        if self.dtype.name == "Half" or (real and not _holds_reals(self)):
            raise TorchError(f"attempt to call method '{method}' (a nil value)")

    def _filled(self, name: str, fill: Any, usage: str, args: tuple, *defaults: Any, real: bool = True) -> Any:
        self._require(name, real)
        generator, *values = read(args, usage.format(_short(self)), *defaults, me=(self,))
        fill(self.array, *values, generator=generator)
        return self


def _holds_reals(tensor: TensorCore) -> bool:
    return tensor.dtype.numpy.kind == "f"


def _short(tensor: TensorCore) -> str:
    return tensor._typename.removeprefix("torch.")


def _check_multinomial(result: Any, args: tuple, rest: tuple) -> None:
    given = len(rest) in (2, 3) and isinstance(rest[0], TensorCore) and _holds_reals(rest[0])
    if not given or (len(rest) == 3 and not isinstance(rest[2], bool)):
        kind = _short(rest[0]) if rest and isinstance(rest[0], TensorCore) else "DoubleTensor"
        raise invalid_arguments((result, *args), _MULTINOMIAL.format(kind))
