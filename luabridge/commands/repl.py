"""luabridge repl: the interactive interpreter."""

from __future__ import annotations

import click


@click.command()
@click.option("-l", "libraries", metavar="NAME", multiple=True, help="Load a library first (require NAME).")
def command(libraries: tuple[str, ...]) -> None:
    """Start an interactive Lua interpreter with Torch7's classes."""
    from ..th import Session

    raise SystemExit(Session().main(None, libraries, True, ()))
