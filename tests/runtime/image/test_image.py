"""Pictures: files, scaling, cropping, flipping."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("PIL")

from runtime import TorchError, image, torch  # noqa: E402
from runtime.tensor import from_array  # noqa: E402


def ramp(c: int = 3, h: int = 4, w: int = 5) -> Any:
    return from_array((np.arange(c * h * w).reshape(c, h, w) * 4).astype("u1"))


@pytest.mark.parametrize("planes", [1, 3, 4])
def test_png_is_exact(tmp_path: Path, planes: int) -> None:
    path = str(tmp_path / "p.png")
    image.save(path, ramp(planes))
    assert image.load(path, None, "byte").tolist() == ramp(planes).tolist()
    found = image.load(path)
    assert type(found) is torch.DoubleTensor
    np.testing.assert_allclose(found.numpy() * 255, ramp(planes).numpy())
    assert image.getSize(path).tolist() == [planes, 4, 5]


def test_real_pictures_are_clipped_and_cut_off(tmp_path: Path) -> None:
    path = str(tmp_path / "p.png")
    image.save(path, torch.Tensor([[-1, 2], [0.999, 0.5]]))
    assert image.load(path, 1, "byte").tolist() == [[[0, 255], [254, 127]]]


def test_depth(tmp_path: Path) -> None:
    colour, grey = str(tmp_path / "c.png"), str(tmp_path / "g.png")
    image.save(colour, ramp(3))
    image.save(grey, ramp(1))
    assert image.load(grey, 3).size().tolist() == [3, 4, 5]
    y = image.load(colour, 1, "float").numpy()
    want = np.tensordot([0.299, 0.587, 0.114], ramp(3).numpy() / 255, 1)
    np.testing.assert_allclose(y[0], want, atol=1e-6)


def test_other_formats_and_errors(tmp_path: Path) -> None:
    path = str(tmp_path / "p.jpg")
    image.save(path, torch.Tensor(3, 16, 16).fill(0.5))
    assert abs(image.load(path).mean() - 0.5) < 0.01
    image.save(str(tmp_path / "p.ppm"), ramp(3))
    assert image.load(str(tmp_path / "p.ppm"), None, "byte").tolist() == ramp(3).tolist()
    with pytest.raises(TorchError, match="unknown image type: xyz"):
        image.save(str(tmp_path / "p.xyz"), ramp())
    with pytest.raises(TorchError, match="depth must be"):
        image.save(path, ramp(2))
    with pytest.raises(TorchError, match="No such file"):
        image.load(str(tmp_path / "none.png"))
    (tmp_path / "text.png").write_text("hello")
    with pytest.raises(TorchError, match="image.load"):
        image.load(str(tmp_path / "text.png"))


def test_scaling() -> None:
    x = torch.Tensor([[[0, 3, 6]]])
    assert image.scale(x, 5, 1).view(-1).tolist() == [0, 1.5, 3, 4.5, 6]
    assert image.scale(torch.Tensor([[0, 4, 8, 12]]), 2, 1).tolist() == [[2, 10]]
    np.testing.assert_allclose(image.scale(x, 2, 1).view(-1).numpy(), [(0 + 0.5 * 3) / 1.5, (0.5 * 3 + 6) / 1.5])
    assert image.scale(x, 6, 2, "simple").tolist() == [[[0, 0, 3, 3, 6, 6]] * 2]
    assert image.scale(from_array(np.array([[0, 255]], "u1")), 3, 1).tolist() == [[0, 128, 255]]
    dst = torch.Tensor(1, 1, 3)
    assert image.scale(dst, x) is dst and dst.tolist() == x.tolist()


@pytest.mark.parametrize(
    ("size", "want"), [("10x3", (3, 10)), (20, (10, 20)), ("^8", (8, 16)), ("*2", (8, 16)), ("*1/2", (2, 4))]
)
def test_sizes_in_words(size: Any, want: tuple) -> None:
    assert image.scale(torch.zeros(3, 4, 8), size).size().tolist() == [3, *want]


def test_scaling_errors() -> None:
    for wrong in ((torch.zeros(2, 2), "big"), (torch.zeros(2, 2),), (torch.zeros(2, 2), 1, 1, "magic")):
        with pytest.raises(TorchError, match="image.scale"):
            image.scale(*wrong)
    with pytest.raises(TorchError, match="depths do not match"):
        image.scale(torch.zeros(1, 2, 2), torch.zeros(3, 2, 2))


def test_cropping() -> None:
    x = ramp(1)
    assert image.crop(x, 1, 1, 3, 2).tolist() == [[[24, 28]]]
    assert image.crop(x, "br", 2, 1).tolist() == [[[72, 76]]]
    assert image.crop(x, "c", 1, 2).size().tolist() == [1, 2, 1]
    dst = torch.ByteTensor(1, 2, 2)
    assert image.crop(dst, x, 3, 0) is dst and dst.tolist() == [[[12, 16], [32, 36]]]
    assert image.crop(dst, x, 0, 0, 1, 1).tolist() == [[[0, 0], [0, 0]]]
    with pytest.raises(TorchError, match="outside bounds"):
        image.crop(dst, x, 4, 0)
    with pytest.raises(TorchError, match="crop format"):
        image.crop(x, "middle", 1, 1)
    with pytest.raises(TorchError, match="incorrect arguments"):
        image.crop(x, 1, 1)


def test_flips() -> None:
    x = torch.Tensor([[[1, 2], [3, 4]]])
    assert image.hflip(x).tolist() == [[[2, 1], [4, 3]]]
    assert image.vflip(x).tolist() == [[[3, 4], [1, 2]]]
    assert image.hflip(x, x) is x and x.tolist() == [[[2, 1], [4, 3]]]


def test_lena() -> None:
    pytest.importorskip("matplotlib")
    picture = image.lena()
    assert picture._size == (3, 512, 512) and picture.isContiguous()
    assert 0.3 < picture.mean() < 0.4 and picture.min() >= 0 and picture.max() <= 1
