"""Data sets: small imitations in the formats in which the real ones are published."""

from __future__ import annotations

import gzip
import shutil
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import converter
from runtime import Table, TorchError, dataload, torch
from runtime.dataload.sets.imagenet import by_number
from runtime.dataload.sets.places import data_path
from runtime.tensor import from_array


def idx(path: Path, values: Any) -> None:
    header = struct.pack(f">{values.ndim + 1}I", 0x800 + values.ndim, *values.shape)
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wb") as file:
        file.write(header + values.tobytes())


def test_mnist(tmp_path: Path) -> None:
    with pytest.raises(TorchError, match="train-images-idx3-ubyte.*fetch it from http://yann"):
        dataload.loadMNIST(str(tmp_path))
    rng = np.random.default_rng(1)
    for name, count, suffix in (("train", 12, ""), ("t10k", 4, ".gz")):
        pixels = rng.integers(0, 256, (count, 28, 28)).astype("u1")
        pixels[0, 0, :2] = 0, 255
        idx(tmp_path / f"{name}-images-idx3-ubyte{suffix}", pixels)
        idx(tmp_path / f"{name}-labels-idx1-ubyte{suffix}", (np.arange(count) % 10).astype("u1"))
    train, valid, test = dataload.loadMNIST(str(tmp_path), 0.25)
    assert (train.size(), valid.size(), test.size()) == (9, 3, 4)
    assert train.inputs.storage() is valid.inputs.storage()
    assert train.isize().array_values() == [1, 28, 28] and len(train.tsize()) == 0
    assert train.inputs.min() == 0 and train.inputs.max() == 1 and test.targets.tolist() == [1, 2, 3, 4]
    assert valid.classes.array_values() == list(range(10))
    assert dataload.loadMNIST(str(tmp_path), None, False)[0].inputs.max() == 255
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(b"\0\0\x08\x01\0\0\0\x0c\1")
    with pytest.raises(TorchError, match="cut off or damaged"):
        dataload.loadMNIST(str(tmp_path))
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(b"<html>")
    with pytest.raises(TorchError, match="no IDX file"):
        dataload.loadMNIST(str(tmp_path))


def test_mnist_of_torch(tmp_path: Path) -> None:
    for name in ("train", "test"):
        data = Table([torch.rand(6, 28, 28, 1), torch.range(0, 5)])
        converter.save(data, tmp_path / f"{name}.th7", ascii=True)
    train, valid, test = dataload.loadMNIST(str(tmp_path), None, Table([-1, 1]))
    assert test.inputs.size().tolist() == [6, 1, 28, 28] and test.inputs.min() == -1
    assert (train.size(), valid.size()) == (5, 1) and test.targets.tolist() == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("kind", ["bin", "t7"])
def test_cifar10(tmp_path: Path, kind: str) -> None:
    with pytest.raises(TorchError, match="cifar-10-batches-bin"):
        dataload.loadCIFAR10(str(tmp_path))
    folder = tmp_path / f"cifar-10-batches-{kind}"
    folder.mkdir()
    for k, name in enumerate([*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]):
        pixels = np.full((4, 3072), k, "u1")
        pixels[:, -1] = 255
        labels = np.array([k, 1, 2, 3], "u1")
        if kind == "bin":
            np.concatenate((labels[:, None], pixels), 1).tofile(folder / f"{name}.bin")
        else:
            batch = {"data": from_array(np.ascontiguousarray(pixels.T)), "labels": from_array(labels[None])}
            converter.save(Table(batch), folder / f"{name}.t7")
    train, valid, test = dataload.loadCIFAR10(str(tmp_path), 0.2, False)
    assert (train.size(), valid.size(), test.size()) == (16, 4, 4)
    assert valid.inputs.array[0, 0, 0, 0] == 4 and train.inputs.array[3, 2, 31, 31] == 255
    assert test.targets.tolist() == [6, 2, 3, 4] and train.classes[10] == "truck"


def test_penn_treebank(tmp_path: Path) -> None:
    with pytest.raises(TorchError, match="ptb.train.txt"):
        dataload.loadPTB(2, str(tmp_path))
    (tmp_path / "ptb.train.txt").write_text(" b a \n c b \n" * 3)
    (tmp_path / "ptb.valid.txt").write_text(" a b \n")
    (tmp_path / "ptb.test.txt").write_text(" c c \n")
    train, valid, test = dataload.loadPTB([3, 1, 1], str(tmp_path))
    assert train.ivocab.array_values() == ["<eos>", "a", "b", "c"] and train.wordfreq["b"] == 6
    assert train.size() == 5 and valid.data.view(-1).tolist() == [2, 3, 1] and test.vocab is train.vocab
    again, *_ = dataload.loadPTB(1, str(tmp_path), None, train.vocab, train.ivocab, train.wordfreq)
    assert again.data.size(1) == 18
    assert len(dataload.buildBigrams(train)) == 4


def test_billion_words(tmp_path: Path, capsys: Any) -> None:
    with pytest.raises(TorchError, match="word_map.th7"):
        dataload.loadGBW(2, None, str(tmp_path))
    rows = [(1, 5), (1, 6), (1, 793471), (4, 7), (4, 793471)]
    converter.save(Table(["w1", "w2"]), tmp_path / "word_map.th7")
    converter.save(torch.IntTensor([3, 2]), tmp_path / "word_freq.th7")
    for name in ("train_tiny", "valid_data", "test_data"):
        converter.save(torch.IntTensor([list(row) for row in rows]), tmp_path / f"{name}.th7")
    for said in ("loading ", "loading cached "):
        train, valid, _ = dataload.loadGBW([2, 1, 1], "train_tiny.th7", str(tmp_path))
        assert capsys.readouterr().out.startswith(said)
        sentences = [s.tolist() for s in train.sequences.array_values()]
        assert sentences == [[793470, 5, 6, 793471], [793470, 7, 793471]]
        assert train.sub(1, 5)[0].t().tolist() == [[0, 793470, 5, 6, 0], [0, 793470, 5, 6, 0]]
        assert valid.vocab["w2"] == 2


TWEETS = '"4","1","d","q","u","good day today"\n"0","2","d","q","u","bad day"\n'


def test_tweets(tmp_path: Path) -> None:
    with pytest.raises(TorchError, match="testdata.manual.2009.06.14.csv"):
        dataload.loadSentiment140(str(tmp_path))
    (tmp_path / "testdata.manual.2009.06.14.csv").write_text(TWEETS)
    with pytest.raises(TorchError, match="twokenize.py"):
        dataload.loadSentiment140(str(tmp_path))
    neutral = '"2","3","d","q","u","much too long to be kept"\n'
    (tmp_path / "testtokens.manual.2009.06.14.csv").write_text(neutral + TWEETS)
    (tmp_path / "traintokens.1600000.processed.noemoticon.csv").write_text(TWEETS * 4)
    torch.manualSeed(1)
    train, valid, test = dataload.loadSentiment140(str(tmp_path), 2, 4, 0.25, None, False)
    assert (train.size(), valid.size(), test.size()) == (6, 2, 2)
    assert train.ivocab.array_values() == ["<OOV>", "bad", "day", "good", "today"]
    assert train.unigram.tolist() == [0, 4, 8, 4, 4]
    # Torch leaves what a neutral tweet was in the row of the next one
    assert test.inputs.tolist() == [[1, 4, 3, 5], [0, 0, 2, 3]] and test.targets.tolist() == [2, 1]
    assert test.tensor2text(test.inputs[1]) == "bad day"
    again = dataload.loadSentiment140(str(tmp_path), 2, 4, 0.25)
    assert again[0].inputs.tolist() == train.inputs.tolist() and again[2].ivocab[2] == "bad"


def test_tokenizer_is_run(tmp_path: Path) -> None:
    lines = (
        "import sys",
        "given = dict(zip(sys.argv[1::2], sys.argv[2::2]))",
        "open(given['-o'], 'w').write(open(given['-i']).read())",
    )
    (tmp_path / "twokenize.py").write_text("\n".join(lines))
    for name in ("testdata.manual.2009.06.14.csv", "training.1600000.processed.noemoticon.csv"):
        (tmp_path / name).write_text(TWEETS * 2)
    assert dataload.loadSentiment140(str(tmp_path), 1, 3, 0.5)[2].size() == 4
    (tmp_path / "testtokens.manual.2009.06.14.csv").write_text("no tweet\n")
    with pytest.raises(TorchError, match="line 1: Unrecognized target"):
        dataload.Sentiment140Loader(str(tmp_path / "testtokens.manual.2009.06.14.csv"), 1)
    (tmp_path / "twokenize.py").write_text("raise SystemExit('does not work')")
    (tmp_path / "testtokens.manual.2009.06.14.csv").unlink()
    (tmp_path / "cache_1_3.t7").unlink()
    with pytest.raises(TorchError, match="twokenize.py failed: does not work"):
        dataload.loadSentiment140(str(tmp_path), 1, 3)


def test_imagenet(tmp_path: Path) -> None:
    pytest.importorskip("PIL")
    from runtime import image

    with pytest.raises(TorchError, match="Expecting path to ILSVRC2012 data at arg one"):
        dataload.loadImageNet(str(tmp_path / "none"))
    for split in ("train", "val"):
        for name in ("n10", "n9"):
            (tmp_path / f"ILSVRC2012_img_{split}" / name).mkdir(parents=True)
            image.save(str(tmp_path / f"ILSVRC2012_img_{split}" / name / "a.png"), torch.rand(3, 8, 10))
    (tmp_path / "metadata").mkdir()
    converter.save(Table({"n9": "cat"}), tmp_path / "metadata" / "classInfo.th7")
    train, valid = dataload.loadImageNet(str(tmp_path), 1, Table([3, 8, 8]), Table([3, 6, 6]), False)
    assert train.dataset.classes.array_values() == ["n9", "n10"] and by_number("n9", "n10")
    ((count, x, y, paths),) = valid.subiter(2)
    assert count == 2 and x.size().tolist() == [20, 3, 6, 6] and y.tolist() == [1] * 10 + [2] * 10
    assert paths[2].endswith("n10/a.png") and valid.classinfo["n9"] == "cat"


def test_data_folder(monkeypatch: Any) -> None:
    monkeypatch.setenv("TORCH_DATA_PATH", "/a")
    monkeypatch.delenv("DEEP_DATA_PATH", raising=False)
    assert data_path("x") == "/a/data/x"
    monkeypatch.setenv("DEEP_DATA_PATH", "/b")
    assert data_path("x") == "/b/x"


@pytest.mark.parametrize("relative", [False, True])
def test_archives_are_unpacked(tmp_path: Path, relative: bool, monkeypatch: Any) -> None:
    content = tmp_path / "content"
    for folder in ("mnist", "cifar", "tweets"):
        (content / folder).mkdir(parents=True)
    for name in ("train", "test"):
        converter.save(Table([torch.rand(6, 28, 28, 1), torch.range(0, 5)]), content / "mnist" / f"{name}.th7")
    batches = content / "cifar" / "cifar-10-batches-bin"
    batches.mkdir()
    for name in [*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]:
        (batches / f"{name}.bin").write_bytes(bytes(2 * 3073))
    (content / "tweets" / "testdata.manual.2009.06.14.csv").write_text(TWEETS)
    monkeypatch.chdir(tmp_path)
    data = Path("data") if relative else tmp_path / "data"
    data.mkdir()
    shutil.make_archive(str(data / "mnist4"), "zip", content / "mnist")
    shutil.make_archive(str(data / "cifar-10-binary"), "gztar", content / "cifar")
    shutil.make_archive(str(data / "trainingandtestdata"), "zip", content / "tweets")
    assert [loader.size() for loader in dataload.loadMNIST(str(data))] == [5, 1, 6]
    assert [loader.size() for loader in dataload.loadCIFAR10(str(data), 0.2)] == [8, 2, 2]
    with pytest.raises(TorchError, match="testtokens.*or twokenize.py to make it"):
        dataload.loadSentiment140(str(data))
