"""What is wrong with a .t7 file, and where."""

from __future__ import annotations


class T7Error(ValueError):
    """A file that cannot be read, or an object that cannot be written, as Torch's .t7 format.

    `reason` says what was expected and what was there, `offset` is the position in bytes (None
    where there is none), `path` the place inside the object being read (``modules.2.weight``).
    """

    def __init__(self, reason: str, offset: int | None = None, path: str = "", file: str = "") -> None:
        self.reason, self.offset, self.path, self.file = reason, offset, path, file
        super().__init__(reason)

    def __str__(self) -> str:
        where = [self.file] if self.file else []
        if self.offset is not None:
            where.append(f"byte {self.offset}")
        text = f"{', '.join(where)}: {self.reason}" if where else self.reason
        return f"{text} (in {self.path})" if self.path else text
