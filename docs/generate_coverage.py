"""Writes docs/coverage.md: what Torch7's reference tables name, what of it is here, and why the rest is not.

    python docs/generate_coverage.py

The tables lie in fixtures/reference; the reasons, one a line, in docs/coverage_reasons.tsv: a pattern (as in a
shell) of keys, or several with `` | `` between, and the reason. Keys are ``torch.add`` for functions,
``torch.DoubleTensor:add`` for methods, ``class nn.Linear`` for classes, and for argument forms
``form Double torch.add(DoubleTensor, double)``.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "fixtures" / "reference"
REASONS = ROOT / "docs" / "coverage_reasons.tsv"
TARGET = ROOT / "docs" / "coverage.md"
PACKAGES = ("nn", "nngraph", "optim", "nnx", "dpnn", "rnn", "torchx", "dataload")
#: What is loaded for the tables of torch/rnn, which replaces dpnn and rnn.
PACKAGES_OF_V2 = ("nn", "rnn", "rnn.ExpandAs")
V2 = "torch/rnn"
NO_REASON = "(no reason given)"

#: Answers, for a list of (kind, place, name, kind, place, name ...), which of them Lua scripts find.
PROBE = """
    local packages, keys = ...
    local loaded = {torch = torch}
    for _, name in ipairs(packages) do
       local ok, value = pcall(require, name)
       if ok then
          loaded[name] = type(value) == 'table' and value or _G[name]
       elseif not value:find("module '" .. name .. "' not found", 1, true) then
          error(value)
       end
    end
    loaded.dl = loaded.dataload
    local missing = {}
    for i = 1, #keys, 3 do
       local kind, place, name = keys[i], keys[i + 1], keys[i + 2]
       local found
       if kind == 'function' then
          found = (loaded[place] or _G[place] or {})[name]
       else
          found = torch.getmetatable(place)
          if kind == 'method' and found then found = found[name] end
          if kind == 'parent' and found then
             local class = getmetatable(found)
             while class and class.__typename ~= name do class = getmetatable(class) end
             found = class
          end
       end
       if found == nil then missing[#missing + 1] = (i + 2) / 3 end
    end
    return missing
"""


@dataclass(frozen=True)
class Entry:
    """One line of a reference table: the section of the document, and what to look for."""

    section: str
    kind: str
    place: str
    name: str

    @property
    def key(self) -> str:
        if self.kind == "function":
            return f"{self.place}.{self.name}"
        if self.kind == "method":
            return f"{self.place}:{self.name}"
        return f"class {self.place}" + (f" of {self.name}" if self.kind == "parent" else "")


def table(name: str) -> list[list[str]]:
    """The lines of a reference table without its heading."""
    with (TABLES / f"{name}.tsv").open(encoding="utf-8") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


def entries() -> Iterator[Entry]:
    """Everything that the tables of functions, methods and classes name."""
    for place, name, *_ in table("torch_functions"):
        if place.startswith("torch."):
            yield Entry(place, "method", place, name)
        else:
            yield Entry(place.replace(" (added by torchx)", ", by torchx"), "function", "torch", name)
    for package, name, parent in table("classes"):
        yield Entry(f"{package}: classes", "class", name, "")
        if parent:
            yield Entry(f"{package}: classes", "parent", name, parent)
    for package, place, name, *_ in table("methods"):
        if place.startswith("(table "):
            yield Entry(f"{package}: functions", "function", place[len("(table ") : -1], name)
        else:
            yield Entry(f"{package}: methods", "method", place, name)


def entries_of_v2() -> Iterator[Entry]:
    """Everything that the table of torch/rnn names, which differs from what Element-Research's packages have."""
    rows = [row for row in table("torch_rnn_v2") if len(row) > 3 and row[0].startswith("nn.")]
    for name, parent, _, fourth, *rest in rows:
        both = fourth.startswith("nn.")  # a class of both packages: its parent and constructor there come next
        yield Entry(f"{V2}: classes", "class", name, "")
        yield Entry(f"{V2}: classes", "parent", name, parent)
        for method in (rest[1] if both else fourth).split():
            yield Entry(f"{V2}: methods", "method", name, method)


def reasons() -> list[tuple[str, str]]:
    """Pattern and reason of each line of the table of reasons."""
    with REASONS.open(encoding="utf-8") as file:
        lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [(pattern, reason) for patterns, reason in lines for pattern in patterns.split(" | ")]


def reason_for(key: str) -> str | None:
    """Why the entry is missing, by the first pattern that fits."""
    return next((reason for pattern, reason in reasons() if fnmatchcase(key, pattern)), None)


def missing(wanted: list[Entry], packages: tuple[str, ...] = PACKAGES) -> list[Entry]:
    """The entries that scripts do not find."""
    from luabridge import Lua
    from runtime.table import Table

    flat = [text for entry in wanted for text in (entry.kind, entry.place, entry.name)]
    places = Lua().execute(PROBE, Table(list(packages)), Table(flat)).array_values()
    return [wanted[int(place) - 1] for place in places]


def missing_in_v2(wanted: list[Entry]) -> list[Entry]:
    """The same where ``require 'rnn'`` means torch/rnn."""
    from runtime import forks

    forks.use(forks.V2)
    try:
        return missing(wanted, PACKAGES_OF_V2)
    finally:
        forks.use(None)


def all_missing() -> tuple[list[Entry], list[Entry]]:
    """All that the tables name, and what of it scripts do not find."""
    wanted, of_v2 = list(dict.fromkeys(entries())), list(dict.fromkeys(entries_of_v2()))
    return wanted + of_v2, missing(wanted) + missing_in_v2(of_v2)


def listed(absent: list[Entry]) -> list[Entry]:
    """What to name of the missing entries: of a class that is missing, the class alone."""
    classes = {entry.place for entry in absent if entry.kind == "class"}
    return [entry for entry in absent if entry.kind in ("class", "function") or entry.place not in classes]


HEAD = """# What of Torch7 is here

Generated by `docs/generate_coverage.py` from the tables in `fixtures/reference`, which list what Torch7 and
its packages define. Everything that is not here is listed below, with the reason. `torch/rnn` counts what that
package has that Element-Research's dpnn and rnn have not, or have otherwise.

| what | names | here |
|---|---|---|"""

FORMS = """
## Argument forms

`overloads.tsv` lists {rows} functions and methods with {forms} forms. Tests call every form, for every element
type that has it, with each choice of optional arguments. Torch7 itself refuses some, and so does this:
"""


def document() -> str:
    """The text of docs/coverage.md."""
    wanted, absent = all_missing()
    total, gone = (Counter(entry.section for entry in part) for part in (wanted, absent))
    lines = [HEAD]
    lines += [f"| {section} | {count} | {count - gone[section]} |" for section, count in total.items()]
    lines += ["", "## What is not here", ""]
    lines += _grouped([(entry.key, reason_for(entry.key) or NO_REASON) for entry in listed(absent)])
    rows = table("overloads")
    lines += [FORMS.format(rows=len(rows), forms=sum(len(row[2].split(" | ")) for row in rows))]
    lines += _grouped([(key[5:], why) for key, why in reasons() if key.startswith("form ")])
    return "\n".join(lines) + "\n"


def _grouped(keys: list[tuple[str, str]]) -> list[str]:
    """One item a reason, with all that it holds for."""
    return [
        f"- {reason}: " + ", ".join(f"`{key}`" for key, why in keys if why == reason)
        for reason in dict.fromkeys(reason for _, reason in keys)
    ]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    TARGET.write_text(document(), encoding="utf-8")
