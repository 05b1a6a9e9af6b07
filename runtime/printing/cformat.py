"""C's number formats as LuaJIT 2.1 writes them: exact ties away from zero, nan without a sign."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from .rounding import is_tie, rounded_up, ties_fixed, ties_scientific

_SPEC = re.compile(r"%([-+ #0]*)(\d*)(?:\.(\d*))?([a-zA-Z%])")
_REAL = frozenset("eEfFgG")
_INTEGER = frozenset("dioxXu")


def cformat(template: str, *values: Any) -> str:
    """string.format(template, values...): %d %i %u %c %o %x %X %e %f %g %s %q %% with flags, width, precision."""
    remaining = iter(values)

    def replace(match: re.Match) -> str:
        kind = match.group(4)
        if kind == "%":
            return "%"
        try:
            value = next(remaining)
        except StopIteration:
            raise ValueError(f"bad argument #{len(values) + 2} to 'format' (no value)") from None
        return _one(match, kind, value)

    return _SPEC.sub(replace, template)


def _one(match: re.Match, kind: str, value: Any) -> str:
    flags, width, precision = match.group(1), match.group(2), match.group(3)
    if kind in _REAL:
        return _real(flags, int(width or 0), 6 if precision is None else int(precision or 0), kind, float(value))
    if kind in _INTEGER:
        return _integer(match.group(0), kind, value)
    if kind == "s":
        from .number import lua_tostring

        text = value if isinstance(value, str) else lua_tostring(value)
        return match.group(0) % text
    if kind == "q":
        escaped = re.sub(r'["\\\n]', lambda found: "\\" + found.group(), value)
        return '"' + escaped.replace("\r", "\\r").replace("\0", "\\0") + '"'
    if kind == "c":
        return chr(int(value))
    raise ValueError(f"invalid option '%{kind}' to 'format'")


def _integer(spec: str, kind: str, value: Any) -> str:
    """Numbers are truncated; what no 64-bit integer holds becomes the smallest one, as on x86."""
    number = int(value) if math.isfinite(value) and abs(value) < 2**63 else -(2**63)
    if kind in "oxXu" and number < 0:
        number += 1 << 64
    return (spec[:-1] + ("d" if kind in "iu" else kind)) % number


def _real(flags: str, width: int, precision: int, kind: str, x: float) -> str:
    sign = "-" if math.copysign(1.0, x) < 0 else "+" if "+" in flags else " " if " " in flags else ""
    finite = math.isfinite(x)
    if finite:
        body = _digits(x, precision, kind.lower(), "#" in flags)
    else:
        body = "inf" if x == x else "nan"
        sign = sign if x == x else " " if " " in flags else ""
    if kind.isupper():
        body = body.upper()
    if "-" in flags:
        return (sign + body).ljust(width)
    if "0" in flags and finite:
        return sign + body.rjust(width - len(sign), "0")
    return (sign + body).rjust(width)


def _digits(x: float, precision: int, kind: str, alternate: bool) -> str:
    """|x| under %f, %e or %g, without sign and padding."""
    x = abs(x)
    mark = "#" if alternate else ""
    if kind == "f":
        if is_tie(x, precision):
            return _fixed(rounded_up(x, precision), precision, alternate)
        return f"%{mark}.{precision}f" % x
    if kind == "g":
        precision = max(precision, 1) - 1
    plain = f"%.{precision}e" % x
    exponent = int(plain[plain.index("e") + 1 :])
    if is_tie(x, precision - exponent):
        digits = str(rounded_up(x, precision - exponent))
        if len(digits) > precision + 1:
            digits, exponent = digits[:-1], exponent + 1
    else:
        digits = plain[: plain.index("e")].replace(".", "")
    if kind == "e":
        return _scientific(digits, exponent, alternate)
    return _general(digits, exponent, alternate)


def _fixed(scaled: int, precision: int, alternate: bool) -> str:
    text = str(scaled).rjust(precision + 1, "0")
    if not precision:
        return text + ("." if alternate else "")
    return text[:-precision] + "." + text[-precision:]


def _scientific(digits: str, exponent: int, alternate: bool) -> str:
    point = "." if len(digits) > 1 or alternate else ""
    return f"{digits[0]}{point}{digits[1:]}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _general(digits: str, exponent: int, alternate: bool) -> str:
    precision = len(digits)
    if not alternate:
        digits = digits.rstrip("0") or "0"
    if not -4 <= exponent < precision:
        return _scientific(digits, exponent, alternate)
    if exponent < 0:
        return "0." + "0" * (-exponent - 1) + digits
    whole, rest = digits[: exponent + 1].ljust(exponent + 1, "0"), digits[exponent + 1 :]
    return f"{whole}.{rest}" if rest or alternate else whole


def format_array(spec: str, values: np.ndarray) -> list[str]:
    """Each of the float64 `values` under one %d, %e or %f format: bulk formatting, ties put right."""
    match = _SPEC.fullmatch(spec)
    if match is None:
        raise ValueError(f"not one number format: {spec!r}")
    kind = match.group(4)
    if kind == "d":
        return _bulk(spec, values.astype(np.int64))
    texts = _bulk(spec, values)
    decimals = 6 if match.group(3) is None else int(match.group(3) or 0)
    ties = ties_fixed(values, decimals) if kind == "f" else ties_scientific(values, decimals)
    for i in ties.tolist():
        texts[i] = cformat(spec, float(values[i]))
    return texts


def _bulk(spec: str, values: np.ndarray) -> list[str]:
    return ((spec + "\n") * len(values) % tuple(values.tolist())).split("\n")[:-1]
