"""Where the file of the library may lie.

It comes with the requirement onednn-cpu-gomp (Linux on x86-64); elsewhere an installed oneDNN 3 is taken if the
system's loader finds one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

REQUIREMENT = "onednn-cpu-gomp"
FILES = {"linux": ("lib", "libdnnl.so.3"), "darwin": ("lib", "libdnnl.3.dylib"), "win32": ("Library/bin", "dnnl.dll")}


def candidates() -> Iterator[str]:
    """Files that may be it, the best first; the last is a name, for the system's loader."""
    folder, name = FILES.get(sys.platform, FILES["linux"])
    path = Path(sys.prefix, folder, name)
    if path.exists():
        yield str(path)
    found = _installed(name)
    if found is not None and found != path:
        yield str(found)
    yield name


def _installed(name: str) -> Path | None:
    """The file of the requirement, wherever pip has put it: user's site, the system's, a prefix in PYTHONPATH.

    `pip install --target` leaves it out.
    """
    from importlib import metadata  # takes a while to load

    try:
        distribution = metadata.distribution(REQUIREMENT)
    except metadata.PackageNotFoundError:
        return None
    listed = [Path(str(file.locate())).resolve() for file in distribution.files or () if file.name == name]
    return next((path for path in listed if path.exists()), None)
