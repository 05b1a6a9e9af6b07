"""Logger: its file, its tables, its plots."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest

from runtime import TorchError, optim


def test_named_columns(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "train.log"  # the folder is made
    logger = optim.Logger(str(path)).setNames(["train", "test"])
    assert logger.style(["-", "+"]) is logger
    logger.add([0.5, "n1"])
    logger.add([12345.678, -1e-9])
    assert path.read_text() == "train\ttest\t\n 5.0000e-01\tn1\t\n 1.2346e+04\t-1.0000e-09\t\n"
    assert logger.symbols[2].array_values() == ["n1", -1e-9]
    assert logger.styles[1].array_values() == ["-"] and logger.idx["test"] == 2


def test_columns_named_by_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "loss.log"
    logger = optim.Logger(str(path))
    for i in (1, 2):
        logger.add({"loss value": i * 0.1, "step": i})
    assert path.read_bytes() == b"loss value\tstep\t\n 1.0000e-01\t 1.0000e+00\t\n 2.0000e-01\t 2.0000e+00\t\n"
    with pytest.raises(TorchError, match="no column other"):
        logger.add({"other": 1})
    with pytest.raises(TorchError, match="can only log numbers and strings"):
        logger.add({"step": [1]})
    with pytest.raises(TorchError, match="style should be a string"):
        logger.style({"step": 3})


def test_standard_output(capsys: Any) -> None:
    logger = optim.Logger()
    logger.add({"a": 1})
    warning = "<Logger> warning: no path provided, logging to std out\t\n"
    assert capsys.readouterr().out == warning + "a\t\n 1.0000e+00\t\n"
    assert logger.name == "stdout"


def test_names_beyond_ascii(tmp_path: Path) -> None:
    name = str(tmp_path / "gr\u00fc\u00df.log")
    optim.Logger(name.encode().decode("latin-1")).add({"a": 1})  # as Lua has it
    assert [p.name for p in tmp_path.iterdir()] == ["gr\u00fc\u00df.log"]


def test_time_in_the_name(tmp_path: Path) -> None:
    optim.Logger(str(tmp_path / "x"), True)
    (name,) = [p.name for p in tmp_path.iterdir()]
    assert name.startswith("x-20") and len(name) == len("x-2024_01_01_00:00:00")


def test_plot(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    logger = optim.Logger(str(tmp_path / "log"))
    logger.add({"a": 1, "b": 2})
    logger.plot()  # one value is no curve
    assert not (tmp_path / "log.eps").exists()
    logger.add({"a": 0.5, "b": 1})
    logger.style({"a": "-", "b": ["+", "-"]})
    logger.setlogscale(True)
    logger.plot("b")
    assert (tmp_path / "log.eps").read_bytes().startswith(b"%!PS-Adobe")


def test_plot_without_matplotlib(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    import sys

    real = builtins.__import__

    def refuse(name: str, *args: Any, **options: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.delitem(sys.modules, "runtime.optim.plot", raising=False)
    monkeypatch.delattr(optim, "plot", raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)
    logger = optim.Logger(str(tmp_path / "log"))
    logger.add([1])
    logger.add([2])
    logger.plot()
    logger.plot()
    assert capsys.readouterr().out.count("<Logger> warning: cannot plot") == 1
