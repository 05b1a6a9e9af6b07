"""luabridge inspect: what a .t7 file holds."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .failures import plain_errors


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--path", help="Show only this part, e.g. protos.rnn or model.modules.1.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--full", is_flag=True, help="Show all entries of long tables.")
@plain_errors
def command(file: Path, path: str | None, as_json: bool, full: bool) -> None:
    """Show what a .t7 file holds: modules, parameter shapes, tables, values.

    Nothing in the file is executed, and no class that it names is made.
    """
    from converter.inspect import inspect
    from converter.render import text

    summary = inspect(file, path=path)
    click.echo(json.dumps(summary, indent=2) if as_json else text(summary, whole=full))
