"""luabridge run: a Lua script, as `th` runs it."""

from __future__ import annotations

import click

_SETTINGS = {"ignore_unknown_options": True, "allow_interspersed_args": False, "help_option_names": ["-h", "--help"]}


@click.command(context_settings=_SETTINGS)
@click.option("-e", "statement", metavar="CODE", help="Execute this statement instead of a script.")
@click.option("-l", "libraries", metavar="NAME", multiple=True, help="Load a library first (require NAME).")
@click.option("-i", "--interactive", is_flag=True, help="Enter the interpreter afterwards.")
@click.option("--python-traceback", is_flag=True, help="Show Python's traceback of errors too.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[SCRIPT [ARGS]...]")
def command(
    statement: str | None,
    libraries: tuple[str, ...],
    interactive: bool,
    python_traceback: bool,
    arguments: tuple[str, ...],
) -> None:
    """Run a Lua script on Torch7's classes, as `th SCRIPT ARGS` does.

    The exit code is the script's: 1 after an uncaught error, or what it gave to os.exit.
    """
    from ..th import Session

    session = Session(python_traceback=python_traceback)
    raise SystemExit(session.main(statement, libraries, interactive, arguments))
