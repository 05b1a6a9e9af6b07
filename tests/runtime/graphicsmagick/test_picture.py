"""graphicsmagick's Image."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("PIL")

from runtime import TorchError, graphicsmagick, torch  # noqa: E402
from runtime.tensor import from_array  # noqa: E402


def pixels(h: int = 4, w: int = 6, c: int = 3) -> Any:
    return from_array((np.arange(h * w * c).reshape(h, w, c) * 3).astype("u1"))


def test_tensors_and_files(tmp_path: Path) -> None:
    image = graphicsmagick.Image(pixels())
    assert image.size() == (6, 4)
    assert image.toTensor().tolist() == pixels().tolist()
    planes = image.toTensor("float", "BI", "DHW")
    np.testing.assert_allclose(planes.numpy()[0], pixels().numpy()[:, :, 2] / 255, atol=1e-6)
    image.save(str(tmp_path / "p.png"))
    assert graphicsmagick.Image(str(tmp_path / "p.png")).toTensor("byte", "RGB").tolist() == pixels().tolist()
    assert graphicsmagick.load(str(tmp_path / "p.png")).size().tolist() == [3, 4, 6]
    graphicsmagick.save(str(tmp_path / "g.png"), torch.Tensor([[0, 1], [0.5, 0.25]]))
    grey = graphicsmagick.Image(str(tmp_path / "g.png"))
    assert grey.toTensor("byte", "I", "DHW").tolist() == [[[0, 255], [128, 64]]]
    assert graphicsmagick.Image(pixels(2, 2, 4)).toTensor("byte", "A").view(-1).tolist() == [9, 21, 33, 45]


@pytest.mark.parametrize(
    ("size", "want"), [((3, 2), (3, 2)), ((3,), (3, 2)), ((None, 2), (3, 2)), ((None, 8), (12, 8)), ((6, 4), (6, 4))]
)
def test_sizes(size: tuple, want: tuple) -> None:
    image = graphicsmagick.Image(pixels())
    assert image.size(*size) is image and image.size() == want


def test_parts_and_mirrors() -> None:
    image = graphicsmagick.Image(pixels())
    copy = image.clone().flop()
    assert copy.toTensor().tolist() == pixels().numpy()[:, ::-1].tolist()
    assert image.crop(2, 9, 1, 2).toTensor().tolist() == pixels().numpy()[2:4, 1:3].tolist()
    assert image.flip().toTensor().tolist() == pixels().numpy()[2:4, 1:3][::-1].tolist()


def test_errors(tmp_path: Path) -> None:
    image = graphicsmagick.Image(pixels())
    for wrong, text in (
        (lambda: image.toTensor("half"), "unknown data type half"),
        (lambda: image.toTensor("byte", "XYZ"), "channels are"),
        (lambda: image.crop(1, 1, 6, 0), "outside"),
        (lambda: graphicsmagick.Image(str(tmp_path / "none.png")), "error loading image"),
        (lambda: image.fromTensor(pixels(), "I"), "depth must match"),
    ):
        with pytest.raises(TorchError, match=text):
            wrong()
