"""Methods that fill a tensor with random numbers (see runtime.random): t:uniform(), t:normal() ..."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from .. import backend
from .. import random as draw
from ..dtypes import DType
from ..errors import TorchError
from ..random.arguments import invalid_arguments, is_number, read, split
from ..storage import LongStorage
from .core import TensorCore
from .sizes import integer, leading_positive, read_sizes

#: The forms that Torch's errors list, by method; {0} is the tensor's type.
USAGES = {
    **dict.fromkeys(
        ["uniform", "normal", "cauchy", "logNormal"],
        "[Generator] [double] [double] | *{0}* [Generator] [double] [double]",
    ),
    **dict.fromkeys(["exponential", "geometric"], "[Generator] double | *{0}* [Generator] double"),
    **dict.fromkeys(["rand", "randn"], "*{0}* [Generator] (LongStorage | dim1 [dim2...])"),
    "random": (
        "[Generator] long long | [Generator] long | [Generator] | "
        "*{0}* [Generator] long long | *{0}* [Generator] long | *{0}* [Generator]"
    ),
    "bernoulli": (
        "[Generator] [double] | *{0}* [Generator] [double] | "
        "*{0}* [Generator] FloatTensor | *{0}* [Generator] DoubleTensor"
    ),
    "randperm": "*{0}* [Generator] long",
    "multinomial": "*LongTensor* [Generator] {0} int [boolean]",
    "multinomialAlias_": "*LongTensor* [Generator] LongTensor {0}",
}
_ALL_TYPES = frozenset(["random", "bernoulli", "geometric", "randperm"])
#: Methods that some element types lack.
METHODS = (*sorted(_ALL_TYPES), "uniform", "normal", "cauchy", "logNormal", "exponential", "rand", "randn")


def supports(dtype: DType, method: str) -> bool:
    """Whether Torch has this random method for the element type: four for all but Half, the others for reals."""
    return dtype.name != "Half" and (method in _ALL_TYPES or not dtype.integral)


def _or_number(method: Callable) -> Callable:
    """Called without a tensor (torch.DoubleTensor.uniform(0, 1)), a method gives a number, as torch.uniform does."""
    name = method.__name__

    @wraps(method)
    def either(*args: Any) -> Any:
        if args and isinstance(args[0], TensorCore):
            return method(*args)
        from ..torch.random import FUNCTIONS  # which builds on this module

        return FUNCTIONS[name](*args)

    return either


class RandomMixin(TensorCore):
    """Each method fills this tensor in place and returns it; the first argument may be a Generator."""

    __slots__ = ()

    @_or_number
    def uniform(self, *args: Any) -> Any:
        """uniform([gen,] [a=0,] [b=1]): numbers of [a, b)."""
        return self._filled("uniform", draw.uniform_, args, 0, 1)

    @_or_number
    def normal(self, *args: Any) -> Any:
        """normal([gen,] [mean=0,] [stdv=1])."""
        return self._filled("normal", draw.normal_, args, 0, 1)

    @_or_number
    def cauchy(self, *args: Any) -> Any:
        """cauchy([gen,] [median=0,] [sigma=1])."""
        return self._filled("cauchy", draw.cauchy_, args, 0, 1)

    @_or_number
    def logNormal(self, *args: Any) -> Any:
        """logNormal([gen,] [mean=1,] [stdv=2]): mean and deviation are those of the logarithm."""
        return self._filled("logNormal", draw.logNormal_, args, 1, 2)

    @_or_number
    def exponential(self, *args: Any) -> Any:
        """exponential([gen,] lambda)."""
        return self._filled("exponential", draw.exponential_, args, None)

    @_or_number
    def geometric(self, *args: Any) -> Any:
        """geometric([gen,] p): integers from 1 on, i with probability (1 - p) * p^(i - 1)."""
        return self._filled("geometric", draw.geometric_, args, None)

    @_or_number
    def random(self, *args: Any) -> Any:
        """random([gen,] [[a,] b]): integers of a..b, of 1..b, or of the type's whole range."""
        self._require("random")
        generator, bounds = split(args)
        needed = (None,) * min(len(bounds), 2)
        _, *values = read(bounds, _usage("random", self), *needed, me=(self,))
        draw.random_(self.array, *values, generator=generator)
        return self

    @_or_number
    def bernoulli(self, *args: Any) -> Any:
        """bernoulli([gen,] [p=0.5]): 1 with probability p, else 0; p may be a tensor of probabilities."""
        self._require("bernoulli")
        generator, rest = split(args)
        if len(rest) == 1 and isinstance(rest[0], TensorCore) and _holds_reals(rest[0]):
            draw.bernoulli_(self.array, rest[0].array, generator)
        else:
            p = read(rest, _usage("bernoulli", self), 0.5, me=(self,))[1]
            draw.bernoulli_(self.array, p, generator)
        return self

    def rand(self, *args: Any) -> Any:
        """rand([gen,] sizes...): resizes, then fills with numbers of [0, 1)."""
        self._require("rand")
        generator, rest = split(args)
        size = sizes_or_refusal(rest, _usage("rand", self), (self, *args))
        draw.uniform_(self.resize_array(size), generator=generator)
        return self

    def randn(self, *args: Any) -> Any:
        """randn([gen,] sizes...): resizes, then fills with standard normal numbers."""
        self._require("randn")
        generator, rest = split(args)
        size = sizes_or_refusal(rest, _usage("randn", self), (self, *args))
        draw.normal_(self.resize_array(size), generator=generator)
        return self

    def randperm(self, *args: Any) -> Any:
        """randperm([gen,] n): resizes to n elements and holds a random order of 1..n."""
        self._require("randperm")
        generator, n = read(args, _usage("randperm", self), None, me=(self,))
        order = draw.permutation(int(n), generator)
        draw.store(self.resize_array(order.shape), order)
        return self

    def multinomial(self, *args: Any) -> Any:
        """result.multinomial([gen,] probabilities, n [, replacement=False]): category numbers from 1 on.

        The tensor of probabilities has one row per distribution, or is one distribution; it need not
        sum to 1. The result, a LongTensor, becomes rows x n, or n.
        """
        generator, rest = split(args)
        check_multinomial(self, args, rest)
        probabilities, n = rest[0], integer(rest[1], 2)
        replacement = len(rest) > 2 and rest[2]
        found = draw.multinomial(backend.to_host(probabilities.array), n, replacement, generator)
        draw.store(self.resize_array(found.shape), found)
        return self

    def multinomialAlias_(self, *args: Any) -> Any:
        """result.multinomialAlias_([gen,] J, q): fills with categories drawn by tables of AliasSetup.

        As Torch's wrapper does, this lowers J by 1 in place, and a category taken from J comes out
        one too low.
        """
        generator, rest = split(args)
        if len(rest) != 2 or not all(isinstance(t, TensorCore) for t in rest):
            raise invalid_arguments((self, *args), USAGES["multinomialAlias_"].format("DoubleTensor"))
        aliases, table = rest
        aliases.array[...] -= 1
        count = self.array.size
        found = draw.alias_draw(count, backend.to_host(aliases.array), backend.to_host(table.array), generator)
        draw.store(self.array, found)
        return self

    def multinomialAliasSetup_(self, aliases: Any, table: Any) -> tuple[Any, Any]:
        """Fills the LongTensor J and the table q that multinomialAlias_ draws from; this tensor sums to 1."""
        if not _holds_reals(self) or not all(isinstance(t, TensorCore) for t in (aliases, table)):
            raise invalid_arguments((self, aliases, table), "DoubleTensor [*LongTensor*] [*DoubleTensor*]")
        found_aliases, found_table = draw.alias_tables(backend.to_host(self.array))
        draw.store(aliases.resize_array(found_aliases.shape), found_aliases)
        draw.store(table.resize_array(found_table.shape), found_table)
        return aliases, table

    # -- helpers -------------------------------------------------------------------------------

    def _require(self, method: str) -> None:
        if not supports(self.dtype, method):
            raise TorchError(f"attempt to call method '{method}' (a nil value)")

    def _filled(self, name: str, fill: Any, args: tuple, *defaults: Any) -> Any:
        self._require(name)
        generator, *values = read(args, _usage(name, self), *defaults, me=(self,))
        fill(self.array, *values, generator=generator)
        return self


def _holds_reals(tensor: TensorCore) -> bool:
    return not tensor.dtype.integral


def _usage(method: str, tensor: TensorCore) -> str:
    return USAGES[method].format(tensor._typename.removeprefix("torch."))


def sizes_or_refusal(given: tuple, usage: str, args: tuple) -> tuple[int, ...]:
    """Sizes as numbers or one LongStorage (in Python a list too); the error of a wrong call for anything else."""
    known = len(given) == 1 and isinstance(given[0], (LongStorage, list, tuple))
    if not known and (not given or not all(map(is_number, given))):
        raise invalid_arguments(args, usage)
    return leading_positive(read_sizes(given))


def check_multinomial(result: Any, args: tuple, rest: tuple) -> None:
    """The error of a wrong call; of the function that makes its result where `result` is None."""
    given = len(rest) in (2, 3) and isinstance(rest[0], TensorCore) and _holds_reals(rest[0])
    if not given or (len(rest) == 3 and not isinstance(rest[2], bool)):
        kind = rest[0] if rest and isinstance(rest[0], TensorCore) and _holds_reals(rest[0]) else None
        usage = _usage("multinomial", kind) if kind is not None else USAGES["multinomial"].format("DoubleTensor")
        if result is None:
            raise invalid_arguments(args, usage.replace("*LongTensor*", "[*LongTensor*]"))
        raise invalid_arguments((result, *args), usage)
