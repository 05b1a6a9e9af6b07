"""luabridge convert: a .t7 file in another format."""

from __future__ import annotations

import dataclasses
from pathlib import Path

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
def command(
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
    suffix = target.suffix.lower()
    if suffix == ".t7":
        if everything:
            raise click.UsageError("--all is for .npz and .safetensors: a .t7 file always holds everything")
        return _to_t7(source, target, path, as_ascii, long_size)
    if suffix not in (".npz", ".safetensors"):
        given = target.suffix or "a file without suffix"
        raise click.UsageError(f"cannot write {given}: OUT must end in .t7, .npz or .safetensors")
    if as_ascii or long_size:
        raise click.UsageError("--ascii and --long-size are for .t7 files")
    return _export(source, target, path, everything)


def _to_t7(source: Path, target: Path, path: str | None, as_ascii: bool, long_size: str | None) -> None:
    import converter

    file = converter.read(source, every=path is None)
    objects = file.objects if path is None else [converter.find(file.object, path)]
    encoding = None if as_ascii or file.encoding.ascii else file.encoding
    if long_size:
        encoding = dataclasses.replace(encoding or converter.Encoding(), long_size=int(long_size))
    converter.save_all(objects, target, ascii=as_ascii, encoding=encoding)
    click.echo(f"{target}: {_count(len(objects), 'object')}, {target.stat().st_size:,} bytes")
    _name_unknown(file.unknown)


def _export(source: Path, target: Path, path: str | None, everything: bool) -> None:
    import converter
    from converter.export import export

    report = export(converter.load(source, path=path), target, everything=everything, source=source.name)
    click.echo(f"{target}: {_count(report.tensors, 'tensor')}, {target.stat().st_size:,} bytes")
    _name_unknown(report.unknown)


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n:,} {noun}s"


def _name_unknown(unknown: dict[str, int]) -> None:
    """Names the classes that were kept as they are because luabridge does not know them."""
    for name, count in unknown.items():
        click.echo(f"note: no class for {name} ({count} x): its fields were kept as they are", err=True)
