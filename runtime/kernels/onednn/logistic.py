"""The logistic function of many floats in place, in one pass: numpy takes four."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import library as _library
from .layout import Layout, address
from .library import Library, available, kept
from .making import descriptors
from .primitive import DST, SRC, Primitive

LOGISTIC, INFERENCE = 0x29, 96  # dnnl_eltwise_logistic, dnnl_forward_inference
#: Fewer numpy has done before a call has begun.
FEWEST = 1 << 11
_FLOAT32 = np.dtype(np.float32)


def logistic(x: Any) -> bool:
    """x = 1 / (1 + exp(-x)). Returns whether oneDNN did it: contiguous float32."""
    if x.size < FEWEST or x.dtype != _FLOAT32 or type(x) is not np.ndarray or not x.flags.carray or not available():
        return False
    place = address(x)
    with _library.lock:
        _primitive(x.size)(place, place)
    return True


@kept
def _primitive(size: int) -> Primitive:
    plain = Layout((size,), (1,))

    def create(library: Library, attributes: Any) -> Any:
        name = "eltwise_forward_primitive_desc_create"
        with descriptors(library, (plain,)) as (held,):
            return library.make(name, library.engine, INFERENCE, LOGISTIC, held, held, 0, 0, attributes)

    return Primitive(create, [(SRC, plain), (DST, plain)])
