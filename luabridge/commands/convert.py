"""luabridge convert: a .t7 file in another format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .failures import plain_errors

_PATH_HELP = "The part of the file to take, e.g. protos.rnn or model.modules.1."


@click.command()
@click.argument("source", metavar="IN.t7", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--path", help=_PATH_HELP)
@click.option("--ascii", "as_ascii", is_flag=True, help="Write .t7 as text.")
@click.option("--long-size", type=click.Choice(["4", "8"]), help="Bytes of a long in a binary .t7.")
@click.option("--all", "everything", is_flag=True, help="Export every tensor, not only parameters and buffers.")
@plain_errors
def convert(
    source: Path, target: Path, path: str | None, as_ascii: bool, long_size: str | None, everything: bool
) -> None:
    """Convert a Torch7 file to the format that the suffix of OUT names.

    \b
    .t7           Torch7's own; binary unless --ascii. What was not upgraded
                  comes out byte for byte as it went in.
    .npz          numpy: the tensors under their field paths (modules.1.weight)
    .safetensors  the same (needs luabridge[export])

    OUT is replaced only when it is complete and was read back correctly.
    """
    writers = {".t7": _to_t7, ".npz": _to_npz, ".safetensors": _to_safetensors}
    writer = writers.get(target.suffix.lower())
    if writer is None:
        known = ", ".join(writers)
        given = target.suffix or "a file without suffix"
        raise click.UsageError(f"cannot write {given}: OUT must end in one of {known}")
    writer(source, target, {"path": path, "ascii": as_ascii, "long_size": long_size, "everything": everything})


def _to_t7(source: Path, target: Path, options: dict[str, Any]) -> None:
    import dataclasses

    import converter

    file = converter.read(source, every=options["path"] is None)
    objects = file.objects if options["path"] is None else [converter.find(file.object, options["path"])]
    encoding = None
    if not options["ascii"] and not file.encoding.ascii:
        encoding = file.encoding
        if options["long_size"]:
            encoding = dataclasses.replace(encoding, long_size=int(options["long_size"]))
    converter.save_all(objects, target, ascii=options["ascii"], encoding=encoding)
    what = "1 object" if len(objects) == 1 else f"{len(objects)} objects"
    click.echo(f"{target}: {what}, {target.stat().st_size:,} bytes")
    _name_unknown(file.unknown)


def _to_npz(source: Path, target: Path, options: dict[str, Any]) -> None:
    from converter.export import npz

    _export(npz, source, target, options)


def _to_safetensors(source: Path, target: Path, options: dict[str, Any]) -> None:
    from converter.export import safetensors

    _export(safetensors, source, target, options)


def _export(module: Any, source: Path, target: Path, options: dict[str, Any]) -> None:
    import converter

    if options["ascii"] or options["long_size"]:
        raise click.UsageError("--ascii and --long-size are for .t7 files")
    file = converter.read(source)
    part = converter.find(file.object, options["path"])
    names = module.export(part, target, everything=options["everything"])
    click.echo(f"{target}: {len(names)} tensors, {target.stat().st_size:,} bytes")
    _name_unknown(file.unknown)


def _name_unknown(unknown: dict[str, int]) -> None:
    """Names the classes that were kept as they are because luabridge does not know them."""
    for name, count in unknown.items():
        click.echo(f"note: no class for {name} ({count} x): its fields were kept as they are", err=True)
