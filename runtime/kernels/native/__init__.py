"""Our own kernels in C, for float32 on the CPU: what neither numpy nor oneDNN does in one pass (see library.py).

Every entry point says whether it did the work; where it did not (not built, other types), the caller's numpy does it.
"""

from .library import available, describe, disabled, reset

__all__ = ["available", "describe", "disabled", "reset"]
