"""What a package adds to classes of another: dpnn and rnn extend nn's own once they are required."""

from __future__ import annotations

from typing import Any

_ABSENT = object()


class Patches:
    """Methods and values for classes of nn, which take effect on `apply`; `revert` takes them back."""

    def __init__(self) -> None:
        self._wanted: list[tuple[type, str, Any]] = []
        self._before: list[tuple[type, str, Any]] | None = None

    def extend(self, cls: type, *mixins: type) -> None:
        """Plans to give `cls` all public methods and values of the classes `mixins`."""
        for mixin in mixins:
            for name, value in vars(mixin).items():
                if not name.startswith("_"):
                    self._wanted.append((cls, name, value))

    def set(self, cls: type, name: str, value: Any) -> None:
        """Plans one method or value under any name."""
        self._wanted.append((cls, name, value))

    def apply(self) -> None:
        """Changes the classes; a second call does nothing."""
        if self._before is None:
            self._before = [(cls, name, vars(cls).get(name, _ABSENT)) for cls, name, _ in self._wanted]
            for cls, name, value in self._wanted:
                setattr(cls, name, value)

    def revert(self) -> None:
        """Makes the classes what they were before `apply`."""
        for cls, name, value in reversed(self._before or []):
            if value is not _ABSENT:
                setattr(cls, name, value)
            elif name in vars(cls):
                delattr(cls, name)
        self._before = None

    def names(self) -> tuple[str, ...]:
        """Torch's name of each class and the name of what it is given, in turn: (class, name, class, name ...)."""
        return tuple([part for cls, name, _ in self._wanted for part in (cls._typename, name)])  # type: ignore
