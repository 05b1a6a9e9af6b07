"""Compiles matched calls: small functions that hand their arguments to a kernel, rearranged and converted."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from ..storage import cast
from . import signature
from .core import TensorCore
from .signature import Slot, conversion, guard
from .sizes import leading_positive, read_sizes

#: Arguments that the fast path passes one by one.
FIXED = 4


def spread(slots: tuple[Slot, ...], count: int) -> tuple[Slot, ...]:
    """`slots` stretched to `count` arguments (sizes takes all that is left); () if it cannot be."""
    if slots and slots[-1].kind == "sizes" and count > len(slots):
        slots += (slots[-1],) * (count - len(slots))
    return slots if len(slots) == count else ()


def compile_handler(found: list[tuple[Any, tuple]], types: tuple, cls: type[TensorCore], refuse: Callable) -> Callable:
    """The function that hands its arguments to the kernel of the first form whose conditions they meet."""
    names = [f"a{i}" for i in range(len(types))]
    spare = [f"a{i}=None" for i in range(len(types), FIXED)]
    space: dict[str, Any] = {
        "T": cls,
        "cast": partial(cast, dtype=cls.dtype),
        "sizes": _sizes,
        "tensors": signature.tensors,
        "are_tensors": signature.are_tensors,
        "refuse": refuse,
    }
    body = ""
    for n, (form, given) in enumerate(found):
        space[f"kernel{n}"] = form.kernel
        body += f"kernel{n}({', '.join(_arguments(form.slots, given, types, cls))})"
        conditions = [text for text in map(guard, given, names) if text]
        if not conditions:
            break
        body += f" if {' and '.join(conditions)} else "
    else:
        body += f"refuse({', '.join(names)})"
    return eval(_code(f"lambda {', '.join(names + spare)}: {body}"), space)


def _sizes(*args: Any) -> tuple[int, ...]:
    return leading_positive(read_sizes(args))


@cache
def _code(source: str) -> Any:
    return compile(source, "<arguments>", "eval")


def _arguments(slots: tuple, given: tuple, types: tuple, cls: type[TensorCore]) -> list[str]:
    """Source of every argument of the kernel."""
    positions = {id(slot): i for i, slot in reversed(list(enumerate(given)))}
    result = next((f"a{positions[id(s)]}" for s in slots if s.returned and id(s) in positions), None)
    has_source = any(s.kind in ("T", "{T+}") and not s.returned for s in slots)
    arguments = []
    for slot in slots:
        i = positions.get(id(slot))
        if slot.kind == "sizes":
            arguments.append(f"sizes({', '.join([f'a{j}' for j, s in enumerate(given) if s is slot])})")
        elif i is not None:
            arguments.append(conversion(slot, f"a{i}", types[i], cls.dtype))
        elif slot.returned:
            arguments.append("None" if has_source else "T")
        else:
            arguments.append(str(slot.default if slot.kind != "T" else result))
    return arguments
