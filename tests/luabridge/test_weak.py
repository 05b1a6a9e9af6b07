"""Objects by number, as long as something else holds them."""

from __future__ import annotations

from luabridge.weak import _FEW, ByNumber


class Thing:
    pass


def test_objects_are_found_while_they_live() -> None:
    found, kept = ByNumber(), [Thing() for _ in range(10)]
    for number, thing in enumerate(kept):
        found.put(number, thing)
    assert [found.get(number) for number in range(10)] == kept
    del thing
    kept.pop()
    assert found.get(9) is None
    assert found.get(77) is None


def test_those_that_are_gone_take_no_room() -> None:
    found, kept = ByNumber(), []
    for number in range(20 * _FEW):
        thing = Thing()
        found.put(number, thing)
        if number % 10 == 0:
            kept.append((number, thing))
    assert all(found.get(number) is thing for number, thing in kept)
    assert len(found._references) < 2 * (len(kept) + _FEW)


def test_a_number_that_is_given_again() -> None:
    found, first, second = ByNumber(), Thing(), Thing()
    found.put(1, first)
    found.put(1, second)
    assert found.get(1) is second
