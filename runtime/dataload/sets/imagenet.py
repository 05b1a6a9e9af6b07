"""ImageNet, ILSVRC2012-14 (dl.loadImageNet)."""

from __future__ import annotations

import os
import re
from typing import Any

from ... import files
from ...console import lua_print
from ...errors import TorchError
from ...table import Table
from ..async_iterator import AsyncIterator
from ..image_class import ImageClass
from .places import find


def loadImageNet(
    datapath: str, nthread: int | None = None, loadsize: Any = None, samplesize: Any = None, verbose: Any = None
) -> tuple[AsyncIterator, AsyncIterator]:
    """Loaders, with `nthread` (2) workers each, of ILSVRC2012_img_train and ILSVRC2012_img_val in `datapath`.

    Images are loaded at about `loadsize` (3 x 256 x 256); training samples are random crops of `samplesize`
    (3 x 224 x 224), validation samples ten crops. Class folders are sorted by their numbers.
    """
    if not isinstance(datapath, str) or not os.path.isdir(files.system_name(datapath)):
        raise TorchError("Expecting path to ILSVRC2012 data at arg one")
    verbose = True if verbose is None else verbose
    sizes = loadsize or Table([3, 256, 256]), samplesize or Table([3, 224, 224])
    loaders = []
    for folder, samplefunc in (("ILSVRC2012_img_train", "sampleTrain"), ("ILSVRC2012_img_val", "sampleTest")):
        images = ImageClass(os.path.join(datapath, folder), *sizes, samplefunc, by_number, verbose)
        loaders.append(AsyncIterator(images, nthread))
    metadata = os.path.join(datapath, "metadata")
    found = find(metadata, "classInfo.th7")
    if found:
        for loader in loaders:
            loader.classinfo = files.load(found)  # type: ignore[attr-defined]
    elif verbose:
        lua_print(f"ImageNet: skipping {metadata}/classInfo.th7")
    return loaders[0], loaders[1]


def by_number(a: str, b: str) -> bool:
    """Whether folder `a` comes before `b`: by the first number in their names."""
    first, second = (int(re.search(r"\d+", name)[0]) for name in (a, b))  # type: ignore[index]
    return first < second
