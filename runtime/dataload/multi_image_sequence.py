"""Sequences of pairs of images, one folder a sequence (dl.MultiImageSequence)."""

from __future__ import annotations

import math
import os
import re
from typing import Any

from .. import files, image
from ..console import lua_print
from ..errors import TorchError
from ..graphicsmagick import Image
from ..printing import cformat
from ..registry import register
from ..table import Table
from ..tensor import TENSORS
from . import chance, nested
from .data_loader import DataLoader
from .samplers import sampler
from .sequencing import new_trackers, pieces, tracker

_FRAME = re.compile(r"input(\d+)\.[^.]+$")


def _round(x: float) -> int:
    return math.floor(x + 0.5)


@register("dl.MultiImageSequence")
class MultiImageSequence(DataLoader):
    """``MultiImageSequence(folder, batchsize, {inputsize, targetsize}, samplesize, samplefunc, verbose)``.

    Each folder in `folder` is a sequence of input1.jpg, target1.jpg, input2.jpg ... Batches are FloatTensors
    time x batchsize x channels x height x width; before each sequence come an input and a target of zeros. Sizes are
    (channels, height, width); targets are cropped in proportion to inputs. Options are fields: inputpattern,
    targetpattern, randseq, cropeverystep, varyloadsize, scaleeverystep.
    """

    seqdirs: Any = None

    def __init__(
        self,
        datapath: str,
        batchsize: int,
        loadsize: Any,
        samplesize: Any = None,
        samplefunc: Any = None,
        verbose: Any = None,
    ) -> None:
        self.cropeverystep = self.varyloadsize = self.scaleeverystep = self.randseq = False
        self.inputpattern, self.targetpattern = "input%d.jpg", "target%d.jpg"
        self.datapath, self.batchsize = datapath, batchsize
        self.loadsize = _check_sizes(datapath, batchsize, nested.as_data(loadsize))
        self.samplesize = self._sample_sizes(nested.as_data(samplesize))
        self.samplefunc = samplefunc or "sampleDefault"
        self.verbose = True if verbose is None else verbose
        self.reset()

    def _sample_sizes(self, wanted: Any) -> Table:
        """Sizes of input and target samples; the latter in proportion."""
        inputs, targets = self.loadsize[1], self.loadsize[2]
        if not isinstance(wanted, Table) or not isinstance(wanted.get(1), (int, float)):
            raise TorchError("Provide samplesize for inputs only (target samplesize will be proportional)")
        if wanted[2] > inputs[2] or wanted[3] > inputs[3]:
            raise TorchError("assertion failed!")
        h, w = (min(targets[2], max(1, _round(wanted[d] * targets[d] / inputs[d]))) for d in (2, 3))
        return Table([wanted, Table([targets[1], h, w])])

    def buildIndex(self, cachepath: str | None = None, overwrite: Any = None) -> None:
        """Lists the sequences and counts their frames; `cachepath` keeps the result."""
        if cachepath and not overwrite and os.path.isfile(files.system_name(cachepath)):
            if self.verbose:
                lua_print("loading cached index")
            for name, value in files.load(cachepath).items():
                setattr(self, name, value)
        else:
            if self.verbose:
                lua_print("Building index. Counting number of frames")
            self._count()
            if cachepath:
                names = ("seqdirs", "nframe", "seqlen")
                files.save(cachepath, Table({name: getattr(self, name) for name in names}), ascii=True)
        if self.verbose:
            lua_print(f"Found {len(self.seqdirs)} sequences with a total of {self.nframe} frames")

    def _count(self) -> None:
        self.seqdirs, self.nframe = Table(), 0
        for folder in sorted(os.scandir(files.system_name(self.datapath)), key=lambda entry: _natural(entry.name)):
            if folder.is_dir():
                numbers = {int(found[1]) for name in os.listdir(folder) if (found := _FRAME.match(name))}
                count = next(i for i in range(len(numbers) + 1) if i + 1 not in numbers)
                if count:
                    self.seqdirs.append(Table([files.lua_name(folder.name), count]))
                    self.nframe += count
        if not len(self.seqdirs):
            raise TorchError(f"no sequences in {self.datapath}: folders with input1.jpg, input2.jpg ... are expected")
        self.seqlen = math.ceil((self.nframe + len(self.seqdirs)) / self.batchsize)

    def reset(self) -> None:
        super().reset()
        self.trackers = new_trackers()

    def _index(self) -> None:
        if self.seqdirs is None:
            self.buildIndex()

    def size(self) -> int:
        """The number of steps in an epoch."""
        self._index()
        return self.seqlen

    def isize(self, excludedim: Any = None) -> Table:
        return self._frame_size(1, excludedim)

    def tsize(self, excludedim: Any = None) -> Table:
        return self._frame_size(2, excludedim)

    def _frame_size(self, which: int, excludedim: Any) -> Table:
        if excludedim not in (None, 1):
            raise TorchError("assertion failed!")
        return Table(self.samplesize[which].array_values())

    def sub(
        self, start: int, stop: int, inputs: Any = None, targets: Any = None, samplefunc: Any = None
    ) -> tuple[Any, Any]:
        """The next stop - start + 1 steps."""
        self._index()
        steps, columns = int(stop - start) + 1, int(self.batchsize)
        inputs = TENSORS["Float"]() if inputs is None else inputs
        targets = type(inputs)() if targets is None else targets
        for tensor, size in ((inputs, self.samplesize[1]), (targets, self.samplesize[2])):
            tensor.resize_array((steps, columns, *map(int, size.array_values()))).fill(0)
        make = sampler(self, samplefunc or self.samplefunc)
        for column in range(1, columns + 1):
            x, y = inputs.select(2, column), targets.select(2, column)
            state = tracker(self.trackers, column)
            for row, chosen, first, number in pieces(self, column, steps, len(self.seqdirs), self._frames):
                for i in range(number):
                    state["idx"] = first + i
                    pair = self._paths(chosen, first + i)
                    make(x.select(1, row + i + 1), y.select(1, row + i + 1), *pair, state)
        self.collectgarbage()
        return inputs, targets

    def _frames(self, chosen: int) -> int:
        return int(self.seqdirs[chosen][2])

    def _paths(self, chosen: int, frame: int) -> tuple[str, ...]:
        folder = f"{self.datapath.rstrip('/') or '/'}/{self.seqdirs[chosen][1]}"
        return tuple(f"{folder}/{cformat(pattern, frame)}" for pattern in (self.inputpattern, self.targetpattern))

    def loadImage(self, path: str, idx: int, tracker: Table) -> Image:
        """An image as graphicsmagick's Image, scaled to cover loadsize; `idx`: 1 for inputs, 2 for targets."""
        size, sample = self.loadsize[idx], self.samplesize[idx]
        height, width = size[2], size[3]
        if self.varyloadsize:
            if self.scaleeverystep or tracker["idx"] == 1:
                for name in ("lW", "lH"):
                    if tracker.get(name) is None:
                        tracker[name] = Table()
                if idx == 1:
                    tracker["scale"] = chance.below_one()
                tracker["lW"][idx] = _round(sample[3] + tracker["scale"] * (width - sample[3]))
                tracker["lH"][idx] = _round(sample[2] + tracker["scale"] * (height - sample[2]))
            width, height = tracker["lW"][idx], tracker["lH"][idx]
        return Image(path, width, height).size(None, min(width, height))

    def _pixels(self, picture: Image, idx: int) -> Any:
        return picture.toTensor("float", "I" if self.samplesize[idx][1] == 1 else "RGB", "DHW", True)

    def sampleDefault(self, input: Any, target: Any, inputpath: str, targetpath: str, tracker: Table) -> tuple:
        """Both images, scaled to their sample sizes."""
        for idx, (dst, path) in enumerate(((input, inputpath), (target, targetpath)), 1):
            pixels = self._pixels(self.loadImage(path, idx, tracker), idx)
            size = self.samplesize[idx]
            dst.resize_array((pixels._size[0], int(size[2]), int(size[3])))
            image.scale(dst, pixels)
        return input, target

    def sampleTrain(self, input: Any, target: Any, inputpath: str, targetpath: str, tracker: Table) -> tuple:
        """Crops of both images at the same relative place, which is drawn for each sequence (or step)."""
        pictures = [self.loadImage(inputpath, 1, tracker), self.loadImage(targetpath, 2, tracker)]
        if tracker["idx"] == 1 or self.cropeverystep:
            tracker["cH"], tracker["cW"] = chance.below_one(), chance.below_one()
        for idx, (dst, picture) in enumerate(zip((input, target), pictures), 1):
            (iW, iH), (oW, oH) = picture.size(), (self.samplesize[idx][3], self.samplesize[idx][2])
            top, left = math.ceil(tracker["cH"] * (iH - oH)), math.ceil(tracker["cW"] * (iW - oW))
            dst.copy(self._pixels(picture.crop(oW, oH, left, top), idx))
        return input, target


def _check_sizes(datapath: Any, batchsize: Any, loadsize: Any) -> Table:
    if not isinstance(datapath, str) or not isinstance(batchsize, (int, float)) or not isinstance(loadsize, Table):
        raise TorchError("assertion failed!")
    for i, what in ((1, "inputs"), (2, "targets")):
        if not isinstance(loadsize.get(i), Table):
            raise TorchError(f"Missing {what} loadsize")
    return loadsize


def _natural(name: str) -> list[Any]:
    """A key that sorts seq2 before seq10."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
