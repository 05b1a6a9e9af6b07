"""Errors of the commands as users see them: one line on stderr and an exit code, no traceback."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click


def plain_errors(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turns what is wrong with the user's files and arguments into click's one-line errors."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        from converter import PathError, T7Error
        from converter.export import ExportError
        from runtime import TorchError

        try:
            return command(*args, **options)
        except (T7Error, ExportError, TorchError, PathError, OSError) as error:
            text = str(error) or type(error).__name__
            raise click.ClickException(text.strip()) from error

    return run
