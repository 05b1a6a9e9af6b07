"""Writes the type stubs of tensors' methods and of torch's functions, from the argument forms they are declared with.

    python docs/generate_stubs.py

Type checkers and editors read runtime/tensor/methods.pyi and runtime/torch/functions.pyi; nothing imports them.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from runtime.tensor.overload import FUNCTIONS, METHODS, Dispatcher, Form  # noqa: E402
from runtime.tensor.signature import Slot  # noqa: E402

METHOD_FILE = ROOT / "runtime" / "tensor" / "methods.pyi"
FUNCTION_FILE = ROOT / "runtime" / "torch" / "functions.pyi"
HEAD = """# Written by docs/generate_stubs.py from the declared argument forms: do not edit.
# mypy: disable-error-code="overload-overlap,misc,explicit-override"
from collections.abc import Sequence
from typing import Any, Literal, overload

from runtime.storage import Storage
from {tensor} import {name}
"""
TYPES = {"boolean": "bool", "{T+}": "Sequence[{T}]", "sizes": "int | Storage | Sequence[int]"}
TYPES |= dict.fromkeys(("index", "long", "int"), "int")
TYPES |= dict.fromkeys(("real", "accreal", "double"), "float")
NAMES = {"r": "result", "t": "tensor", "src": "source", "d": "dim"}


def type_of(slot: Slot, tensor: str) -> str:
    """The Python type of an argument; all kinds of tensors are one class here."""
    if slot.choices:
        return f"Literal[{', '.join(map(repr, slot.choices))}]"
    return TYPES.get(slot.kind, "{T}").format(T=tensor)


def names_of(form: Form) -> dict[int, str]:
    """Names of a form's slots: those of the kernel's parameters where they are one each."""
    parameters = [p.name for p in inspect.signature(form.kernel).parameters.values() if p.kind is not p.VAR_POSITIONAL]
    if len(parameters) != len(form.slots):
        parameters = [
            f"{slot.kind.lower() if slot.kind.isalpha() else 'option'}{i}" for i, slot in enumerate(form.slots)
        ]
    return {id(slot): NAMES.get(name, name).rstrip("_") for slot, name in zip(form.slots, parameters)}


def result_of(form: Form, tensor: str) -> str:
    """What a call returns: its results (one or a tuple), or what the kernel says."""
    count = sum(slot.returned for slot in form.slots)
    if count > 1:
        return f"tuple[{', '.join([tensor] * count)}]"
    if count == 1:
        return tensor
    returned = inspect.signature(form.kernel).return_annotation
    return returned if returned in ("bool", "int", "float", "str") else "Any"


def signatures(dispatcher: Dispatcher, tensor: str) -> Iterator[str]:
    """``(...) -> ...`` of every way to call an operation."""
    for form in dispatcher.forms:
        names, result = names_of(form), result_of(form, tensor)
        for given in form.variants:
            slots = given[1:] if dispatcher.is_method else given
            arguments = [f"{names[id(s)]}: {type_of(s, tensor)}" for s in slots if s.kind != "sizes"]
            arguments = [*(["self"] if dispatcher.is_method else []), *arguments]
            arguments += ["/"] * bool(arguments)
            arguments += [f"*{names[id(s)]}: {type_of(s, tensor)}" for s in slots if s.kind == "sizes"]
            yield f"({', '.join(arguments)}) -> {result}: ..."


def stub(name: str, dispatcher: Dispatcher, tensor: str, indent: str = "") -> str:
    """The overloads of one operation."""
    found = list(dict.fromkeys(signatures(dispatcher, tensor)))
    mark = f"{indent}@overload\n" if len(found) > 1 else ""
    return "".join(f"{mark}{indent}def {name}{text}\n" for text in found)


def methods() -> str:
    """The stub of all methods, as a base of Tensor."""
    head = HEAD.format(tensor="runtime.tensor", name="Tensor")
    body = [stub(name, METHODS[name], "Tensor", "    ") for name in sorted(METHODS)]
    return head + "\nclass Methods:\n" + "".join(body)


def functions() -> str:
    """The stub of all functions that are declared as operations."""
    head = HEAD.format(tensor="runtime.tensor", name="Tensor")
    return head + "\n" + "".join(stub(name, FUNCTIONS[name], "Tensor") for name in sorted(FUNCTIONS))


def documents() -> dict[Path, str]:
    """The files and what they should hold."""
    return {METHOD_FILE: methods(), FUNCTION_FILE: functions()}


def main(*_arguments: Any) -> None:
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
