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

HERE = Path(__file__).resolve().parent
MODEL = HERE.parent / "fixtures" / "legacy" / "cudnn-net.t7"
OUT = HERE / "output"


def show(*command: str) -> None:
    """Runs a luabridge command as a user would type it."""
    shown = [str(Path(c).relative_to(Path.cwd())) if c.startswith(str(Path.cwd())) else c for c in command]
    print(f"\n$ luabridge {' '.join(shown)}", flush=True)
    subprocess.run([sys.executable, "-m", "luabridge", *command], check=True)


def predict() -> None:
    """Runs the checkpoint on an image batch and compares with what Torch7 gave."""
    print("\n>>> model = luabridge.load('cudnn-net.t7'); y = model(x)")
    model = luabridge.load(MODEL)
    model.evaluate()
    recorded = luabridge.load(MODEL.with_suffix(".expect.t7"))
    y = model(recorded["input"].numpy())
    difference = np.abs(y - recorded["output"].numpy()).max()
    print(f"output {y.shape} {y.dtype}; largest difference from what Torch7 computed: {difference:.1e}")
    if difference > 1e-4:
        raise SystemExit("the outputs differ")


def main() -> None:
    OUT.mkdir(exist_ok=True)
    show("inspect", str(MODEL))
    show("convert", str(MODEL), str(OUT / "cudnn-net.safetensors"))
    predict()
    show("run", str(HERE / "train_spirals.lua"), str(OUT / "spirals.t7"))
    show("inspect", str(OUT / "spirals.t7"))


if __name__ == "__main__":
    main()
