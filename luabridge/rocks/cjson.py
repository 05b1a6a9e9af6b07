"""require 'cjson': JSON through Python's json, with lua-cjson's settings and messages."""

from __future__ import annotations

import json
import math
import re
from functools import partial
from typing import Any

from runtime.arguments import check_string, lua_type
from runtime.errors import TorchError, argument_error
from runtime.printing.cformat import cformat
from runtime.table import Table


class Null:
    """JSON's null: a value that is not nil, so that tables can hold it."""

    def __str__(self) -> str:
        return "userdata: NULL"


NULL = Null()


class Settings:
    """What the encode_... and decode_... functions of one cjson set."""

    def __init__(self) -> None:
        self.sparse = [False, 2, 10]
        self.encode_depth = self.decode_depth = 1000
        self.precision = 14
        self.invalid_out: Any = False
        self.invalid_in: Any = True
        self.keep_buffer = True


# Encoding


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("/", "\\/").replace("\x7f", "\\u007f")


def _refuse(kind: str, reason: str) -> TorchError:
    return TorchError(f"Cannot serialise {kind}: {reason}")


def _number(value: float, settings: Settings) -> str:
    if not math.isfinite(value):
        if settings.invalid_out is False:
            raise _refuse("number", "must not be NaN or Infinity")
        if settings.invalid_out is True:
            return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
        return "null"
    return cformat(f"%.{settings.precision}g", value)


def _array_length(keys: list, settings: Settings) -> int:
    """The length of the array with these keys; 0 if they are no array's."""
    if not keys or not all(lua_type(k) == "number" and k >= 1 and k == math.floor(k) for k in keys):
        return 0
    convert, ratio, safe = settings.sparse
    length = int(max(keys))
    if ratio > 0 and length > len(keys) * ratio and length > safe:
        if not convert:
            raise _refuse("table", "excessively sparse array")
        return 0
    return length


def _encode(value: Any, settings: Settings, depth: int, parts: list[str]) -> None:
    if isinstance(value, str):
        parts.append(_text(value))
    elif isinstance(value, bool):
        parts.append("true" if value else "false")
    elif value is None or value is NULL:
        parts.append("null")
    elif isinstance(value, (int, float)):
        parts.append(_number(value, settings))
    elif isinstance(value, Table):
        _encode_table(value, settings, depth + 1, parts)
    else:
        raise _refuse(lua_type(value), "type not supported")


def _encode_table(table: Table, settings: Settings, depth: int, parts: list[str]) -> None:
    if depth > settings.encode_depth:
        raise TorchError(f"Cannot serialise, excessive nesting ({depth})")
    items = list(table.items())
    length = _array_length([key for key, _ in items], settings)
    mark = "[" if length else "{"
    if length:
        found = dict(items)
        for i in range(1, length + 1):
            parts.append(mark)
            _encode(found.get(i), settings, depth, parts)
            mark = ","
        parts.append("]")
        return
    for key, value in items:
        if lua_type(key) == "number":
            key = _number(key, settings)
        elif not isinstance(key, str):
            raise _refuse(lua_type(key), "table key must be a number or string")
        parts += (mark, _text(key), ":")
        _encode(value, settings, depth, parts)
        mark = ","
    parts.append("}" if items else "{}")


# Decoding

_EXPECTED = {
    "Expecting property name": "object key string",
    "Illegal trailing comma before end of object": "object key string",
    "Illegal trailing comma before end of array": "value",
    "Expecting ':'": "colon",
    "Extra data": "the end",
}
_TOKENS = {"{": "T_OBJ_BEGIN", "}": "T_OBJ_END", "[": "T_ARR_BEGIN", "]": "T_ARR_END", ":": "T_COLON", ",": "T_COMMA"}
_WORDS = re.compile(r'("(?:\\.|[^"\\])*")|(-?\d|NaN|[Ii]nf)|(true|false)|(null)')
_WORD_TOKENS = ("T_STRING", "T_NUMBER", "T_BOOLEAN", "T_NULL")


def _integer(digits: str) -> float:
    """A whole number; what an integer of 64 bits cannot hold becomes a float, and so does -0."""
    if digits == "-0":
        return -0.0
    return int(digits) if len(digits) < 18 else float(digits)


def _constant(settings: Settings, name: str) -> float:
    if not settings.invalid_in:
        raise TorchError("Expected value but found invalid token")
    return float(name)


def _found(text: str, place: int) -> str:
    """What lua-cjson calls the token at this place."""
    if place >= len(text):
        return "T_END"
    if text[place] in _TOKENS:
        return _TOKENS[text[place]]
    match = _WORDS.match(text, place)
    if match:
        return _WORD_TOKENS[match.lastindex - 1]  # type: ignore[operator]
    return "unexpected end of string" if text[place] == '"' else "invalid token"


def _complaint(text: str, error: json.JSONDecodeError) -> TorchError:
    """Python's complaint in lua-cjson's words."""
    place = error.pos + len(text[error.pos :]) - len(text[error.pos :].lstrip(" \t\r\n"))
    if error.msg.startswith("Illegal trailing comma"):
        place = text.index(",", error.pos) + 1
        place += len(text[place:]) - len(text[place:].lstrip(" \t\r\n"))
    if error.msg.startswith("Expecting ','"):
        inside = re.sub(r'"(?:\\.|[^"\\])*"', "", text[: error.pos])
        expected = f"comma or {_innermost(inside)} end"
    else:
        expected = next((words for start, words in _EXPECTED.items() if error.msg.startswith(start)), "value")
    found = _found(text, place)
    if found == "unexpected end of string":
        place = len(text)
    found = "invalid escape code" if error.msg.startswith("Invalid \\") else found
    return TorchError(f"Expected {expected} but found {found} at character {place + 1}")


def _innermost(text: str) -> str:
    """Whether the last bracket still open is an array's or an object's."""
    depth = 0
    for character in reversed(text):
        depth += (character in "]}") - (character in "[{")
        if depth < 0:
            return "array" if character == "[" else "object"
    return "array"


def _decoded(value: Any, depth: int, settings: Settings, escaped: bool) -> Any:
    """Python's lists and dictionaries as Tables; strings as the bytes that Lua has."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass").decode("latin-1") if escaped else value
    if value is None:
        return NULL
    if not isinstance(value, (list, dict)):
        return value
    if depth > settings.decode_depth:
        raise TorchError(f"Found too many nested data structures ({depth})")
    if isinstance(value, list):
        return Table([_decoded(item, depth + 1, settings, escaped) for item in value])
    items = value.items()
    return Table({_decoded(k, 0, settings, escaped): _decoded(v, depth + 1, settings, escaped) for k, v in items})


def _decode(text: str, settings: Settings) -> Any:
    escaped = "\\u" in text or not text.isascii()
    source = text.encode("latin-1").decode("utf-8", "surrogateescape") if escaped else text
    try:
        value = json.loads(source, strict=False, parse_int=_integer, parse_constant=partial(_constant, settings))
    except json.JSONDecodeError as error:
        raise _complaint(source, error) from None
    except RecursionError:
        raise TorchError(f"Found too many nested data structures ({settings.decode_depth + 1})") from None
    return _decoded(value, 1, settings, escaped)


# The functions of one cjson


def _setter(settings: Settings, name: str) -> Any:
    def configure(value: Any = None) -> Any:
        if value is not None:
            setattr(settings, name, {"on": True, "off": False}.get(value, value))
        return getattr(settings, name)

    return configure


def new() -> Table:
    """A cjson with settings of its own."""
    settings = Settings()

    def encode(value: Any = None) -> str:
        parts: list[str] = []
        _encode(value, settings, 0, parts)
        return "".join(parts)

    def decode(text: str | None = None) -> Any:
        if text is None:
            raise argument_error(1, "expected 1 argument")
        return _decode(check_string(1, text), settings)

    def encode_sparse_array(convert: Any = None, ratio: Any = None, safe: Any = None) -> tuple:
        for i, value in enumerate((convert, ratio, safe)):
            if value is not None:
                settings.sparse[i] = value
        return tuple(settings.sparse)

    functions: dict[str, Any] = {"encode": encode, "decode": decode, "encode_sparse_array": encode_sparse_array}
    names = {
        "encode_max_depth": "encode_depth",
        "decode_max_depth": "decode_depth",
        "encode_number_precision": "precision",
        "encode_invalid_numbers": "invalid_out",
        "decode_invalid_numbers": "invalid_in",
        "encode_keep_buffer": "keep_buffer",
    }
    functions |= {name: _setter(settings, field) for name, field in names.items()}
    return Table({**functions, "new": new, "null": NULL, "_NAME": "cjson", "_VERSION": "2.1.0"})


def open(engine: Any) -> Table:  # noqa: A001
    return new()
