"""Views: tensors that share a storage and see it differently (narrow, select, transpose, view ...)."""

from __future__ import annotations

from typing import Any

from ..arguments import to_number
from ..errors import TorchError, argument_error
from ..random.arguments import invalid_arguments
from ..storage import LongStorage
from .core import TensorCore, contiguous_strides
from .lua_errors import method_of, sizes_of
from .shape import check_view
from .sizes import dimension, integer, leading_positive, read_sizes

VIEW_FORMS = """torch.view, expected (torch.Tensor, torch.Tensor, number [, number ]*) or
 (torch.Tensor, torch.Tensor, torch.LongStorage) or
 (torch.Tensor, torch.LongStorage)
 or (torch.Tensor, number [, number ]*)"""


class Views(TensorCore):
    """Methods that return a view (or change nothing but geometry); dims and indices count from 1.

    ``result:view(source, ...)``, ``result:expand(source, ...)`` and so on set `result` instead, as
    in Torch.
    """

    __slots__ = ()

    def _same(self, offset: int, size: tuple, stride: tuple) -> Any:
        return self.make(self._storage, offset, size, stride)

    def narrow(self, dim: Any = None, first: Any = None, length: Any = None) -> Any:
        """`length` slices of dimension `dim` from the one numbered `first` on."""
        given, start, n = integer(dim, 2), integer(first, 3) - 1, integer(length, 4)
        d = dimension(given, len(self._size))
        size, stride = self._size, self._stride
        if not 0 <= start < size[d]:
            raise argument_error(3, "out of range")
        if n <= 0 or start + n > size[d]:
            raise argument_error(4, "out of range")
        return self._same(self._offset + start * stride[d], (*size[:d], n, *size[d + 1 :]), stride)

    def select(self, dim: Any = None, index: Any = None) -> Any:
        """Slice number `index` of dimension `dim`, without that dimension; of a vector, a number."""
        given, i = integer(dim, 2), integer(index, 3) - 1
        if len(self._size) == 1:
            return self._element(i + 1)
        if not self._size:
            raise argument_error(1, "empty Tensor")
        d = dimension(given, len(self._size))
        size, stride = self._size, self._stride
        if not 0 <= i < size[d]:
            raise argument_error(3, "out of range")
        offset = self._offset + i * stride[d]
        return self._same(offset, size[:d] + size[d + 1 :], stride[:d] + stride[d + 1 :])

    def _element(self, index: int) -> Any:
        if not 1 <= index <= self._size[0]:
            raise argument_error(2, "out of range")
        return self._storage.array[self._offset + (index - 1) * self._stride[0]].item()

    def sub(self, *bounds: Any) -> Any:
        """``sub(a, b[, c, d ...])``: ranges of the first dimensions, ends included, negative from the end."""
        bounds += (None,) * (2 - len(bounds)) if len(bounds) < 2 else (None,) * (len(bounds) % 2)
        bounds = tuple([integer(n, position) for position, n in enumerate(bounds[:8], 2)])
        result = self
        for d in range(len(bounds) // 2):
            result = result._range(d, bounds[2 * d], bounds[2 * d + 1], 2 * d + 2)
        return result

    def _range(self, d: int, first: int, last: int, position: int) -> Any:
        if d >= len(self._size):
            raise argument_error(position, "invalid dimension")
        n = self._size[d]
        a, b = (i + n if i < 0 else i - 1 for i in (integer(first, position), integer(last, position + 1)))
        if not 0 <= a < n:
            raise argument_error(position, "out of range")
        if not 0 <= b < n:
            raise argument_error(position + 1, "out of range")
        if b < a:
            raise argument_error(position + 1, "end smaller than beginning")
        return self.narrow(d + 1, a + 1, b - a + 1)

    def transpose(self, dim1: Any = None, dim2: Any = None) -> Any:
        """A view with two dimensions exchanged."""
        first, second = integer(dim1, 2), integer(dim2, 3)
        a, b = dimension(first, len(self._size), 1), dimension(second, len(self._size), 2)
        order = list(range(len(self._size)))
        order[a], order[b] = b, a
        return self._ordered(order)

    def t(self) -> Any:
        """The transpose of a matrix, as a view."""
        if len(self._size) != 2:
            raise argument_error(1, "Tensor must have 2 dimensions")
        return self.make(self._storage, self._offset, self._size[::-1], self._stride[::-1])

    def permute(self, *dims: int) -> Any:
        """A view with the dimensions in this order."""
        if len(dims) == 1 and not isinstance(dims[0], (int, float)):  # a list of dimensions, from Python
            dims = read_sizes(dims)
        if len(dims) != len(self._size):
            raise TorchError("Invalid permutation")
        order = [d - 1 for d in read_sizes(dims)]
        if sorted(order) != list(range(len(self._size))):
            raise TorchError("Invalid permutation")
        return self._ordered(order)

    def _ordered(self, order: list[int]) -> Any:
        size, stride = self._size, self._stride
        return self._same(self._offset, tuple([size[d] for d in order]), tuple([stride[d] for d in order]))

    def unfold(self, dim: Any = None, size: Any = None, step: Any = None) -> Any:
        """A view with all slices of `size` along `dim`, `step` apart, as a new last dimension."""
        given, n, step = integer(dim, 2), integer(size, 3), integer(step, 4)
        if not self._size:
            raise argument_error(1, "cannot unfold an empty tensor")
        d = dimension(given, len(self._size))
        if not 0 < n <= self._size[d]:
            raise argument_error(3, "out of range")
        if step <= 0:
            raise argument_error(4, "invalid step")
        count = (self._size[d] - n) // step + 1
        sizes = (*self._size[:d], count, *self._size[d + 1 :], n)
        strides = (*self._stride[:d], step * self._stride[d], *self._stride[d + 1 :], self._stride[d])
        return self._same(self._offset, sizes, strides)

    def squeeze(self, *args: Any) -> Any:
        """Without dimensions of size 1; ``squeeze(dim)`` drops that one. A single element gives a number."""
        source, rest = (args[0], args[1:]) if args and type(args[0]) is type(self) else (self, args)
        if len(rest) > 1 or (rest and to_number(rest[0]) is None):
            name = self._typename.removeprefix("torch.")
            raise invalid_arguments((self, *args), f"[*{name}*] {name} | [*{name}*] {name} index")
        if rest:
            result = source._squeezed_at(dimension(rest[0], len(source._size), 2, "dimension out of range"))
        else:
            result = source._squeezed()
        if source is not self:
            return self._become(result)
        if not rest and result._size == (1,):
            return result.array[0].item()
        return result

    def _squeezed(self) -> Any:
        kept = [(n, s) for n, s in zip(self._size, self._stride) if n != 1]
        if not kept and self._size:
            kept = [(1, 1)]
        return self._same(self._offset, tuple([n for n, _ in kept]), tuple([s for _, s in kept]))

    def _squeezed_at(self, d: int) -> Any:
        size, stride = self._size, self._stride
        if size[d] != 1 or len(size) == 1:
            return self._same(self._offset, size, stride)
        return self._same(self._offset, size[:d] + size[d + 1 :], stride[:d] + stride[d + 1 :])

    def unsqueeze(self, *args: Any) -> Any:
        """A view with a new dimension of size 1 at `dim`."""
        source, rest = _source(self, args)
        d = dimension(rest[0], len(source._size) + 1, 2, "dimension out of range")
        if not source._size:
            raise argument_error(2, "cannot unsqueeze empty tensor")
        size, stride = source._size, source._stride
        step = size[d] * stride[d] if d < len(size) else 1
        result = source._same(source._offset, (*size[:d], 1, *size[d:]), (*stride[:d], step, *stride[d:]))
        return result if source is self else self._become(result)

    def view(self, *args: Any) -> Any:
        """Other sizes for the same elements in the same order; one size may be -1. Needs contiguity."""
        source, rest = _source(self, args)
        first = rest[0] if rest else None
        if not isinstance(first, (LongStorage, list, tuple)) and (to_number(first) is None or isinstance(first, str)):
            raise TorchError(VIEW_FORMS)
        size = read_sizes(rest)
        count = source.nElement()
        if -1 in size or _product(size) != count:
            size = check_view(size, count, "x".join(map(str, source._size)))
        if not source.is_contiguous():
            raise TorchError("expecting a contiguous tensor")
        result = source._same(source._offset, size, contiguous_strides(size))
        return result if source is self else self._become(result)

    def viewAs(self, *args: Any) -> Any:
        """The same elements with the sizes of another tensor; their number must be the same."""
        source, rest = _source(self, args)
        size = sizes_of(rest[0] if rest else None, "template")
        return source.view(size) if source is self else self.view(source, size)

    def expand(self, *args: Any) -> Any:
        """Dimensions of size 1 repeated without copying (stride 0); new ones go in front."""
        source, rest = _source(self, args)
        first = rest[0] if rest else None
        if not isinstance(first, (int, float, LongStorage, list, tuple)) or isinstance(first, bool):
            method_of(first, "tensor", "dim")
        size = read_sizes(rest)
        if len(size) != len(source._size):
            raise TorchError("the number of dimensions provided must equal tensor:dim()")
        result = source._same(source._offset, *_expanded(source, size))
        return result if source is self else self._become(result)

    def expandAs(self, *args: Any) -> Any:
        """Dimensions of size 1 repeated, without copying, to the sizes of another tensor."""
        source, rest = _source(self, args)
        size = sizes_of(rest[0] if rest else None, "tensor")
        return source.expand(size) if source is self else self.expand(source, size)

    def _become(self, other: Any) -> Any:
        return self._reshape(other._storage, other._offset, other._size, other._stride)


def _source(result: Any, args: tuple) -> tuple[Any, tuple]:
    """``x:f(...)`` works on x itself, ``result:f(source, ...)`` sets result from source."""
    if len(args) > 1 and isinstance(args[0], TensorCore):
        return args[0], args[1:]
    return result, args


def _product(size: tuple[int, ...]) -> int:
    product = 1
    for n in size:
        product *= n
    return product if size else 0


def _expanded(source: Any, size: tuple[int, ...]) -> tuple[tuple, tuple]:
    stride = []
    for wanted, n, s in zip(size, source._size, source._stride):
        if n not in (1, wanted):
            raise TorchError("incorrect size: only supporting singleton expansion (size=1)")
        stride.append(0 if n == 1 else s)
    size = leading_positive(size)
    return size, tuple(stride[: len(size)])
