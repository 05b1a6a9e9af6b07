"""What is in a .t7 file, found out without making any object of the classes it names.

`inspect` gives a tree of plain dicts (for JSON); `converter.render.text` shows such a tree to people.
"""

from __future__ import annotations

import os
from typing import Any

from runtime import extensions, registry
from runtime.objects import LuaFunction, TorchObject, UnknownObject
from runtime.storage import Storage
from runtime.table import Table
from runtime.tensor.core import TensorCore

from .modules import is_graph, is_module, is_parameter, is_scratch
from .paths import find
from .t7 import T7Error, T7File, read
from .t7.classes import lookup_data

#: How deep the tree goes, how many entries of a table and values of a tensor it shows.
DEPTH, ENTRIES, VALUES, CHARACTERS = 48, 1000, 6, 200


def inspect(source: Any, *, path: str | None = None, depth: int = DEPTH, **options: Any) -> dict[str, Any]:
    """Describes a file: its encoding, size, objects, and the classes that the runtime lacks.

    `path` picks a part of the first object. Options are those of `converter.read`. Nothing in the
    file is run, and of its classes only tensors and storages are made, as views of the file.
    """
    file = _read(source, options)
    objects = [find(file.object, path)] if path else file.objects
    extensions.load_all()
    summary: dict[str, Any] = {
        "file": os.fspath(source) if isinstance(source, (str, os.PathLike)) else None,
        "bytes": file.size,
        "encoding": str(file.encoding),
        "unknown_classes": {
            name: count for name, count in sorted(file.unknown.items()) if registry.lookup(name) is None
        },
        "trailing_bytes": file.size - file.end,
        "objects": [],
    }
    for i, obj in enumerate(objects, 1):
        tree = _Tree(depth)
        start = path or (str(i) if len(objects) > 1 else "")
        summary["objects"].append(tree.node(obj, start, 0))
    return summary


def _read(source: Any, options: dict) -> T7File:
    """All objects of the file; only the first one where what follows it is not an object."""
    options = {"resolve": lookup_data, "view": True, **options}
    if hasattr(source, "read"):
        source = source.read()
    try:
        return read(source, every=True, **options)
    except T7Error:
        return read(source, **options)


class _Tree:
    """Builds the description; what was described already becomes a reference to its path."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._paths: dict[int, str] = {}

    def node(self, value: Any, path: str, depth: int) -> dict[str, Any]:
        """The description of one value at `path`."""
        if value is None or isinstance(value, (bool, int, float)):
            return _scalar(value)
        if isinstance(value, str):
            node = {"kind": "string", "value": value[:CHARACTERS]}
            return {**node, "length": len(value)} if len(value) > CHARACTERS else node
        known = self._paths.get(id(value))
        if known is not None:
            return {"kind": "reference", "type": _type(value), "to": known}
        self._paths[id(value)] = path
        if isinstance(value, TensorCore):
            return _tensor(value)
        if isinstance(value, Storage):
            shown = [_plain(v) for v in value.array[:VALUES].tolist()]
            return {"kind": "storage", "type": value._typename, "elements": len(value), "values": shown}
        if isinstance(value, LuaFunction):
            return _function(value)
        if isinstance(value, Table):
            return self._table(value, path, depth)
        return self._object(value, path, depth)

    def _table(self, table: Table, path: str, depth: int) -> dict[str, Any]:
        items = sorted(table.items(), key=lambda item: _order(item[0]))
        node: dict[str, Any] = {"kind": "table", "type": "table", "size": len(items)}
        node["list"] = bool(items) and len(table) == len(items)
        if depth >= self._depth:
            return {**node, "entries": [], "omitted": len(items)}
        node["entries"] = [self._entry(key, value, path, depth) for key, value in items[:ENTRIES]]
        node["omitted"] = max(0, len(items) - ENTRIES)
        return node

    def _entry(self, key: Any, value: Any, path: str, depth: int) -> dict[str, Any]:
        plain = isinstance(key, (str, int, float))
        spelled = str(key) if plain else f"<{_type(key)}>"
        name = f"{path}.{spelled}" if path else spelled
        shown = _plain(key) if plain else self.node(key, f"{path}.<key>", depth + 1)
        return {"key": shown, "value": self.node(value, name, depth + 1)}

    def _object(self, obj: TorchObject, path: str, depth: int) -> dict[str, Any]:
        node: dict[str, Any] = {"kind": "object", "type": obj._typename, "module": is_module(obj)}
        if isinstance(obj, UnknownObject) and obj.version != 1:
            node["version"] = obj.version
        node["known"] = registry.lookup(obj._typename) is not None
        if node["module"]:
            node["parameters"] = count_parameters(obj)
        fields = sorted(vars(obj).items(), key=lambda item: _field_order(obj, *item))
        if depth >= self._depth:
            return {**node, "fields": [], "omitted": len(fields)}
        node["fields"] = []
        for name, value in fields:
            entry = self._entry(name, value, path, depth)
            if is_graph(obj, name) or is_scratch(obj, name):
                entry["scratch"] = True
            elif is_parameter(obj, name):
                entry["parameter"] = True
            node["fields"].append(entry)
        return node


def count_parameters(root: Any) -> int:
    """Number of learned values in `root` and all that it holds; shared tensors count once."""
    seen: set[Any] = set()
    todo, count = [root], 0
    while todo:
        value = todo.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Table):
            todo.extend(value.values())
        elif isinstance(value, TorchObject):
            for name, field in vars(value).items():
                if is_parameter(value, name):
                    place = (id(field._storage), field._offset, field._size, field._stride)
                    if place not in seen:
                        seen.add(place)
                        count += _elements(field)
                elif not isinstance(field, TensorCore) and not is_graph(value, name) and not is_scratch(value, name):
                    todo.append(field)
    return count


def _elements(tensor: TensorCore) -> int:
    count = 1 if tensor._size else 0
    for n in tensor._size:
        count *= n
    return count


def _tensor(tensor: TensorCore) -> dict[str, Any]:
    array = tensor.array
    count = _elements(tensor)
    shown = array.reshape(-1)[:VALUES] if count <= VALUES else array[(0,) * (array.ndim - 1)][:VALUES]
    return {
        "kind": "tensor",
        "type": tensor._typename,
        "shape": list(tensor._size),
        "elements": count,
        "values": [_plain(v) for v in shown.tolist()],
    }


def _function(function: LuaFunction) -> dict[str, Any]:
    upvalues = function.upvalues.array_values() if isinstance(function.upvalues, Table) else []
    names = [entry.get("name") for entry in upvalues if isinstance(entry, Table)]
    return {"kind": "function", "type": "function", "bytes": len(function.code), "upvalues": names}


def _scalar(value: Any) -> dict[str, Any]:
    kind = "nil" if value is None else "boolean" if isinstance(value, bool) else "number"
    return {"kind": kind, "value": _plain(value)}


def _plain(value: Any) -> Any:
    """A value that JSON can hold: NaN and the infinities become strings."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    return value


def _type(value: Any) -> str:
    return getattr(value, "_typename", None) or ("function" if isinstance(value, LuaFunction) else "table")


def _order(key: Any) -> tuple:
    if isinstance(key, (int, float)) and not isinstance(key, bool):
        return 0, key, ""
    return (1, 0, key) if isinstance(key, str) else (2, 0, "")


def _field_order(obj: TorchObject, name: Any, value: Any) -> tuple:
    """Settings first, then parameters, then parts; what a pass leaves behind comes last."""
    rank = 0
    if is_scratch(obj, name):
        rank = 6
    elif is_graph(obj, name):
        rank = 5
    elif name == "modules":
        rank = 3
    elif isinstance(value, (TensorCore, Storage)):
        rank = 1 if is_parameter(obj, name) else 2
    elif isinstance(value, (Table, TorchObject)):
        rank = 4
    weight = {"weight": 0, "bias": 1}.get(name, 2) if isinstance(name, str) else 2
    return rank, weight, _order(name)
