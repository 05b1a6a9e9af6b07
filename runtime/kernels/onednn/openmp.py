"""OpenMP's threads, on which oneDNN computes: how many there are for a thread of ours."""

from __future__ import annotations

from typing import Any


class OpenMP:
    """OpenMP as a library that needs it has loaded it. What is set holds for the calling thread."""

    def __init__(self, c: Any) -> None:
        self._c = c
        self._limit = c.omp_get_thread_limit() if hasattr(c, "omp_get_thread_limit") else 1 << 30
        if hasattr(c, "omp_get_max_active_levels") and c.omp_get_max_active_levels() < 1:
            self._limit = 1

    @staticmethod
    def of(c: Any) -> OpenMP | None:
        """The OpenMP of a loaded library; None where it needs none."""
        return OpenMP(c) if hasattr(c, "omp_set_num_threads") else None

    def threads(self) -> int:
        """With how many threads work begins."""
        return int(self._c.omp_get_max_threads())

    def set_threads(self, count: int) -> None:
        """Work begins with so many threads, if OpenMP may have them.

        oneDNN waits for as many as it has asked for, forever where OpenMP gives fewer: it must not, neither because it
        decides by itself (OMP_DYNAMIC), nor because of a limit (OMP_THREAD_LIMIT, OMP_MAX_ACTIVE_LEVELS).
        """
        if self._c.omp_get_dynamic():
            self._c.omp_set_dynamic(0)
        self._c.omp_set_num_threads(max(1, min(count, self._limit)))
