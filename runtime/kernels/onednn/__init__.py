"""oneDNN, Intel's library of neural network kernels, for float32 on the CPU (see library.py for where it comes from).

Every entry point says whether it did the work; where it did not (no library, other types, a layout that oneDNN
does not know), the caller's numpy kernel does.
"""

from .library import available, describe, disabled, reset

__all__ = ["available", "describe", "disabled", "reset"]
