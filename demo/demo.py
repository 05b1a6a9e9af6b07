"""The main job in one go: convert a shipped checkpoint, predict with it, train with a Lua script.

The checkpoint (fixtures/legacy/cudnn-net.t7) was written by real Torch7, with CUDA tensors and
cudnn layers; beside it lies what Torch7 computed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

import luabridge

ROOT = Path(__file__).resolve().parent.parent
MODEL = Path("fixtures/legacy/cudnn-net.t7")
OUT = Path("demo/output")


def show(*command: str | Path) -> None:
    """Runs a luabridge command as a user would type it in the project's folder."""
    words = [str(word) for word in command]
    print(f"\n$ luabridge {' '.join(words)}", flush=True)
    subprocess.run([sys.executable, "-m", "luabridge", *words], cwd=ROOT, check=True)


def predict() -> None:
    """Runs the checkpoint on an image batch and compares with what Torch7 gave."""
    print("\n>>> model = luabridge.load('cudnn-net.t7'); y = model(x)")
    model = luabridge.load(ROOT / MODEL)
    model.evaluate()
    recorded = luabridge.load(ROOT / MODEL.with_suffix(".expect.t7"))
    y = model(recorded["input"].numpy())
    difference = np.abs(y - recorded["output"].numpy()).max()
    print(f"output {y.shape} {y.dtype}; largest difference from what Torch7 computed: {difference:.1e}")
    if difference > 1e-4:
        raise SystemExit("the outputs differ")


def main() -> None:
    (ROOT / OUT).mkdir(exist_ok=True)
    show("inspect", MODEL)
    show("convert", MODEL, OUT / "cudnn-net.safetensors")
    predict()
    show("run", "demo/train_spirals.lua", OUT / "spirals.t7")
    show("inspect", OUT / "spirals.t7")


if __name__ == "__main__":
    main()
