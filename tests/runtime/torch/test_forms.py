"""Every argument form that Torch7 accepts can be called, for every type that has it."""

from __future__ import annotations

import pytest

from docs.generate_coverage import reason_for
from runtime import TorchError, torch
from runtime.tensor import TensorCore

from . import forms
from .forms import Row

ROWS = forms.rows()


def test_the_table_is_complete() -> None:
    assert len(ROWS) == 282 and sum(len(row.forms) for row in ROWS) > 450


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_every_form_of_every_type(row: Row) -> None:
    for kind, slots in row.calls():
        call(row, kind, slots, forms.arguments(row.name, slots, kind))


def call(row: Row, kind: str, slots: list, values: list) -> None:
    """Calls; what was given as result must come back. Forms that Torch7 itself refuses are refused."""
    shown = row.key(kind, slots)
    function = getattr(torch.TYPES[f"{kind}Tensor"], row.name) if row.where == "method" else torch.FUNCTIONS[row.name]
    if slots and slots[0].kind in ("LongTensor", "ByteTensor") and row.where == "method":
        function = getattr(type(values[0]), row.name)
    if reason_for(f"form {shown}"):
        with pytest.raises(TorchError):
            function(*values)
        return
    try:
        result = function(*values)
    except TorchError as error:
        raise AssertionError(f"{shown}: {error}") from error
    if slots and slots[0].returned and isinstance(values[0], TensorCore):
        results = result if isinstance(result, tuple) else (result,)
        assert any(r is values[0] for r in results), shown
