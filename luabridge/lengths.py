"""The length operator of Lua 5.2: ``#t`` calls `__len` of a table's metatable.

Torch's LuaJIT did so, lupa's does not, and no function can be put in the operator's place. So the sources of chunks
in which `__len` may matter are rewritten: ``#x.y[1]`` becomes ``(("").__len(x.y[1]))``, a function that the bridge puts
into the string library, where every chunk finds it, whatever its environment. Lines keep their numbers.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""(?P<skip>\s+|--\[(?P<c>=*)\[.*?\](?P=c)\]|--[^\n]*)
      | (?P<string>\[(?P<s>=*)\[.*?\](?P=s)\]|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
      | (?P<number>0[xX][0-9a-fA-F.]+(?:[pP][+-]?\d+)?\w*|\.?\d[\d.]*(?:[eE][+-]?\d+)?\w*)
      | (?P<name>[A-Za-z_]\w*)
      | (?P<symbol>\.\.\.|\.\.|::|[=~<>]=|.)""",
    re.S | re.X,
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_UNARY = ("#", "-", "not")
_CALL = '(("").__len('  # in parentheses: no tail call, which would hide its line


def with_lengths(source: str) -> str:
    """The source with every length operator as a call; what is no Lua stays as it is."""
    tokens = [m for m in _TOKEN.finditer(source) if m["skip"] is None]
    edits: list[tuple[int, int, str]] = []
    for index, token in enumerate(tokens):
        if token.group() == "#":
            end = _operand_end(tokens, index + 1)
            if end is not None:
                edits.append((token.start(), token.end(), _CALL))
                edits.append((end, end, "))"))
    parts, place = [], 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        parts += [source[place:start], text]
        place = end
    return "".join(parts) + source[place:]


def _operand_end(tokens: list, index: int) -> int | None:
    """Where the operand that starts at this token ends in the source; None for none."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    text = token.group()
    if text in _UNARY:
        return _operand_end(tokens, index + 1)
    if token["name"] or text == "(":
        index = _suffixes(tokens, index if token["name"] else _matching(tokens, index))
    elif text == "{":
        index = _matching(tokens, index)
    elif not (token["string"] or token["number"] or text == "..."):
        return None
    if index >= len(tokens):
        return None
    if index + 1 < len(tokens) and tokens[index + 1].group() == "^":
        return _operand_end(tokens, index + 2)
    return tokens[index].end()


def _suffixes(tokens: list, index: int) -> int:
    """The last token of ``name.x[i]:f(...)`` that begins with the token at `index`."""
    while index + 1 < len(tokens):
        following = tokens[index + 1]
        text = following.group()
        if text in (".", ":"):
            index += 2
        elif text in _CLOSING:
            index = _matching(tokens, index + 1)
        elif following["string"]:
            index += 1
        else:
            break
    return index


def _matching(tokens: list, index: int) -> int:
    """The token that closes the bracket at `index`; len(tokens) if none does."""
    closing, depth = _CLOSING[tokens[index].group()], 0
    for place in range(index, len(tokens)):
        text = tokens[place].group()
        if text == tokens[index].group():
            depth += 1
        elif text == closing:
            depth -= 1
            if not depth:
                return place
    return len(tokens)
