"""Numbers as C's scanf reads them from text."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from .stream import Stream

_INTEGER = re.compile(rb"\s*([+-]?\d+)?")
_REAL = re.compile(
    rb"\s*([+-]?(?:0x(?:[0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)(?:p[+-]?\d*)?"
    rb"|(?!0x)(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d*)?|inf(?:inity|(?!i))|nan))?",
    re.I,
)
_SPACE = re.compile(rb"\s")
#: What one number takes at most, unless somebody wrote hundreds of zeros.
_WORD = 512
#: Text is turned into numbers in pieces of about this many bytes.
_PIECE = 1 << 20


def scan(stream: Stream, dtype: np.dtype) -> int | float | None:
    """The next number, None if there is none; an integer is cut to the width of `dtype` as C does it."""
    integral = dtype.kind in "iu"
    pattern = _INTEGER if integral else _REAL
    wanted = _WORD
    while True:
        window, start, end = stream.window(wanted)
        found = pattern.match(window, start, end)
        assert found is not None
        if found.end() < end or end - start < wanted:
            break
        wanted *= 4
    word = found.group(1)
    if word is None:
        if not stream.stays:
            stream.skip(found.end() - start)
        return None
    stream.skip(found.end() - start)
    return _integer(word, dtype) if integral else _real(word, dtype)


def _integer(word: bytes, dtype: np.dtype) -> int:
    value = max(-(2**63), min(int(word), 2**63 - 1))
    return int(np.array(value, np.int64).astype(dtype))


def _real(word: bytes, dtype: np.dtype) -> float:
    lower = word.lower()
    if b"nan" in lower:
        return math.copysign(math.nan, -1.0 if lower[:1] == b"-" else 1.0)
    hexadecimal = b"x" in lower
    lower = lower.rstrip(b"+-").rstrip(b"p" if hexadecimal else b"e")  # glibc takes an exponent without digits
    value = float.fromhex(lower.decode()) if hexadecimal else float(lower)
    with np.errstate(over="ignore"):
        return float(dtype.type(value))


def scan_many(stream: Stream, array: np.ndarray) -> int:
    """Fills `array` with the next numbers; how many there were."""
    filled, n = 0, len(array)
    while filled < n:
        count = _scan_words(stream, array[filled:])
        if not count:  # something that is not simply numbers and spaces: one by one
            value = scan(stream, array.dtype)
            if value is None:
                break
            array[filled] = value
            count = 1
        filled += count
    return filled


def _scan_words(stream: Stream, array: np.ndarray) -> int:
    """Fills `array` from the words of one window; 0 if these are not all numbers."""
    n = len(array)
    wanted = min(_PIECE, 32 * n)
    window, start, end = stream.window(wanted)
    at_end = end - start < wanted
    text = bytes(window[start : min(end, start + wanted)])
    words = text.split(None, n)
    if len(words) > n:
        text = text[: len(text) - len(words.pop())].rstrip()
    elif at_end:
        text = text.rstrip()
    elif words and not _SPACE.match(text, len(text) - 1):
        text = text[: len(text) - len(words.pop())].rstrip()  # a word that goes on behind the window
    if not words or b"_" in text:
        return 0
    try:
        values: Any = list(map(int, words)) if array.dtype.kind in "iu" else words
        with np.errstate(over="ignore"):
            array[: len(words)] = np.array(values, np.int64 if array.dtype.kind in "iu" else np.float64)
    except (ValueError, OverflowError):
        return 0
    stream.skip(len(text))
    return len(words)
