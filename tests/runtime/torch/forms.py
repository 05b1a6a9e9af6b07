"""The argument forms of fixtures/reference/overloads.tsv, and arguments that fit them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from runtime import torch
from tests.paths import FIXTURES

#: Names of tensor types in the table's first column of forms stand for themselves, except the one it was printed for.
PRINTED = "DoubleTensor"
_SIZES = "(LongStorage | dim1 [dim2...])"
_TOKEN = re.compile(r"(\[)?(\*)?(\{?)(\w+|\([A-Z|]+\))(?:~(\d)D)?\+?\}?\*?\]?$")
_NUMBERS = ("double", "long", "int", "index", "boolean")
SYMMETRIC = [[2, 1], [1, 3]]
#: Sizes of results that Torch does not resize.
PRODUCTS = {"mm": (2, 2), "mv": (2,), "ger": (2, 2), "bmm": (2, 2, 2)}
#: Shapes of the tensors of a form, in order and by their dimensions, where all-twos would not do.
_SHAPES: dict[str, dict[tuple[int, ...], tuple]] = {
    "2": {(2, 2): ((4, 4), (2, 2)), (3, 3): ((2, 4, 4), (2, 2, 2)), (3, 4): ((2, 4, 4), (3, 2, 2, 2))},
    "3": {
        (3, 3): ((4, 4, 4), (2, 2, 2)),
        (4, 4): ((2, 4, 4, 4), (2, 2, 2, 2)),
        (4, 5): ((2, 4, 4, 4), (3, 2, 2, 2, 2)),
    },
}


@dataclass(frozen=True)
class Token:
    """One argument of a form."""

    kind: str
    optional: bool
    returned: bool
    many: bool
    ndim: int


@dataclass(frozen=True)
class Row:
    """One line of the table: a method or function, its forms, and the types that have the method."""

    where: str
    name: str
    forms: tuple[str, ...]
    types: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.where.rstrip('.')}:{self.name}"

    def calls(self) -> Iterator[tuple[str, list[Token]]]:
        """Element type and arguments of every call that the row stands for."""
        for kind, form in product(self.types, self.forms):
            for slots in variants(form):
                yield kind, slots

    def key(self, kind: str, slots: list[Token]) -> str:
        """A call in words: "Double torch.add(DoubleTensor, double)"."""
        return f"{kind} {self.where.rstrip('.')}.{self.name}({', '.join(slot.kind for slot in slots)})"


def rows() -> list[Row]:
    """All lines. A function exists for the types that have the method of its name, LAPACK's for real ones."""
    with (FIXTURES / "reference" / "overloads.tsv").open() as file:
        lines = list(csv.reader(file, delimiter="\t"))[1:]
    also = {name: others.split() for where, name, _, others in lines if where == "method"}
    for name, others in also.items():
        if name not in ("any", "all"):  # which only masks have
            others.insert(0, "Double")
    linear = ["Double", "Float"]
    return [Row(where, name, tuple(_split(forms)), tuple(also.get(name, linear))) for where, name, forms, _ in lines]


def _split(forms: str) -> list[str]:
    return forms.replace(_SIZES, "sizes").replace("(ByteTensor) ", "").split(" | ")


def tokens(form: str) -> list[Token]:
    """The arguments of a form."""
    found = []
    for text in form.split():
        match = _TOKEN.match(text)
        assert match, text
        opened, star, many, kind, ndim = match.groups()
        found.append(Token(kind, bool(opened), bool(star), bool(many), int(ndim or 0)))
    return found


def variants(form: str) -> Iterator[list[Token]]:
    """The form with each choice of optional arguments that can be told from the others."""
    slots = tokens(form)
    places = [i for i, slot in enumerate(slots) if slot.optional]
    for given in product((False, True), repeat=len(places)):
        missing = {i for i, present in zip(places, given) if not present}
        chosen = [slot for i, slot in enumerate(slots) if i not in missing]
        if _has_source(slots, missing) and not _ambiguous(slots, missing):
            yield chosen


def _has_source(slots: list[Token], missing: set[int]) -> bool:
    """Where the source may be left out, a result stands for it."""
    sourceless = any(slots[i].kind == PRINTED and not slots[i].returned for i in missing)
    return not sourceless or any(slot.returned for i, slot in enumerate(slots) if i not in missing)


def _ambiguous(slots: list[Token], missing: set[int]) -> bool:
    """Whether a number would be taken for one that was left out before it, a result for another one."""
    for i in missing:
        later = [slot for j, slot in enumerate(slots) if j > i and j not in missing]
        if slots[i].kind in _NUMBERS and any(slot.kind in _NUMBERS for slot in later):
            return True
        if slots[i].returned and any(slot.returned for slot in later):
            return True
    return False


def arguments(name: str, slots: list[Token], kind: str) -> list[Any]:
    """Values for these slots, the table's DoubleTensor being a tensor of type `kind`."""
    values = _special(name, slots, kind)
    if values is None:
        shapes = iter(_shapes(name, slots))
        values = [_value(name, slot, kind, shapes) for slot in slots]
        first = slots[0] if slots else None
        if first and first.kind == PRINTED and first.returned and (not first.optional or name in ("cmax", "cmin")):
            values[0] = filled(kind, (2,) * (first.ndim or 2))  # which may be source and result at once
        if first and first.returned and name == "gather":
            values[0] = matrix(kind)
        if first and first.returned and name in PRODUCTS:
            values[0] = filled(kind, PRODUCTS[name])
    return values


def _shapes(name: str, slots: list[Token]) -> list[tuple]:
    sources = [slot for slot in slots if slot.kind == PRINTED and not slot.returned]
    if name.startswith(("conv", "xcorr")):
        return list(_SHAPES[name[-1]][tuple(s.ndim for s in sources)])
    side = 3 if name == "cross" else 2
    return [(side,) * (slot.ndim or 2) for slot in sources]


def _value(name: str, slot: Token, kind: str, shapes: Iterator[tuple]) -> Any:
    if slot.many:
        return [matrix(kind), matrix(kind)]
    if slot.kind == PRINTED:
        return torch.TYPES[f"{kind}Tensor"]() if slot.returned else filled(kind, next(shapes))
    if slot.returned:
        return torch.TYPES[slot.kind]()
    if slot.kind in ("double", "real"):
        return 0.5 if name in ("bernoulli", "geometric") or kind in ("Float", "Double", "Half") else 1
    fixed: dict[str, Any] = {
        "LongTensor": torch.LongTensor([[1, 2], [2, 1]]),
        "ByteTensor": torch.ByteTensor(2, 2).fill(1),
        "FloatTensor": torch.FloatTensor(2, 2).fill(0.5),
        "Generator": torch.Generator(),
        "boolean": True,
        "sizes": torch.LongStorage([2, 2]),
        "long": 1,
        "int": 1,
        "index": 1,
    }
    return fixed[slot.kind] if slot.kind in fixed else slot.kind[1]


def matrix(kind: str) -> Any:
    return torch.TYPES[f"{kind}Tensor"](SYMMETRIC)


def filled(kind: str, shape: tuple[int, ...]) -> Any:
    """A tensor without zeros; a square matrix is symmetric and positive definite."""
    if shape == (2, 2):
        return matrix(kind)
    tensor = torch.TYPES[f"{kind}Tensor"](*shape)
    return tensor.fill(1)


def _special(name: str, slots: list[Token], kind: str) -> list[Any] | None:
    """Arguments that must fit each other."""
    if name in ("orgqr", "ormqr"):
        return _of_qr(slots, kind)
    if name.startswith("multinomialAlias"):
        return _of_alias(name, slots, kind)
    if name == "setRNGState":
        return [torch.Generator() if s.kind == "Generator" else torch.getRNGState() for s in slots]
    if name == "bernoulli":  # whose chances are real numbers for every type
        chances = torch.DoubleTensor(2, 2).fill(0.5)
        return [
            filled(kind, (2, 2)) if s.returned else chances if s.kind == PRINTED else _value(name, s, kind, iter([]))
            for s in slots
        ]
    return None


def _of_qr(slots: list[Token], kind: str) -> list[Any]:
    reflectors, scales = torch.geqrf(matrix(kind))
    values = iter([reflectors, scales, matrix(kind)])
    new = torch.TYPES[f"{kind}Tensor"]
    return [new() if s.returned else next(values) if s.kind == PRINTED else s.kind[1] for s in slots]


def _of_alias(name: str, slots: list[Token], kind: str) -> list[Any]:
    chances = torch.TYPES[f"{kind}Tensor"]([0.25, 0.75])
    aliases, table = torch.multinomialAliasSetup_(chances)
    if name == "multinomialAliasSetup_":
        return [chances if not s.returned else type(aliases)() if s.kind != PRINTED else type(table)() for s in slots]
    known = {PRINTED: table, "Generator": torch.Generator()}
    return [known.get(s.kind) or (torch.LongTensor(3) if s.returned else aliases) for s in slots]
