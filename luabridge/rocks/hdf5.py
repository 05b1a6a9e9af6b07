"""HDF5 files through h5py, for the Lua package hdf5."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from runtime.dtypes import from_numpy
from runtime.errors import TorchError
from runtime.table import Table
from runtime.tensor import TENSORS

from ..native import from_system, to_system

__all__ = [
    *("open_file", "close_file", "file_name", "child", "make_group", "names", "path_of"),
    *("write", "append", "read_all", "read_part", "size", "type_of"),
]

_MODES = ("r", "r+", "w", "w-", "a")


def open_file(name: str, mode: str | None = None) -> Any:
    """An h5py.File: mode r, r+, w, w- (refuses to overwrite) or a."""
    try:
        import h5py
    except ImportError:
        raise TorchError("hdf5 needs h5py: pip install 'luabridge[hdf5]'") from None
    path = os.path.abspath(os.path.expanduser(to_system(name)))
    if mode not in (None, *_MODES):
        raise TorchError(f"Unknown mode '{mode}' for hdf5.open()")
    if not os.path.isdir(os.path.dirname(path)):
        raise TorchError(f"HDF5File.open: no such directory {from_system(os.path.dirname(path))}")
    try:
        return h5py.File(path, mode or "a")
    except OSError as error:
        raise TorchError(f"HDF5File.open: {error}") from None


def close_file(file: Any) -> None:
    file.close()


def file_name(node: Any) -> str:
    return from_system(node.file.filename)


def path_of(node: Any) -> str:
    return from_system(node.name or "?")


def names(group: Any) -> Table:
    return Table([from_system(name) for name in group])


def _key(name: Any) -> bytes:
    return to_system(name if isinstance(name, str) else str(int(name)))


def child(group: Any, name: Any) -> Any:
    """("group" or "dataset", the part of a group of this name); nil where there is none."""
    if _key(name) not in group:
        return None
    node = group[_key(name)]
    return ("group" if hasattr(node, "keys") else "dataset"), node


def make_group(group: Any, name: Any) -> Any:
    return group.require_group(_key(name))


def write(group: Any, name: Any, tensor: Any, chunks: Table | None = None, deflate: int | None = None) -> Any:
    """A new dataset with a tensor's elements; one in chunks can grow in its first dimension."""
    array = np.ascontiguousarray(tensor.numpy())
    options: dict[str, Any] = {}
    if chunks is not None:
        wanted = [int(n) for n in chunks.array_values()]
        if len(wanted) != array.ndim:
            raise TorchError(
                "Chunk size must have same number of dimensions as data! Chunk size has "
                f"{len(wanted)} dimensions; data has {array.ndim}"
            )
        options["chunks"] = tuple(min(n, size) for n, size in zip(wanted, array.shape))
        options["maxshape"] = (None, *array.shape[1:])
    if deflate is not None:
        options |= {"compression": "gzip", "compression_opts": int(deflate)}
    try:
        return group.create_dataset(_key(name), data=array, **options)
    except (ValueError, OSError) as error:
        raise TorchError(f"HDF5Group: error writing '{name}' in {path_of(group)}: {error}") from None


def append(dataset: Any, tensor: Any) -> None:
    """Lets a dataset grow by a tensor, along the first dimension."""
    array = tensor.numpy()
    start = dataset.shape[0]
    try:
        dataset.resize(start + array.shape[0], axis=0)
        dataset[start:] = array
    except (TypeError, ValueError) as error:
        raise TorchError(f"Error extending data {path_of(dataset)}: {error}") from None


def type_of(dataset: Any) -> str:
    """The Torch type that holds a dataset's elements."""
    try:
        return f"torch.{from_numpy(dataset.dtype).name}Tensor"
    except TypeError as error:
        raise TorchError(f"Could not find torch type for native type of {path_of(dataset)}: {error}") from None


def _tensor(dataset: Any, selection: Any) -> Any:
    cls = TENSORS[type_of(dataset).removeprefix("torch.").removesuffix("Tensor")]
    array = np.asarray(dataset[selection], dtype=dataset.dtype.newbyteorder("="))
    return cls.wrap(np.ascontiguousarray(array.reshape(array.shape or (1,))))


def read_all(dataset: Any) -> Any:
    return _tensor(dataset, ())


def read_part(dataset: Any, ranges: Table) -> Any:
    """The part between first and last index, from 1, of each dimension; a number stands for one index."""
    wanted = ranges.array_values()
    if len(wanted) != dataset.ndim:
        raise TorchError(
            f"HDF5DataSet:partial() - dimension mismatch. Expected {dataset.ndim} but {len(wanted)} were given."
        )
    ends = [(r[1], r[2]) if isinstance(r, Table) else (r, r) for r in wanted]
    if any(not 1 <= first <= last <= n for (first, last), n in zip(ends, dataset.shape)):
        raise TorchError(f"Cannot select hyperslab from {path_of(dataset)}")
    return _tensor(dataset, tuple(slice(int(first) - 1, int(last)) for first, last in ends))


def size(dataset: Any) -> Table:
    return Table(list(dataset.shape))
