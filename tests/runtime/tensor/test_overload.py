"""The argument forms are Torch's: those of fixtures/reference/overloads.tsv, which Torch7 itself printed."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from runtime import TorchError, torch
from runtime.tensor import TENSORS
from runtime.tensor.overload import FUNCTIONS, METHODS, Form
from runtime.tensor.signature import Slot, parse, usage, variants
from tests.paths import FIXTURES

ROWS = list(csv.reader((FIXTURES / "reference" / "overloads.tsv").open(), delimiter="\t"))[1:]
HERE = [row for row in ROWS if row[1] in (METHODS if row[0] == "method" else FUNCTIONS)]
ELSEWHERE = {row[1] for row in ROWS} - {row[1] for row in HERE}


def identity(row: list[str]) -> str:
    return f"{row[0]}:{row[1]}"


def test_what_the_table_names_exists() -> None:
    assert len(HERE) > 200
    for name in ELSEWHERE:
        assert name in torch.FUNCTIONS or hasattr(torch.DoubleTensor, name), name


@pytest.mark.parametrize("row", [r for r in HERE if r[1] not in ("any", "all")], ids=identity)
def test_accepted_arguments(row: list[str]) -> None:
    dispatcher = (METHODS if row[0] == "method" else FUNCTIONS)[row[1]]
    forms = [form for form in dispatcher.forms if "Double" in form.types]
    assert " | ".join([usage(form.slots, torch.DoubleTensor) for form in forms]) == row[2]


@pytest.mark.parametrize("row", [r for r in HERE if r[0] == "method"], ids=identity)
def test_types_that_have_the_method(row: list[str]) -> None:
    given = {*(row[3].split() if len(row) > 3 else ()), *([] if row[1] in ("any", "all") else ["Double"])}
    missing = [name for name in given if not hasattr(TENSORS[name], row[1])]
    extra = [name for name, cls in TENSORS.items() if not cls.dtype.cuda and hasattr(cls, row[1])]
    assert not missing
    assert set(extra) - given <= {"Half"}, "half tensors compute here, in Torch7 most of their methods are missing"


def argument(slot: Slot) -> Any:
    """A value that the slot accepts."""
    size = {0: (2, 2), 1: (2,), 2: (2, 2), 3: (2, 2, 2), 4: (2,) * 4, 5: (2,) * 5}[slot.ndim]
    if slot.kind == "T":
        return torch.ones(*size)
    if slot.kind == "{T+}":
        return [torch.ones(2, 2), torch.ones(2, 2)]
    fixed: dict[str, Any] = {"I": torch.LongTensor([[1, 2], [2, 1]]), "B": torch.ByteTensor(2, 2).zero()}
    fixed |= {"boolean": True, "sizes": 4, "real": 2, "IntTensor": torch.IntTensor(2)}
    return slot.choices[0] if slot.choices else fixed.get(slot.kind, 1)


#: Calls that the uniform arguments above cannot satisfy: they are tested with the function itself.
SPECIAL = {"conv2", "conv3", "cross", "diag", "xcorr2", "xcorr3"}
SPECIAL |= {"index", "indexAdd", "indexCopy", "indexFill", "maskedSelect"}
LINEAR = {"gels", "geqrf", "gesv", "inverse", "orgqr", "ormqr", "pstrf", "trtrs", "potrf", "potri", "potrs"}


@pytest.mark.parametrize("name", sorted(set(METHODS) - SPECIAL))
def test_every_variant_of_a_method_can_be_called(name: str) -> None:
    for form in METHODS[name].forms:
        for slots in form.variants:
            if slots[0].kind in ("T", "I", "B"):
                called(METHODS[name].callable, slots, type_for(name, form))


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - SPECIAL - LINEAR))
def test_every_variant_of_a_function_can_be_called(name: str) -> None:
    for form in FUNCTIONS[name].forms:
        for slots in form.variants:
            if slots[0].kind not in ("I", "B"):  # a first argument of another type tells the wrong type
                called(FUNCTIONS[name].callable, slots, type_for(name, form))


def type_for(name: str, form: Form) -> type:
    """A tensor type that has the operation."""
    return TENSORS["Long" if "bit" in name else "Double" if "Double" in form.types else "Byte"]


def called(function: Any, slots: tuple[Slot, ...], cls: type) -> None:
    """Calls with fitting arguments; what came first as the result must come back."""
    values = [cls(2, 2).fill(1) if s.kind == "T" and cls is not torch.DoubleTensor else argument(s) for s in slots]
    if slots[0].returned and function.__name__ in ("mv", "bmm"):  # whose result must have its size
        values[0] = torch.ones(*{"mv": (2,), "bmm": (2, 2, 2)}[function.__name__])
    try:
        result = function(*values)
    except TorchError as error:
        assert "invalid arguments" not in str(error), str(error)
        raise
    if slots[0].returned and function.__name__ != "maskedFill":  # which gives the number, as Torch's does
        results = result if isinstance(result, tuple) else (result,)
        assert any(r is values[0] for r in results)


@pytest.mark.parametrize("name", sorted(set(METHODS) - {"zeros", "ones", "zero", "any", "all"}))
def test_wrong_arguments_are_refused(name: str) -> None:
    cls = torch.DoubleTensor if hasattr(torch.DoubleTensor, name) else torch.ByteTensor
    with pytest.raises(TorchError, match="invalid arguments: .* table \nexpected arguments|expected"):
        getattr(cls(2), name)({}, {}, {}, {})


def test_texts_of_refusals() -> None:
    with pytest.raises(TorchError) as error:
        torch.DoubleTensor(2).fill("a")
    assert str(error.value) == "invalid arguments: DoubleTensor string \nexpected arguments: *DoubleTensor* double"
    with pytest.raises(TorchError, match="invalid arguments: no arguments provided\n"):
        torch.add()
    with pytest.raises(TorchError, match=r"torch.IntTensor does not implement the torch.exp\(\) function"):
        torch.exp(torch.IntTensor(2))
    with pytest.raises(TorchError, match="#3 to '\\?' \\(torch.LongTensor expected, got torch.DoubleTensor\\)"):
        torch.zeros(2).index(1, torch.zeros(1))


def test_numbers() -> None:
    t = torch.zeros(2)
    assert t.add("2.5").tolist() == [2.5, 2.5], "lua_isnumber takes strings that read as numbers"
    with pytest.raises(TorchError, match="DoubleTensor boolean"):
        t.add(True)
    with pytest.raises(TorchError, match="DoubleTensor nil"):
        t.add(None)
    assert torch.IntTensor([1]).add(1.9).tolist() == [2], "a number becomes the tensor's type first"
    assert torch.ByteTensor([1]).add(-2).tolist() == [255]


def test_default_type_is_followed() -> None:
    try:
        assert torch.zeros(2).typename == "torch.DoubleTensor"
        torch.setdefaulttensortype("torch.FloatTensor")
        assert torch.zeros(2).typename == "torch.FloatTensor"
        assert torch.Tensor(1).typename == torch.getdefaulttensortype() == "torch.FloatTensor"
    finally:
        torch.setdefaulttensortype("torch.DoubleTensor")
    assert torch.zeros(2).typename == "torch.DoubleTensor"
    assert torch.zeros(2, "torch.IntTensor").typename == "torch.IntTensor"


def test_a_method_serves_other_types_called_by_hand() -> None:
    result = torch.LongTensor()
    assert torch.ByteTensor.nonzero(result, torch.ByteTensor([0, 1])) is result
    assert result.tolist() == [[2]]


def test_pattern_parsing() -> None:
    slots = parse("[*T*] T~2D [real=1] [(A|S)=S] {T+}")
    assert [s.kind for s in slots] == ["T", "T", "real", "(A|S)", "{T+}"]
    assert slots[0].returned and slots[0].optional and slots[1].ndim == 2
    assert slots[2].default == "1" and slots[3].choices == "AS" and slots[3].default == "'S'"
    assert len(variants(slots)) == 8
    with pytest.raises(ValueError, match="no slot"):
        parse("T ?")
