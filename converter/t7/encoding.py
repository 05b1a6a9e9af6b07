"""How a .t7 file spells its values: text or binary, the width of a long, the byte order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ASCII_START = re.compile(rb"[ \t\r\n]*[0-8][ \t\r\n]")


@dataclass(frozen=True)
class Encoding:
    """The spelling of one file; the default is what Torch7 writes on a 64-bit machine."""

    ascii: bool = False
    long_size: int = 8
    big_endian: bool = False

    def __post_init__(self) -> None:
        if self.long_size not in (4, 8):
            raise ValueError(f"long_size must be 4 or 8, not {self.long_size!r}")

    def __str__(self) -> str:
        if self.ascii:
            return "ascii"
        return f"binary, {self.long_size}-byte longs, {'big' if self.big_endian else 'little'} endian"


ASCII = Encoding(ascii=True)


def candidates(
    head: bytes, ascii: bool | None = None, long_size: int | None = None, big_endian: bool | None = None
) -> Iterator[Encoding]:
    """The encodings in which `head`, the first bytes of a file, can start an object, likeliest first.

    The arguments, where given, leave no choice. A binary file starts with a type number of four
    bytes, an ascii one with a digit and a newline, so at most one byte order fits (but for nil).
    """
    if ascii is not False and (ascii or _ASCII_START.match(head)):
        yield ASCII
        return
    if ascii:
        return
    for order in (False, True):
        if big_endian is not None and order != big_endian:
            continue
        tag = int.from_bytes(head[:4], "big" if order else "little")
        if big_endian is None and not (len(head) >= 4 and tag <= 8):
            continue
        for size in (8, 4):
            if long_size in (None, size):
                yield Encoding(False, size, order)
