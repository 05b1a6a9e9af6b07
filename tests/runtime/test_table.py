"""Table: Lua's rules for keys, nil and length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import Table


def test_list_counts_from_one() -> None:
    table = Table(["a", "b"])
    assert (table[1], table[2], len(table)) == ("a", "b", 2)
    with pytest.raises(KeyError):
        table[0]


def test_integral_float_is_the_integer() -> None:
    table = Table()
    table[1.0] = "x"
    assert table[1] == "x" and table.keys() == [1] and type(table.keys()[0]) is int


def test_booleans_are_keys_of_their_own() -> None:
    table = Table(["one"])
    table[True], table[False] = "yes", "no"
    assert (table[1], table[True], table[False]) == ("one", "yes", "no")
    assert table.items() == [(1, "one"), (True, "yes"), (False, "no")]
    assert True in table and len(table) == 1


def test_nil_removes_and_is_no_key() -> None:
    table = Table({"x": 1})
    table["x"] = None
    table["never"] = None
    assert "x" not in table and table.get("x") is None and table.items() == []
    with pytest.raises(KeyError, match="nil"):
        table[None] = 1
    with pytest.raises(KeyError, match="NaN"):
        table[float("nan")] = 1


def test_insert_and_remove_shift() -> None:
    table = Table([1, 2, 3])
    table.insert(2, "new")
    assert table.array_values() == [1, "new", 2, 3]
    assert table.remove(1) == 1 and table.array_values() == ["new", 2, 3]
    assert table.remove() == 3 and Table().remove() is None


def test_compares_by_identity() -> None:
    assert Table([1]) != Table([1])
    key = Table()
    assert Table({key: 5})[key] == 5


@given(st.lists(st.tuples(st.integers(1, 8), st.one_of(st.none(), st.integers())), max_size=40))
def test_length_is_a_border(changes: list) -> None:
    table, model = Table(), {}
    for key, value in changes:
        table[key] = value
        model[key] = value
        if value is None:
            del model[key]
    n = len(table)
    assert n == 0 or n in model
    assert n + 1 not in model
    assert dict(table.items()) == model
    assert table.array_values() == [model[i] for i in range(1, n + 1)]
