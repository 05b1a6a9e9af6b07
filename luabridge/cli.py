"""The command line: ``luabridge run SCRIPT`` and its sisters, one file each in luabridge/commands."""

from __future__ import annotations

from importlib import import_module, metadata
from typing import Any

import click

#: Commands and what they do; a command's module is imported when it is used.
COMMANDS = {
    "run": "Run a Lua script as `th` does.",
    "repl": "Start an interactive Lua interpreter.",
    "inspect": "Show what a .t7 file holds; nothing in it is executed.",
    "convert": "Convert a .t7 file to another format.",
    "predict": "Feed an array to a model and write its output.",
}


class Commands(click.Group):
    """Finds commands in luabridge.commands, and imports the one that is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> Any:
        if name not in COMMANDS:
            return None
        command = import_module(f"luabridge.commands.{name}").command
        command.short_help = COMMANDS[name]
        return command


def _version() -> str:
    try:
        return metadata.version("luabridge")
    except metadata.PackageNotFoundError:
        return "(not installed: run from its source)"


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Also what computes: the quickest way to see why the C kernels or oneDNN do not."""
    if not wanted:
        return
    from runtime.kernels import native, onednn, threads

    click.echo(f"luabridge, version {_version()}")
    click.echo(f"C kernels: {native.describe()}")
    click.echo(f"oneDNN: {onednn.describe()}")
    click.echo(f"threads: {threads.threads()}")
    ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version, what computes float on the CPU (C kernels, oneDNN), the number of threads, and exit.",
)
def main() -> None:
    """Torch7's checkpoints and scripts in Python."""


if __name__ == "__main__":
    main()
