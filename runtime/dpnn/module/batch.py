"""Single samples as batches of one, and back (dpnn's toBatch and fromBatch)."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError


def to_batch(owner: Any, tensor: Any, nDim: int, batchDim: int | None = None) -> Any:
    """`tensor` with a batch dimension: a tensor of `nDim` dimensions gets one of size 1 at `batchDim` (1).

    `owner` notes in its field `dpnn_online` whether that was so; `from_batch` goes by it.
    """
    batchDim = 1 if batchDim is None else int(batchDim)
    size = list(tensor._size)
    vars(owner)["dpnn_online"] = online = len(size) == nDim
    if not online:
        return tensor
    size.insert(batchDim - 1, 1)
    return tensor.view(*size)


def from_batch(owner: Any, tensor: Any, batchDim: int) -> Any:
    """The opposite, if the last `to_batch` of `owner` added a dimension."""
    if not vars(owner).get("dpnn_online"):
        return tensor
    size = list(tensor._size)
    if size.pop(int(batchDim) - 1) != 1:
        raise TorchError("assertion failed!")
    return tensor.view(*size)


class BatchDimension:
    """The same as methods of nn.Module and nn.Criterion."""

    def toBatch(self: Any, tensor: Any, nDim: int, batchDim: int | None = None) -> Any:
        """`tensor` as a batch of one if it has `nDim` dimensions, else itself."""
        return to_batch(self, tensor, nDim, batchDim)

    def fromBatch(self: Any, tensor: Any, batchDim: int) -> Any:
        """Takes the dimension away again that the last toBatch added."""
        return from_batch(self, tensor, batchDim)
