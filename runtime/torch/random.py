"""torch.rand, torch.uniform, torch.manualSeed ...: random numbers in the torch namespace.

A function whose first argument is a tensor fills it, as the method of that name does; without one it
gives a number, or a new tensor of the default type.
"""

from __future__ import annotations

import re
from typing import Any

from .. import random as draw
from ..dtypes import DTYPES, DType
from ..errors import TorchError
from ..random import Generator, default_generator
from ..random.arguments import invalid_arguments, read, split
from ..table import Table
from ..tensor import TENSORS
from ..tensor.core import TensorCore
from ..tensor.default import default_type
from ..tensor.random import USAGES, check_multinomial, sizes_or_refusal, supports

_PLAIN = frozenset((int, float))


def _is_tensor(args: tuple) -> bool:
    return bool(args) and isinstance(args[0], TensorCore)


def _on_tensor(name: str, args: tuple) -> Any:
    """torch.<name>(tensor, ...) is the tensor's method."""
    _require(args[0].dtype, name)
    return getattr(args[0], name)(*args[1:])


def _require(dtype: DType, name: str) -> None:
    if not supports(dtype, name):
        raise TorchError(f"{dtype.tensor} does not implement the torch.{name}() function")


def _usage(name: str) -> str:
    return USAGES[name].format(default_type()._typename.removeprefix("torch."))


def _usage_of_new(name: str) -> str:
    """As _usage, of the functions that make their result unless it is given."""
    return re.sub(r"^(\*\w+\*)", r"[\1]", _usage(name))


def _scalar(name: str, number: Any, *defaults: Any) -> Any:
    """torch.<name>: one number, or a tensor filled by the method of this name."""

    everywhere = supports(DTYPES["Int"], name)

    def function(*args: Any) -> Any:
        missing = defaults[len(args) :]
        plain = _PLAIN.issuperset(map(type, args)) and None not in missing and len(args) <= len(defaults)
        if plain and (everywhere or not default_type().dtype.integral):
            return number(default_generator, *args, *missing)
        if _is_tensor(args):
            return _on_tensor(name, args)
        _require(default_type().dtype, name)
        generator, *values = read(args, _usage(name), *defaults)
        return number(generator, *values)

    function.__name__ = name
    function.__doc__ = f"torch.{name}({USAGES[name].format('Tensor')}): a number, or the tensor, filled."
    return function


uniform = _scalar("uniform", Generator.uniform, 0, 1)
normal = _scalar("normal", Generator.normal, 0, 1)
cauchy = _scalar("cauchy", lambda g, a, b: draw.cauchy(a, b, g), 0, 1)
logNormal = _scalar("logNormal", lambda g, a, b: draw.logNormal(a, b, g), 1, 2)
exponential = _scalar("exponential", lambda g, rate: draw.exponential(rate, g), None)
geometric = _scalar("geometric", lambda g, p: draw.geometric(p, g), None)
bernoulli = _scalar("bernoulli", lambda g, p: draw.bernoulli(p, g), 0.5)


def random(*args: Any) -> Any:
    """torch.random([gen,] [[a,] b]): an integer of a..b, of 1..b, or of 0..2^32-1; or fills a tensor."""
    if _PLAIN.issuperset(map(type, args)) and len(args) <= 2:
        return draw.random(*args)
    if _is_tensor(args):
        return _on_tensor("random", args)
    generator, bounds = split(args)
    _, *values = read(bounds, _usage("random"), *(None,) * min(len(bounds), 2))
    return draw.random(*values, generator=generator)


def rand(*args: Any) -> Any:
    """torch.rand([tensor,] [gen,] sizes...): a tensor of numbers of [0, 1)."""
    return _on_tensor("rand", args) if _is_tensor(args) else _new(draw.uniform_, args, "rand")


def randn(*args: Any) -> Any:
    """torch.randn([tensor,] [gen,] sizes...): a tensor of standard normal numbers."""
    return _on_tensor("randn", args) if _is_tensor(args) else _new(draw.normal_, args, "randn")


def _new(fill: Any, args: tuple, name: str) -> Any:
    """A tensor of the default type and the given sizes, filled."""
    generator, size = split(args)
    _require(default_type().dtype, name)
    tensor = default_type().empty(sizes_or_refusal(size, _usage_of_new(name), args))
    fill(tensor.array, generator=generator)
    return tensor


def randperm(*args: Any) -> Any:
    """torch.randperm([tensor,] [gen,] n): a random order of 1..n."""
    if _is_tensor(args):
        return _on_tensor("randperm", args)
    read(args, _usage_of_new("randperm"), None)
    return default_type()().randperm(*args)


def multinomial(*args: Any) -> Any:
    """torch.multinomial([result,] [gen,] probabilities, n [, replacement=False]): a LongTensor of categories."""
    if _is_tensor(args) and len(args) > 1 and isinstance(args[1], (TensorCore, Generator)):
        return args[0].multinomial(*args[1:])
    result = _index_type(args)()
    if args and isinstance(args[0], TensorCore) and args[0].dtype.integral:
        raise TorchError(f"{args[0]._typename} does not implement the torch.multinomial() function")
    check_multinomial(None, args, split(args)[1])
    return result.multinomial(*args)


def _index_type(args: tuple) -> Any:
    cuda = any(isinstance(t, TensorCore) and t.dtype.cuda for t in args)
    return TENSORS["CudaLong" if cuda else "Long"]


def multinomialAliasSetup_(probabilities: Any, aliases: Any = None, table: Any = None) -> tuple[Any, Any]:
    """The tables (J, q) for multinomialAlias; `probabilities` must sum to 1, J and q may be given."""
    if not isinstance(probabilities, TensorCore) or probabilities.dtype.numpy.kind != "f":
        raise invalid_arguments((probabilities,), "DoubleTensor [*LongTensor*] [*DoubleTensor*]")
    aliases = _index_type((probabilities,))() if aliases is None else aliases
    return probabilities.multinomialAliasSetup_(aliases, type(probabilities)() if table is None else table)


def multinomialAliasSetup(probabilities: Any, state: Any = None) -> Table:
    """The state {J, q} that torch.multinomialAlias draws from; `state` is filled and returned if given."""
    state = Table() if state is None else state
    state[1], state[2] = multinomialAliasSetup_(probabilities, state.get(1), state.get(2))
    return state


def multinomialAlias_(*args: Any) -> Any:
    """torch.multinomialAlias_([result,] [gen,] J, q): see the method; a new result has no elements to fill."""
    if len([a for a in args if isinstance(a, TensorCore)]) == 2:
        args = (_index_type(args)(), *args)
    if not _is_tensor(args):
        raise invalid_arguments(args, "[*LongTensor*] [Generator] LongTensor DoubleTensor")
    return args[0].multinomialAlias_(*args[1:])


def multinomialAlias(output: Any, state: Any) -> Any:
    """Fills the LongTensor `output` with categories drawn by the tables of torch.multinomialAliasSetup."""
    return output.multinomialAlias_(state[1], state[2])


def manualSeed(*args: Any) -> None:
    """torch.manualSeed([gen,] seed): restarts the stream from a seed."""
    generator, seed = read(args, "[Generator] long", None)
    generator.manualSeed(seed)


def seed(*args: Any) -> int:
    """torch.seed([gen]): restarts the stream from a random seed and returns that."""
    return read(args, "[Generator]")[0].seed()


def initialSeed(*args: Any) -> int:
    """torch.initialSeed([gen]): the seed the stream started from."""
    return read(args, "[Generator]")[0].initialSeed()


def getRNGState(*args: Any) -> Any:
    """torch.getRNGState([gen,] [result]): the stream's state as a ByteTensor of Torch's own layout."""
    generator, rest = split(args)
    result = _state_tensor(args, rest)
    state = generator.get_state()
    result.resize_array(state.shape)[...] = state
    return result


def setRNGState(*args: Any) -> Any:
    """torch.setRNGState([gen,] state): goes on from a state that getRNGState gave."""
    generator, rest = split(args)
    state = _state_tensor(args, rest)
    generator.set_state(state.array)
    return state


def _state_tensor(args: tuple, rest: tuple) -> Any:
    if not rest:
        return TENSORS["Byte"]()
    if len(rest) > 1 or not isinstance(rest[0], TENSORS["Byte"]):
        raise invalid_arguments(args, "[Generator] [*ByteTensor*]")
    return rest[0]


FUNCTIONS: dict[str, Any] = {
    "Generator": Generator,
    "_gen": default_generator,
    **{
        function.__name__: function
        for function in (
            bernoulli,
            cauchy,
            exponential,
            geometric,
            getRNGState,
            initialSeed,
            logNormal,
            manualSeed,
            multinomial,
            multinomialAlias,
            multinomialAliasSetup,
            multinomialAliasSetup_,
            multinomialAlias_,
            normal,
            rand,
            randn,
            random,
            randperm,
            seed,
            setRNGState,
            uniform,
        )
    },
}
