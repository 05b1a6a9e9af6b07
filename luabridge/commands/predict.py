"""luabridge predict: a saved model on saved arrays."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import click

from .failures import plain_errors


@click.command()
@click.argument("model", metavar="MODEL.t7", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("source", metavar="IN.npy", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", metavar="OUT.npy", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--path", help="The model's place in the file, e.g. protos.rnn or model.")
@plain_errors
def command(model: Path, source: Path, target: Path, path: str | None) -> None:
    """Run a Torch7 model on the array in IN.npy and write its output to OUT.npy.

    The model runs in evaluation mode, in its own type. Where a model takes or gives a table, use
    .npz files: arrays called arr_0, arr_1 ... (as numpy.savez names them) or 1, 2 ... are its
    items 1, 2 ...
    """
    import converter

    net = converter.load(model, path=path)
    if not hasattr(net, "updateOutput"):
        raise click.ClickException(_not_a_model(net, path))
    output = run(net, read_arrays(source))
    write_arrays(output, target)
    click.echo(f"{target}: {describe(output)}")


def run(net: Any, arrays: Any) -> Any:
    """The output, arrays or Tables of them, of `net` in evaluation mode."""
    net.evaluate()
    return net(arrays)


def read_arrays(source: Path) -> Any:
    """The array of a .npy file; of a .npz, all arrays as a list in the order of their names."""
    import numpy as np

    try:
        loaded = np.load(source, allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise click.ClickException(f"{source}: not a .npy or .npz file of numbers: {error}") from error
    if isinstance(loaded, np.ndarray):
        return loaded
    with loaded:
        return [loaded[name] for name in sorted(loaded.files, key=_place)]


def _place(name: str) -> tuple[int, str]:
    digits = name.removeprefix("arr_")
    return (int(digits), name) if digits.isdigit() else (1 << 30, name)


def write_arrays(output: Any, target: Path) -> None:
    """Writes one array as .npy or a Table of arrays as .npz, beside `target` first."""
    import numpy as np

    table = hasattr(output, "array_values")
    if table != (target.suffix == ".npz"):
        kind = "a table of arrays: OUT must end in .npz" if table else "one array: OUT must end in .npy"
        raise click.ClickException(f"the model gives {kind}")
    handle, name = tempfile.mkstemp(suffix=target.suffix, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            if table:
                np.savez(file, **_flat(output, ""))
            else:
                np.save(file, output)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def _flat(table: Any, prefix: str) -> dict[str, Any]:
    """Nested Tables as one level: the item 2 of item 1 is called 1.2."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        found.update(_flat(value, f"{prefix}{key}.") if hasattr(value, "array_values") else {f"{prefix}{key}": value})
    return found


def describe(output: Any) -> str:
    """Shape and type of each array of an output."""
    if hasattr(output, "array_values"):
        return ", ".join([f"{key}: {describe(value)}" for key, value in output.items()])
    return f"{'x'.join(map(str, output.shape))} {output.dtype}"


def _not_a_model(thing: Any, path: str | None) -> str:
    from converter.paths import children

    name = getattr(thing, "_typename", type(thing).__name__)
    models = [str(key) for key, value in children(thing) or [] if hasattr(value, "updateOutput")]
    where = f"{path} is" if path else "the file holds"
    hint = f"; try --path {models[0]}" if models else "; see `luabridge inspect` for what is in it, then use --path"
    return f"{where} a {name}, not a model that runs here{hint}"
