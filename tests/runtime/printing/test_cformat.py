"""Number formats: against exact decimal arithmetic for the digits, and C's rules for the rest."""

from __future__ import annotations

import math
import random
import struct
from decimal import ROUND_HALF_UP, Context, Decimal

import numpy as np
import pytest

from runtime.printing.cformat import cformat, format_array
from runtime.printing.number import lua_tostring

EXACT = Context(prec=800, rounding=ROUND_HALF_UP, Emax=9999, Emin=-9999)


def fixed(x: float, places: int) -> str:
    """%.<places>f by decimal arithmetic."""
    text = format(Decimal(x).quantize(Decimal(1).scaleb(-places), context=EXACT), "f")
    return text if math.copysign(1, x) > 0 or text.startswith("-") else "-" + text


def scientific(x: float, places: int) -> str:
    """%.<places>e by decimal arithmetic."""
    rounded = Context(prec=places + 1, rounding=ROUND_HALF_UP).create_decimal(Decimal(x))
    digits = "".join(map(str, rounded.as_tuple().digits)).ljust(places + 1, "0")
    exponent = rounded.adjusted()
    point = "." if places else ""
    sign = "-" if math.copysign(1, x) < 0 else ""
    return f"{sign}{digits[0]}{point}{digits[1:]}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def numbers(count: int) -> list[float]:
    rng = random.Random(11)
    kinds = [
        lambda: rng.gauss(0, 1) * 10.0 ** rng.randint(-20, 20),
        lambda: rng.randint(-(10**6), 10**6) / 2.0 ** rng.randint(0, 12),
        lambda: rng.randint(1, 10**6) * 5.0 * 10.0 ** rng.randint(0, 18),
        lambda: struct.unpack("d", struct.pack("Q", rng.getrandbits(62)))[0],
        lambda: float(rng.randint(-(10**15), 10**15)),
        lambda: rng.randint(0, 2000) / 10.0,
        lambda: rng.choice([0.5, 1.5, 99.5, 9.5, 0.03125, 1e15, 99999999999999.5, 5e-324, 1e22]),
    ]
    return [rng.choice(kinds)() for _ in range(count)]


@pytest.mark.parametrize("places", [0, 1, 3, 4, 6, 13])
def test_digits_are_exact_and_ties_go_away_from_zero(places):
    values = [x for x in numbers(3000) if x]
    for x in values:
        assert cformat(f"%.{places}f", x) == fixed(x, places)
        assert cformat(f"%.{places}e", x) == scientific(x, places)


@pytest.mark.parametrize("spec", ["%9.4f", "%11.4e", "%f", "%7.4f", "%.0f", "%.0e", "%12.1e"])
def test_arrays_format_as_single_numbers(spec):
    special = [0.0, -0.0, math.inf, -math.inf, math.nan]
    values = np.array(numbers(3000) + [k / 32 for k in range(-200, 200)] + special)
    assert format_array(spec, values) == [cformat(spec, x) for x in values.tolist()]


def test_ties():
    shown = [cformat("%.1f", 2.25), cformat("%.0f", 0.5), cformat("%.4f", 0.03125), cformat("%.4f", -0.03125)]
    assert shown == ["2.3", "1", "0.0313", "-0.0313"]
    assert [cformat("%.0e", 9.5), cformat("%.1e", 12500), cformat("%.2g", 0.125)] == ["1e+01", "1.3e+04", "0.13"]


@pytest.mark.parametrize(
    ("spec", "value", "text"),
    [
        ("%5.1f|", 2.0, "  2.0|"),
        ("%-8.3f|", -2.5, "-2.500  |"),
        ("%+.2f", 1.5, "+1.50"),
        ("% .2e", 0.5, " 5.00e-01"),
        ("%08.3f", -2.5, "-002.500"),
        ("%08.3f", -math.inf, "    -inf"),
        ("%+f", math.inf, "+inf"),
        ("%5.1f", math.nan, "  nan"),
        ("%+f", -math.nan, "nan"),
        ("%g", 1e300, "1e+300"),
        ("%g", 100000, "100000"),
        ("%g", 1e6, "1e+06"),
        ("%g", 0.0001, "0.0001"),
        ("%g", 0.00001, "1e-05"),
        ("%#.3g", 0.5, "0.500"),
        ("%G", 1e-10, "1E-10"),
        ("%.0g", 1.5, "2"),
        ("%.3g", -0.0, "-0"),
        ("%5d|", 3.7, "    3|"),
        ("%d", -3.7, "-3"),
        ("%d", math.nan, "-9223372036854775808"),
        ("%x", -1, "ffffffffffffffff"),
        ("%X", 255, "FF"),
        ("%i", 7, "7"),
        ("%s", 0.5, "0.5"),
        ("%5s", True, " true"),
        ("%q", 'a"b\n', '"a\\"b\\\n"'),
        ("%c", 65, "A"),
        ("100%%", 0, "100%"),
    ],
)
def test_flags_and_kinds(spec, value, text):
    assert cformat(spec, value) == text


def test_wrong_formats():
    with pytest.raises(ValueError, match="no value"):
        cformat("%d %d", 1)
    with pytest.raises(ValueError, match="invalid option '%y'"):
        cformat("%y", 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (3.0, "3"),
        (-0.0, "-0"),
        (1e14, "1e+14"),
        (99999999999999, "99999999999999"),
        (10**14, "1e+14"),
        (123456789012345, "1.2345678901235e+14"),
        (12345678901234.5, "12345678901235"),
        (10000000000000.5, "10000000000001"),
        (1 / 3, "0.33333333333333"),
        (math.nan, "nan"),
        (-math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (None, "nil"),
        (True, "true"),
        ("s", "s"),
        (np.float64(2.5), "2.5"),
        (np.int64(7), "7"),
    ],
)
def test_tostring(value, text):
    assert lua_tostring(value) == text


def test_tostring_is_the_14_digit_format():
    for x in numbers(3000):
        assert lua_tostring(x) == cformat("%.14g", x)
