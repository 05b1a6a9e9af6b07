"""The command line as users meet it: help, inspect, convert, predict, and errors in one line."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner

import converter
from luabridge.cli import COMMANDS, main
from runtime import Table, nn, torch
from runtime.kernels import native, onednn

from ..paths import FIXTURES

NET = FIXTURES / "legacy" / "cudnn-net.t7"


@pytest.fixture
def cli():
    def call(*words: object, code: int = 0) -> str:
        done = CliRunner().invoke(main, [str(word) for word in words])
        assert done.exit_code == code, done.output
        return done.output

    return call


def test_a_fresh_process_knows_all_commands() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from luabridge.cli import main; main()", "--help"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help(cli, name: str) -> None:
    assert "Usage:" in cli(name, "--help")


def test_inspect(cli) -> None:
    text = cli("inspect", NET)
    assert "cudnn.SpatialConvolution" in text and "weight 3x1x3x3" in text
    assert "weight: torch.CudaTensor 4x12" in cli("inspect", NET, "--path", "modules.6")
    assert json.loads(cli("inspect", NET, "--json"))["encoding"].startswith("binary")


@pytest.mark.parametrize("suffix", ["npz", "safetensors"])
def test_convert_to_arrays(cli, tmp_path, suffix: str) -> None:
    target = tmp_path / f"net.{suffix}"
    assert "8 tensors" in cli("convert", NET, target)
    arrays = np.load(target) if suffix == "npz" else pytest.importorskip("safetensors.numpy").load_file(target)
    assert arrays["modules.6.weight"].shape == (4, 12)
    assert (arrays["modules.6.weight"] == converter.load(NET, path="modules.6.weight").numpy()).all()


@pytest.mark.parametrize("name", ["cudnn-net", "types-long4", "types-bigendian", "several", "version0"])
def test_convert_keeps_bytes(cli, tmp_path, name: str) -> None:
    source, target = FIXTURES / "legacy" / f"{name}.t7", tmp_path / "copy.t7"
    cli("convert", source, target)
    assert target.read_bytes() == source.read_bytes()


def test_convert_a_part_to_text(cli, tmp_path) -> None:
    target = tmp_path / "part.t7"
    cli("convert", NET, target, "--path", "modules.6", "--ascii")
    assert target.read_bytes().startswith(b"4\n1\n3\nV 1\n9\nnn.Linear\n")


def test_convert_names_unknown_classes(cli, tmp_path) -> None:
    assert "no class for" in cli("convert", FIXTURES / "legacy" / "unknown-class.t7", tmp_path / "o.t7")


def test_predict(cli, tmp_path) -> None:
    want = converter.load(NET.with_suffix(".expect.t7"))
    np.save(tmp_path / "x.npy", want["input"].numpy().astype("f8"))
    assert "2x4 float32" in cli("predict", NET, tmp_path / "x.npy", tmp_path / "y.npy")
    assert np.abs(np.load(tmp_path / "y.npy") - want["output"].numpy()).max() < 1e-5


def test_predict_with_tables(cli, tmp_path) -> None:
    net = nn.Sequential().add(nn.ParallelTable().add(nn.Identity()).add(nn.MulConstant(2)))
    converter.save(Table({"model": net}), tmp_path / "m.t7")
    np.savez(tmp_path / "x.npz", np.ones(3), np.ones((2, 2)))
    assert "--path model" in cli("predict", tmp_path / "m.t7", tmp_path / "x.npz", tmp_path / "y.npz", code=1)
    cli("predict", tmp_path / "m.t7", tmp_path / "x.npz", tmp_path / "y.npz", "--path", "model")
    arrays = np.load(tmp_path / "y.npz")
    assert arrays["1"].tolist() == [1, 1, 1] and arrays["2"].tolist() == [[2, 2], [2, 2]]
    refused = cli("predict", tmp_path / "m.t7", tmp_path / "x.npz", tmp_path / "y.npy", "--path", "model", code=1)
    assert "must end in .npz" in refused and not (tmp_path / "y.npy").exists()


def test_errors_are_one_line(cli, tmp_path) -> None:
    pointer = tmp_path / "lfs.t7"
    pointer.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n")
    assert "git-lfs pointer" in cli("inspect", pointer, code=1)
    assert "must end in" in cli("convert", NET, tmp_path / "o.foo", code=2)
    assert "no 'nothing'" in cli("inspect", NET, "--path", "nothing", code=1)
    np.save(tmp_path / "x.npy", np.ones((2, 7)))
    converter.save(nn.Linear(3, 2), tmp_path / "m.t7")
    text = cli("predict", tmp_path / "m.t7", tmp_path / "x.npy", tmp_path / "y.npy", code=1)
    assert "size mismatch" in text and "Traceback" not in text
    assert torch.getdefaulttensortype() == "torch.DoubleTensor"


def test_version(cli, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = cli("--version").splitlines()
    assert lines[0].startswith("luabridge, version ")
    computes = [f"C kernels: {native.describe()}", f"oneDNN: {onednn.describe()}"]
    assert lines[1:] == [*computes, f"threads: {torch.getnumthreads()}"]
    monkeypatch.setenv("LUABRIDGE_ONEDNN", "nothing.so")
    onednn.reset()
    try:
        assert "oneDNN: none (LUABRIDGE_ONEDNN=nothing.so: " in cli("--version")
    finally:
        monkeypatch.undo()
        onednn.reset()


def test_kernels_are_loaded_when_they_are_needed() -> None:
    """Not to show a file."""
    program = (
        "import sys; from click.testing import CliRunner; from luabridge.cli import main\n"
        "done = CliRunner().invoke(main, ['inspect', sys.argv[1]])\n"
        "from runtime.kernels.onednn import library\n"
        "print(done.exit_code, library._found)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(NET)], capture_output=True, text=True)
    assert done.stdout == "0 []\n", done.stderr
