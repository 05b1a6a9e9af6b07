"""What Torch's functions in C accept as a number, a string, a flag."""

from __future__ import annotations

import pytest

from runtime import TorchError, nn, torch
from runtime.arguments import (
    check_boolean,
    check_integer,
    check_number,
    check_real,
    check_string,
    lua_type,
    to_number,
    wrong_class,
)
from runtime.dtypes import DTYPES


def test_numbers_may_be_strings():
    assert [to_number(v) for v in (2, "2.5", "0x10", " 7 ")] == [2, 2.5, 16, 7]
    assert [to_number(v) for v in (True, None, "x", "1_0", [])] == [None] * 5
    assert check_number(1, "3") == 3 and check_integer(1, -2.9) == -2 and check_integer(1, float("inf")) == -(2**63)


def test_integers_of_strings_are_what_strtol_reads():
    assert [check_real(2, text, DTYPES["Int"]) for text in ("12x", "0x1F", "010", "-5", "x")] == [12, 31, 8, -5, 0]
    with pytest.raises(TorchError, match=r"#2 to '\?' \(number expected, got string\)"):
        check_real(2, "x", DTYPES["Double"])


def test_strings_may_be_numbers():
    assert check_string(1, 2.5) == "2.5"
    with pytest.raises(TorchError, match="string expected, got no value"):
        check_string(1, None)


def test_flags():
    assert check_boolean(2, None) is False and check_boolean(2, True) is True
    with pytest.raises(TorchError, match="boolean expected, got userdata"):
        check_boolean(2, 1)


def test_types_as_lua_calls_them():
    values = [1, "a", True, [], torch.DoubleTensor(), torch.Timer(), nn.Linear(1, 1), len]
    assert [lua_type(v) for v in values] == [
        *("number", "string", "boolean", "table", "userdata", "userdata", "table", "function"),
    ]


def test_objects_of_another_class():
    assert str(wrong_class(1, "torch.File", torch.DoubleTensor())).endswith(
        "(torch.File expected, got torch.DoubleTensor)"
    )
    assert str(wrong_class(1, "torch.File", 3)).endswith("(torch.File expected, got boolean)")
