"""Queries and changes of a tensor's geometry: size, stride, resize, set ... (torch.Tensor)."""

from __future__ import annotations

from typing import Any

from ..arguments import to_number, wrong_class
from ..errors import TorchError, argument_error
from ..storage import LongStorage, Storage
from .construct import normal_geometry, on_storage
from .core import TensorCore, contiguous_strides
from .sizes import integer, leading_positive, read_sizes


class Shape(TensorCore):
    """Size and storage of a tensor; dims and indices count from 1."""

    __slots__ = ()

    def dim(self) -> int:
        """The number of dimensions; 0 for an empty tensor."""
        return len(self._size)

    nDimension = dim

    def size(self, dim: Any = None) -> Any:
        """All sizes as a LongStorage, or the size of one dimension."""
        return _extent(self._size, dim)

    def stride(self, dim: Any = None) -> Any:
        """All strides (in elements) as a LongStorage, or the stride of one dimension."""
        return _extent(self._stride, dim)

    def nElement(self) -> int:
        """The number of elements."""
        count = 1 if self._size else 0
        for n in self._size:
            count *= n
        return count

    def isContiguous(self) -> bool:
        """Whether the elements lie one after the other in the storage."""
        return self.is_contiguous()

    def isSize(self, sizes: Any = None) -> bool:
        """Whether the sizes are those of the LongStorage."""
        if not isinstance(sizes, LongStorage):
            raise wrong_class(2, "torch.LongStorage", sizes)
        return self._size == tuple(sizes.tolist())

    def isSameSizeAs(self, other: Any = None) -> bool:
        """Whether a tensor of the same type has the same sizes."""
        self._check_same_type(other)
        return self._size == other._size

    def isSetTo(self, other: Any = None) -> bool:
        """Whether a tensor of the same type sees the same storage in the same way."""
        self._check_same_type(other)
        return self._storage is other._storage and self._geometry() == other._geometry()

    def _geometry(self) -> tuple:
        return self._offset, self._size, self._stride

    def storage(self) -> Storage | None:
        """The storage; None for a tensor that never had an element."""
        return self._storage if self._size or len(self._storage.array) else None

    def storageOffset(self) -> int:
        """Position of the first element in the storage, from 1."""
        return self._offset + 1

    def elementSize(self) -> int:
        """The bytes of one element."""
        return self.dtype.numpy.itemsize

    def resize(self, *args: Any) -> Any:
        """Changes the sizes in place; the storage grows if it must. Returns self."""
        if len(args) == 2 and isinstance(args[0], Storage) and isinstance(args[1], Storage):
            size, stride = normal_geometry(read_sizes(args[:1]), read_sizes(args[1:]))
            return self._resize(size, stride)
        size = read_sizes(args)
        for n in size:
            if n <= 0:
                size = leading_positive(size)
                break
        return self if size == self._size else self._resize(size)  # as resizeAs: strides stay

    def _check_same_type(self, other: Any) -> None:
        if not isinstance(other, type(self)):
            raise wrong_class(2, self._typename, other)

    def resizeAs(self, other: Any = None) -> Any:
        """Resizes to the sizes of a tensor of the same type."""
        self._check_same_type(other)
        return self if self._size == other._size else self._resize(other._size)

    def set(self, *args: Any) -> Any:
        """Makes this tensor a view of another tensor, or of a storage with the given geometry."""
        if not args:
            return self._reshape(self.storage_class.allocate(0), 0, (), ())
        source = args[0]
        if isinstance(source, TensorCore) and type(source) is type(self):
            return self._reshape(source._storage, source._offset, source._size, source._stride)
        if isinstance(source, self.storage_class):
            return self._reshape(*on_storage(source, args[1:]))
        if type(source) in (int, float) or isinstance(source, LongStorage):
            size = leading_positive(read_sizes(args))
            return self._reshape(self.storage_class.allocate(0), 0, (), ())._resize(size)
        raise argument_error(2, f"expecting number or {self._typename} or {self.dtype.storage}")

    def contiguous(self) -> Any:
        """This tensor if it is contiguous, else a contiguous copy."""
        return self if self.is_contiguous() else self.clone()

    def clone(self) -> Any:
        """A contiguous copy with a storage of its own."""
        copy = self.empty(self._size)
        if self._size:
            copy.array[...] = self.array
        return copy

    def new(self, *args: Any) -> Any:
        """A tensor of the same type; arguments as for the constructor."""
        return type(self)(*args)

    def retain(self) -> None:
        """Reference counts are Python's; kept for scripts that call it."""

    def free(self) -> None:
        """Reference counts are Python's; kept for scripts that call it."""


def _extent(numbers: tuple[int, ...], dim: Any) -> Any:
    number = None if dim is None else to_number(dim)
    if number is None:  # all, whatever was given
        storage = LongStorage.allocate(len(numbers))
        storage.array[:] = numbers
        return storage
    index = integer(number, 2) - 1
    if not 0 <= index < len(numbers):
        raise argument_error(2, f"dimension {index + 1} out of range of {len(numbers)}D tensor")
    return numbers[index]


def check_view(size: tuple[int, ...], count: int, described: str) -> tuple[int, ...]:
    """Fills in a -1 of `size`; an error with Torch's text if it does not hold `count` elements."""
    missing = [d for d, n in enumerate(size) if n == -1]
    product = 1
    for n in size:
        product *= 1 if n == -1 else n
    if len(missing) > 1:
        raise TorchError("Only one of torch.view dimensions can be -1.")
    if missing and (not product or count % product):
        raise TorchError("The number of covered elements is not a multiple of all elements.")
    if missing:
        d = missing[0]
        size = (*size[:d], count // product, *size[d + 1 :])
    elif product != count:
        shown = "x".join(map(str, size))
        raise TorchError(f"Wrong size for view. Input size: {described}. Output size: {shown}")
    return size


__all__ = ["Shape", "check_view", "contiguous_strides"]
