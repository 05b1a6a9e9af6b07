"""register: one class a name, known to lookup and to the objects themselves."""

from __future__ import annotations

import pytest

import runtime
from runtime import nn


def test_register_and_lookup() -> None:
    @runtime.register("test.Registered", aliases=("test.OldName",))
    class Registered(nn.Module):
        pass

    assert runtime.lookup("test.Registered") is runtime.lookup("test.OldName") is Registered
    assert runtime.typename(Registered()) == repr(Registered()) == "test.Registered"
    assert runtime.lookup("test.Nothing") is None


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match=r"nn\.Linear"):
        runtime.register("nn.Linear")(type("Other", (), {}))
