"""Elements above 0, and the gradient of that, in one pass. Every function returns whether it did the work.

Of large C-contiguous float32 arrays of one shape.
"""

from __future__ import annotations

from typing import Any

from .calls import SHARED_BYTES, Kernel, Sizes, same_rows

#: Of fewer elements numpy is as fast.
FEWEST = 1 << 12


def _sizes(x: Any, values: Any, out: Any) -> Sizes | None:
    if same_rows(x, values, out) is None or out.size < FEWEST:
        return None
    return Sizes(out.size, 1, 0, out.nbytes >= SHARED_BYTES)


_keep = Kernel("rectify", _sizes).run


def rectify(x: Any, out: Any) -> bool:
    """out = x where x > 0, else 0 (also of NaN); `out` may be x."""
    return _keep(x, None, out)


def keep_above_zero(x: Any, values: Any, out: Any) -> bool:
    """out = values where x > 0, else 0; `out` may be x or values."""
    return _keep(x, values, out)
