"""Loaders of image files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("PIL")

from runtime import Table, TorchError, dataload, image, torch  # noqa: E402
from runtime.tensor import from_array  # noqa: E402


def picture(k: int, c: int = 3, h: int = 6, w: int = 6) -> Any:
    pixels = ((np.arange(1, c * h * w + 1) * 37 + k * 91) % 256).reshape(c, h, w)
    return from_array(pixels.astype("u1"))


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    for i, name in enumerate(("bird", "ant", "cow10", "cow9")):
        (tmp_path / name / "inner").mkdir(parents=True)
        image.save(str(tmp_path / name / "inner" / f"p{i}.png"), picture(i))
        (tmp_path / name / "notes.txt").write_text("no image")
    (tmp_path / ".hidden").mkdir()
    return tmp_path


def test_classes_and_images(classes: Path, capsys: Any) -> None:
    loader = dataload.ImageClass(str(classes), [3, 6, 6])
    assert capsys.readouterr().out.startswith("found 4 classes\t\n")
    assert loader.classes.array_values() == ["ant", "bird", "cow10", "cow9"]
    assert (loader.size(), loader.size("ant"), loader.size(2)) == (4, 1, 1)
    x, y, paths = loader.index(torch.LongTensor([3, 1]))
    assert y.tolist() == [3, 1] and paths[1].endswith("p2.png")
    np.testing.assert_allclose(x.numpy()[1] * 255, picture(1).numpy(), atol=1e-4)
    assert type(x) is torch.FloatTensor and type(y) is torch.LongTensor


def test_several_folders_and_an_order(classes: Path) -> None:
    def longer(a: str, b: str) -> bool:
        return len(a) > len(b)

    loader = dataload.ImageClass([str(classes), str(classes)], [3, 6, 6], None, None, longer, False)
    assert loader.classes[1] == "cow10" and loader.size("cow10") == 2 and loader.size() == 8


def test_exclusions(classes: Path) -> None:
    for name in ("bird", "ant", "cow10", "cow9"):
        image.save(str(classes / name / "IGNORE1.PNG"), picture(7))

    def count(**options: Any) -> int:
        return dataload.ImageClass(str(classes), [3, 6, 6], verbose=False, **options).size()

    assert count() == 8 and count(excludeFile="ignore*") == 4 and count(excludeDir="*/inner/*") == 4


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(TorchError, match="cannot open"):
        dataload.ImageClass(str(tmp_path / "none"), [3, 6, 6])
    with pytest.raises(TorchError, match="Could not find any image file"):
        dataload.ImageClass(str(tmp_path), [3, 6, 6])
    (tmp_path / "empty").mkdir()
    with pytest.raises(TorchError, match="Class has zero samples: empty"):
        dataload.ImageClass(str(tmp_path), [3, 6, 6], verbose=False)


def test_crops(classes: Path) -> None:
    loader = dataload.ImageClass(str(classes), [3, 6, 6], [3, 4, 4], "sampleTest", None, False)
    whole = picture(1).numpy() / 255
    x, y, _ = loader.index(torch.LongTensor([1]))
    assert x.size().tolist() == [10, 3, 4, 4] and y.tolist() == [1] * 10
    for i, (left, top) in enumerate(((1, 1), (0, 0), (2, 0), (0, 2), (2, 2))):
        part = whole[:, top : top + 4, left : left + 4]
        np.testing.assert_allclose(x.numpy()[2 * i], part, atol=1e-6)
        np.testing.assert_allclose(x.numpy()[2 * i + 1], part[:, :, ::-1], atol=1e-6)
    torch.manualSeed(1)
    top, left = (int(np.ceil(torch.uniform(0, 2))) for _ in range(2))
    mirrored = torch.uniform() > 0.5
    torch.manualSeed(1)
    x, _, _ = loader.index(torch.LongTensor([1]), x, y, "sampleTrain")
    part = whole[:, top : top + 4, left : left + 4]
    np.testing.assert_allclose(x.numpy()[0], part[:, :, ::-1] if mirrored else part, atol=1e-6)


def test_a_sample_function_of_ones_own(classes: Path) -> None:
    def blank(self: Any, dst: Any, path: str) -> Any:
        return torch.zeros(1, 2, 2)

    loader = dataload.ImageClass(str(classes), [3, 6, 6], [1, 2, 2], blank, None, False)
    x, y, _ = loader.sample(5)
    assert x.size().tolist() == [5, 1, 2, 2] and x.sum() == 0
    loader.reset()
    assert loader.imgBuffers is None


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    for clip, frames in (("clip2", 3), ("clip10", 1)):
        (tmp_path / clip).mkdir()
        for i in range(1, frames + 1):
            image.save(str(tmp_path / clip / f"input{i}.png"), picture(i, 3, 4, 4))
            image.save(str(tmp_path / clip / f"target{i}.png"), picture(i + 10, 1, 4, 4))
    (tmp_path / "clip2" / "input9.png").write_bytes(b"not in a row with the others")
    return tmp_path


def sequence(folder: Path, *args: Any) -> Any:
    loader = dataload.MultiImageSequence(str(folder), 1, [[3, 4, 4], [1, 4, 4]], *args)
    loader.inputpattern, loader.targetpattern = "input%d.png", "target%d.png"
    loader.verbose = False
    return loader


def test_sequences_of_images(clips: Path) -> None:
    loader = sequence(clips, [3, 4, 4])
    assert loader.size() == 6 and loader.nframe == 4
    assert [row.array_values() for row in loader.seqdirs.array_values()] == [["clip2", 3], ["clip10", 1]]
    x, y = loader.sub(1, 7)
    assert x.size().tolist() == [7, 1, 3, 4, 4] and y.size().tolist() == [7, 1, 1, 4, 4]
    assert [i for i in range(7) if x[i].sum() == 0] == [0, 4, 6]
    np.testing.assert_allclose(x.numpy()[2, 0] * 255, picture(2, 3, 4, 4).numpy(), atol=1e-4)
    np.testing.assert_allclose(y.numpy()[5, 0] * 255, picture(11, 1, 4, 4).numpy(), atol=1e-4)


def test_index_of_sequences_is_kept(clips: Path, tmp_path: Path) -> None:
    cache = str(tmp_path / "index.t7")
    sequence(clips, [3, 4, 4]).buildIndex(cache)
    (clips / "clip2" / "input4.png").write_bytes(b"new")
    loader = sequence(clips, [3, 4, 4])
    loader.buildIndex(cache)
    assert loader.nframe == 4
    loader.buildIndex(cache, True)
    assert loader.nframe == 5


def test_random_crops_of_sequences(clips: Path) -> None:
    loader = sequence(clips, [3, 2, 2], "sampleTrain")
    assert loader.tsize().array_values() == [1, 2, 2]
    x, y = loader.sub(1, 4)
    at = loader.trackers[1]
    top, left = (int(np.ceil(at[name] * 2)) for name in ("cH", "cW"))
    part = picture(3, 3, 4, 4).numpy()[:, top : top + 2, left : left + 2]
    np.testing.assert_allclose(x.numpy()[3, 0] * 255, part, atol=1e-4)


def test_load_sizes_vary(clips: Path) -> None:
    loader = sequence(clips, [3, 2, 2])
    loader.varyloadsize = True
    loader.sub(1, 3)
    tracker = loader.trackers[1]
    assert 0 <= tracker["scale"] <= 1 and 2 <= tracker["lW"][1] <= 4


def test_wrong_sizes(clips: Path) -> None:
    with pytest.raises(TorchError, match="Missing targets loadsize"):
        dataload.MultiImageSequence(str(clips), 1, [[3, 4, 4]], [3, 4, 4])
    with pytest.raises(TorchError, match="Provide samplesize for inputs only"):
        sequence(clips)
    with pytest.raises(TorchError, match="no sequences"):
        sequence(clips / "clip2", [3, 4, 4]).size()
    assert isinstance(sequence(clips, [3, 4, 4]).isize(), Table)
