"""Shows to people what `converter.inspect.inspect` found: a tree of modules, tables and values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: Entries of a table or list that are shown; width of a line of settings.
_ENTRIES, _WIDTH = 24, 100
#: Fields that every module has and that say nothing.
_DULL = ("_type", "train")


def text(summary: dict[str, Any], *, whole: bool = False) -> str:
    """The summary as indented text, one part a line.

    What a forward or backward pass left in a module is left out, unless `whole`, as it is for the
    one module that a path leads to.
    """
    return "\n".join(_lines(summary, whole))


def _lines(summary: dict[str, Any], whole: bool) -> Iterator[str]:
    objects = summary["objects"]
    head = [summary["encoding"], _bytes(summary["bytes"])]
    if len(objects) > 1:
        head.append(f"{len(objects)} objects")
    yield f"{summary['file'] or 'data'}: {', '.join(head)}"
    for i, node in enumerate(objects, 1):
        yield from _node(node, f"[{i}] " if len(objects) > 1 else "", 0, whole)
    if summary["trailing_bytes"]:
        yield f"({_bytes(summary['trailing_bytes'])} follow the last object)"
    unknown = summary["unknown_classes"]
    if unknown:
        yield "Classes that luabridge does not have: " + ", ".join(f"{k} ({n})" for k, n in unknown.items())


def _node(node: dict[str, Any], label: str, depth: int, whole: bool) -> Iterator[str]:
    """The lines of one node; `label` says what it is called."""
    indent = "  " * depth
    kind = node["kind"]
    if kind == "object":
        yield from _object(node, label, depth, whole)
    elif kind == "table":
        line = _list_line(node)
        if line is not None:
            yield f"{indent}{label}{line}"
            return
        yield f"{indent}{label}{'list' if node['list'] else 'table'} of {_count(node['size'], 'entry', 'entries')}"
        yield from _entries(node, depth + 1, whole)
    else:
        yield f"{indent}{label}{_inline(node)}"


def _entries(node: dict[str, Any], depth: int, whole: bool) -> Iterator[str]:
    entries = node["entries"]
    modules = all(entry["value"].get("module") for entry in entries)
    shown = entries if whole or modules else entries[:_ENTRIES]
    for entry in shown:
        yield from _node(entry["value"], f"{_key(entry['key'])}: ", depth, whole)
    left = node["size"] - len(shown)
    if left:
        yield f"{'  ' * depth}... and {left} more"


def _object(node: dict[str, Any], label: str, depth: int, whole: bool) -> Iterator[str]:
    indent = "  " * depth
    settings, parts = [], []
    for entry in node["fields"]:
        value = entry["value"]
        if entry.get("scratch") and not (whole or depth == 0 and not _has_modules(node)):
            continue
        if value["kind"] in ("number", "boolean", "string", "nil") and len(str(value.get("value"))) <= 40:
            if entry["key"] not in _DULL or whole:
                settings.append(f"{entry['key']}={_inline(value)}")
        elif not (value["kind"] == "reference" and node["module"] and not whole):
            parts.append(entry)
    head = node["type"] + (f" [version {node['version']}]" if "version" in node else "")
    if settings:
        head += f"({_cut(', '.join(settings))})"
    tensors = [entry for entry in parts if entry["value"]["kind"] in ("tensor", "storage")] if node["module"] else []
    if tensors and len(tensors) <= 4 and depth:
        head += "  " + ", ".join(f"{entry['key']} {_shape(entry['value'])}" for entry in tensors)
        parts = [entry for entry in parts if entry not in tensors]
    if node.get("parameters") and (_has_modules(node) or not depth):
        head += f"  {node['parameters']:,} parameters"
    yield indent + label + head + ("" if node["known"] else "  (no such class in luabridge)")
    for entry in parts:
        if entry["key"] == "modules" and entry["value"]["kind"] == "table":
            yield from _entries(entry["value"], depth + 1, whole)
        else:
            yield from _node(entry["value"], f"{_key(entry['key'])}: ", depth + 1, whole)
    if node.get("omitted"):
        yield f"{indent}  ... deeper than shown: use --path"


def _has_modules(node: dict[str, Any]) -> bool:
    return any(entry["key"] == "modules" for entry in node["fields"])


def _list_line(node: dict[str, Any]) -> str | None:
    """A table of few plain values, or a list of many, on one line; None for other tables."""
    if not node["entries"]:
        return None if node["size"] else "{}"
    values = [entry["value"] for entry in node["entries"]]
    if not node["list"] or any(value["kind"] not in ("number", "boolean", "string") for value in values):
        return None
    shown = _cut("{" + ", ".join(_inline(value) for value in values) + "}")
    return shown if shown.endswith("}") else f"list of {node['size']}: {shown}"


def _inline(node: dict[str, Any]) -> str:
    kind = node["kind"]
    if kind == "nil":
        return "nil"
    if kind == "boolean":
        return "true" if node["value"] else "false"
    if kind == "number":
        return _number(node["value"])
    if kind == "string":
        quoted = _quoted(node["value"][:80])
        length = node.get("length", len(node["value"]))
        return quoted if length <= 80 else f"{quoted}... ({length} characters)"
    if kind == "reference":
        return f"{node['type']}, the same as {node['to'] or 'the whole object'}"
    if kind == "function":
        names = ", ".join(map(str, node["upvalues"]))
        return f"function of {_bytes(node['bytes'])}" + (f" with upvalues {names}" if names else "")
    values = ", ".join(_number(value) for value in node["values"])
    more = ", ..." if node["elements"] > len(node["values"]) else ""
    return f"{node['type']} {_shape(node)}  [{values}{more}]"


def _shape(node: dict[str, Any]) -> str:
    if node["kind"] == "storage":
        return f"of {node['elements']}"
    return "x".join(map(str, node["shape"])) or "empty"


def _number(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _quoted(value: str) -> str:
    escaped = value.encode("unicode_escape").decode("ascii").replace('"', '\\"')
    return f'"{escaped}"'


def _key(key: Any) -> str:
    if isinstance(key, dict):
        return f"[{_inline(key) if key['kind'] in ('tensor', 'storage', 'reference') else key['type']}]"
    if isinstance(key, str):
        return key if key.isidentifier() else f"[{_quoted(key)}]"
    return "true" if key is True else "false" if key is False else _number(key)


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else line[:_WIDTH].rsplit(",", 1)[0] + ", ..."


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


def _bytes(n: int) -> str:
    for unit in ("bytes", "KB", "MB"):
        if n < 1024:
            return f"{n:.1f} {unit}" if unit != "bytes" else f"{n} bytes"
        n = n / 1024  # type: ignore[assignment]
    return f"{n:.1f} GB"
