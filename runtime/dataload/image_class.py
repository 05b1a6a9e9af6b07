"""Images in one folder a class (dl.ImageClass)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from .. import image, random
from ..console import lua_print
from ..errors import TorchError
from ..graphicsmagick import Image
from ..random import default_generator
from ..registry import register
from ..table import Table
from ..tensor import TENSORS, from_array
from . import image_files
from .data_loader import DataLoader
from .samplers import sampler

_Float, _Long = TENSORS["Float"], TENSORS["Long"]


def _sizes(size: Any) -> Table:
    if isinstance(size, (list, tuple)):
        return Table(size)
    if not isinstance(size, Table):
        raise TorchError("assertion failed!")
    return size


@register("dl.ImageClass")
class ImageClass(DataLoader):
    """``ImageClass(folders, loadsize, samplesize, samplefunc, sortfunc, verbose, excludeFile, excludeDir)``.

    `folders` (one or several) hold a folder for each class. Images are loaded so that they cover `loadsize`
    (channels, height, width); `samplefunc` makes samples of `samplesize`: 'sampleDefault' (scaled),
    'sampleTrain' (a random crop, perhaps mirrored), 'sampleTest' (ten crops) or a function(self, dst, path).
    Inputs are FloatTensors of 0..1, targets the numbers of classes in `classes`; index and sample also give the paths.
    """

    imgBuffers: Any = None
    sortfunc: Any = None

    def __init__(
        self,
        datapath: Any,
        loadsize: Any,
        samplesize: Any = None,
        samplefunc: Any = None,
        sortfunc: Any = None,
        verbose: Any = None,
        excludeFile: str | None = None,
        excludeDir: str | None = None,
    ) -> None:
        self.datapath = Table([datapath]) if isinstance(datapath, str) else _sizes(datapath)
        self.loadsize = _sizes(loadsize)
        self.samplesize = _sizes(samplesize or self.loadsize)
        self.samplefunc = samplefunc or "sampleDefault"
        self.verbose = True if verbose is None else verbose
        self.sortfunc = sortfunc
        self._find(excludeFile, excludeDir)

    def _find(self, exclude_file: str | None, exclude_folder: str | None) -> None:
        """Lists the classes and their images."""
        classes = image_files.class_folders(self.datapath.array_values(), self.sortfunc)
        self.classes = Table(list(classes))
        self.iclasses = Table({name: i for i, name in enumerate(classes, 1)})
        if self.verbose:
            lua_print(f"found {len(classes)} classes")
        paths: list[str] = []
        counts = []
        self.classList = Table()
        for number, (name, folders) in enumerate(classes.items(), 1):
            found = [path for folder in folders for path in image_files.images(folder, exclude_file, exclude_folder)]
            if not found:
                raise TorchError(f"Class has zero samples: {name}")
            self.classList[number] = from_array(np.arange(len(paths) + 1, len(paths) + len(found) + 1))
            paths += found
            counts.append(len(found))
        if not paths:
            raise TorchError("Could not find any image file in the given input paths")
        self.classListSample = self.classList
        self.imagePath = from_array(image_files.pack(paths))
        self.imageClass = from_array(np.repeat(np.arange(1, len(counts) + 1), counts))
        self.nsample = len(paths)
        if self.verbose:
            lua_print(f"found {len(paths)} images")

    def reset(self) -> None:
        super().reset()
        self.imgBuffers = None

    def size(self, class_: Any = None, list: Any = None) -> int:
        """The number of images, of all or of a class (by name or number)."""
        if class_ is None:
            return self.imagePath.size(1)
        lists = self.classList if list is None else list
        return lists[self.iclasses[class_] if isinstance(class_, str) else class_].size(1)

    def index(self, indices: Any, inputs: Any = None, targets: Any = None, samplefunc: Any = None) -> tuple:
        rows = indices.array - 1
        choices = zip(self.imageClass.array[rows].tolist(), rows.tolist())
        return self._load(choices, inputs, targets, samplefunc)

    def sample(self, batchsize: int, inputs: Any = None, targets: Any = None, samplefunc: Any = None) -> tuple:
        """Draws a class for each sample, all equally likely, then one of its images."""
        return self._load(self._draws(int(batchsize)), inputs, targets, samplefunc)

    def _draws(self, count: int) -> Iterator[tuple[int, int]]:
        for _ in range(count):
            chosen = random.random(1, len(self.classes))
            members = self.classListSample[chosen]
            yield chosen, int(members.array[random.random(1, members.nElement()) - 1]) - 1

    def _load(self, choices: Iterable[tuple[int, int]], inputs: Any, targets: Any, samplefunc: Any) -> tuple:
        """The batch of these (class, 0-based row) pairs, each loaded before the next one is asked for."""
        make = sampler(self, samplefunc or self.samplefunc)
        samples, labels, paths = Table(), Table(), Table()
        for i, (label, row) in enumerate(choices, 1):
            path = image_files.unpack(self.imagePath.array[row])
            samples[i] = make(self.getImageBuffer(i), path)
            labels[i], paths[i] = label, path
        inputs = _Float() if inputs is None else inputs
        targets = _Long() if targets is None else targets
        self.tableToTensor(samples, labels, inputs, targets)
        self.collectgarbage()
        return inputs, targets, paths

    def tableToTensor(self, inputTable: Any, targetTable: Any, inputTensor: Any, targetTensor: Any) -> tuple[Any, Any]:
        """Puts samples (one, or a stack of several, an image) and the numbers of their classes into tensors."""
        samples = inputTable.array_values()
        each = 1 if len(samples[0]._size) == 3 else samples[0]._size[0]
        size = tuple(int(n) for n in self.samplesize.array_values())
        x = inputTensor.resize_array((len(samples) * each, *size))
        y = targetTensor.resize_array((len(samples) * each,))
        for i, (sample, label) in enumerate(zip(samples, targetTable.array_values())):
            x[i * each : (i + 1) * each] = sample.array.reshape(each, *size)
            y[i * each : (i + 1) * each] = label
        return inputTensor, targetTensor

    def loadImage(self, path: str) -> Image:
        """An image as graphicsmagick's Image, scaled so that its shorter side is loadsize's shorter side."""
        height, width = self.loadsize[2], self.loadsize[3]
        return Image(path, width, height).size(None, min(width, height))

    def getImageBuffer(self, i: int) -> Any:
        """The tensor in which the i-th sample of a batch is made."""
        if self.imgBuffers is None:
            self.imgBuffers = Table()
        if self.imgBuffers.get(i) is None:
            self.imgBuffers[i] = _Float()
        return self.imgBuffers[i]

    def _pixels(self, picture: Image) -> Any:
        return picture.toTensor("float", "I" if self.samplesize[1] == 1 else "RGB", "DHW", True)

    def _size(self) -> tuple[int, int]:
        """Width and height of samples."""
        return int(self.samplesize[3]), int(self.samplesize[2])

    def sampleDefault(self, dst: Any, path: str | None = None) -> Any:
        """The whole image, scaled to samplesize."""
        dst, path = _arguments(dst, path)
        pixels = self._pixels(self.loadImage(path))
        width, height = self._size()
        dst.resize_array((pixels._size[0], height, width))
        return image.scale(dst, pixels)

    def sampleTrain(self, dst: Any, path: str | None = None) -> Any:
        """A random crop, mirrored half of the time."""
        dst, path = _arguments(dst, path)
        picture = self.loadImage(path)
        (iW, iH), (oW, oH) = picture.size(), self._size()
        top = math.ceil(default_generator.uniform(0, iH - oH))
        left = math.ceil(default_generator.uniform(0, iW - oW))
        picture.crop(oW, oH, left, top)
        if default_generator.uniform() > 0.5:
            picture.flop()
        pixels = self._pixels(picture)
        dst.resize_array(pixels._size)[...] = pixels.array
        return dst

    def sampleTest(self, dst: Any, path: str | None = None) -> Any:
        """Ten crops: the centre and the four corners, each followed by its mirror image."""
        dst, path = _arguments(dst, path)
        picture = self.loadImage(path)
        (iW, iH), (oW, oH) = picture.size(), self._size()
        crops = dst.resize_array((10, int(self.samplesize[1]), oW, oH))
        pixels = self._pixels(picture)
        right, bottom = iW - oW, iH - oH
        places = ((math.ceil(right / 2), math.ceil(bottom / 2)), (0, 0), (right, 0), (0, bottom), (right, bottom))
        for i, (left, top) in enumerate(places):
            image.crop(dst.select(1, 2 * i + 1), pixels, left, top)
            crops[2 * i + 1] = crops[2 * i, :, :, ::-1]
        return dst


def _arguments(dst: Any, path: str | None) -> tuple[Any, Any]:
    """A sample function may be called with the path alone."""
    return (_Float(), dst) if path is None else (dst, path)
