"""How the library is found, refused, done without, and what is said about it."""

from __future__ import annotations

import ctypes
import ctypes.util
import platform
import shutil
import sys
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from runtime.kernels import onednn
from runtime.kernels.onednn import files, library, matmul
from runtime.kernels.onednn.library import Failure

from .tools import needs_library, python

PRODUCT = """
import numpy as np
from runtime import nn, torch
from runtime.kernels import onednn, parallel
a = np.random.default_rng(0).standard_normal((200, 300)).astype('f4')
out = np.empty((200, 200), 'f4')
parallel.product(a, a.T, out)
np.testing.assert_allclose(out, a.astype('f8') @ a.T, atol=1e-3)
net = nn.SpatialConvolution(3, 8, 3, 3).float()
x = np.ones((2, 3, 9, 9), 'f4')
want = net.weight.array.reshape(8, -1).sum(1) + net.bias.array
assert np.allclose(net.forward(torch.FloatTensor(x)).array, want[:, None, None], atol=1e-5)
print(onednn.available(), onednn.describe())
"""


@pytest.fixture
def anew() -> object:
    """The library is looked for again, and after the test once more."""
    onednn.reset()
    yield
    onednn.reset()


def test_found_where_it_is_a_requirement() -> None:
    """A skipped test hides nothing: on Linux x86-64 the library is there and computes."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        pytest.skip("onednn-cpu-gomp is for Linux on x86-64")
    if onednn.describe() == "none (LUABRIDGE_ONEDNN=0)":
        pytest.skip("LUABRIDGE_ONEDNN=0")
    try:
        ctypes.CDLL("libgomp.so.1")
    except OSError as error:
        pytest.skip(str(error))
    metadata.version(files.REQUIREMENT)
    assert onednn.available(), onednn.describe()


@needs_library
def test_described() -> None:
    found = library.library()
    assert found is not None
    assert found.version.startswith("3.") and onednn.describe() == f"{found.version} ({found.path})"


@needs_library
def test_a_failing_call_says_what_to_do() -> None:
    found = library.library()
    assert found is not None
    with pytest.raises(Failure, match=r"^oneDNN: engine_create: invalid arguments \(set LUABRIDGE_ONEDNN=0") as caught:
        found.make("engine_create", 99, 0)
    assert caught.value.status == 2
    assert "status 77" in str(Failure("sgemm", 77))


@needs_library
def test_disabled_here() -> None:
    a, out = np.ones((40, 40), "f4"), np.empty((40, 40), "f4")
    with onednn.disabled():
        assert not onednn.available() and not matmul.product(a, a, out)
        with onednn.disabled():
            pass
        assert not onednn.available()
    assert onednn.available() and matmul.product(a, a, out)
    with pytest.raises(ValueError), onednn.disabled():
        raise ValueError
    assert onednn.available()


def test_turned_off() -> None:
    assert python(PRODUCT, LUABRIDGE_ONEDNN="0") == "False none (LUABRIDGE_ONEDNN=0)\n"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    program = PRODUCT.replace(
        "parallel.product(a, a.T, out)",
        "try: parallel.product(a, a.T, out)\nexcept OSError as e: print(e); raise SystemExit",
    )
    wrong = str(tmp_path / "no.so")
    said = python(program, LUABRIDGE_ONEDNN=wrong)
    assert said.startswith(f"LUABRIDGE_ONEDNN={wrong}: {wrong}: cannot open shared object file")
    assert said.endswith("; name a oneDNN 3 library, or 0 for none\n")


@needs_library
def test_a_file_elsewhere(tmp_path: Path) -> None:
    found = library.library()
    assert found is not None
    path = Path(shutil.copy(found.path, tmp_path / "my.so"))
    assert python(PRODUCT, LUABRIDGE_ONEDNN=str(path)) == f"True {found.version} ({path})\n"


def test_another_library_is_refused(monkeypatch: pytest.MonkeyPatch, anew: object) -> None:
    other = ctypes.util.find_library("c") or "libc.so.6"
    monkeypatch.setenv(library.VARIABLE, other)
    with pytest.raises(OSError, match="has no dnnl_version; name a oneDNN 3 library"):
        onednn.available()


@pytest.mark.parametrize(
    "field, value, text", [("major", 2, "is oneDNN 2, not 3"), ("cpu_runtime", 512, "not OpenMP's")]
)
@needs_library
def test_another_kind_of_it_is_refused(
    monkeypatch: pytest.MonkeyPatch, anew: object, field: str, value: int, text: str
) -> None:
    class Changed(library._Version):
        def __getattribute__(self, name: str) -> object:
            return value if name == field else super().__getattribute__(name)

    monkeypatch.setattr(library, "_Version", Changed)
    assert not onednn.available() and text in onednn.describe()


def test_nothing_found(monkeypatch: pytest.MonkeyPatch, anew: object) -> None:
    monkeypatch.delenv(library.VARIABLE, raising=False)
    monkeypatch.setattr(library, "candidates", lambda: iter(["libnothing.so.3", "nor.so.3"]))
    assert library.library() is None and not onednn.available()
    assert "libnothing.so.3" in onednn.describe()
    a, out = np.ones((40, 40), "f4"), np.empty((40, 40), "f4")
    assert not matmul.product(a, a, out)


def test_computes_where_nothing_is_found(tmp_path: Path) -> None:
    """A Python in which nothing is installed but numpy and scipy."""
    hidden = "from runtime.kernels.onednn import library\nlibrary.candidates = lambda: ['libnothing.so.3']\n"
    said = python(hidden + PRODUCT, LUABRIDGE_ONEDNN="")
    assert said.startswith("False none (libnothing.so.3: ")


class TestFiles:
    """Where the library's file is looked for."""

    NAME = files.FILES.get(sys.platform, files.FILES["linux"])

    def make(self, base: Path) -> str:
        path = base.joinpath(*self.NAME)
        path.parent.mkdir(parents=True)
        path.touch()
        return str(path)

    @pytest.fixture(autouse=True)
    def _empty_places(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(sys, "prefix", str(tmp_path / "prefix"))
        monkeypatch.setattr(sys, "path", [str(tmp_path / "site")])
        (tmp_path / "site").mkdir()

    def install(self, site: Path, recorded: str | None) -> None:
        """What pip writes about the requirement in a folder of packages."""
        folder = site / "onednn_cpu_gomp-2023.2.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: onednn-cpu-gomp\nVersion: 2023.2.0\n")
        if recorded is not None:
            (folder / "RECORD").write_text(f"{recorded},sha256=abc,3\nshare/doc/onednn/LICENSE,,\n")

    def test_none(self) -> None:
        assert list(files.candidates()) == [self.NAME[1]]

    def test_beside_python(self, tmp_path: Path) -> None:
        path = self.make(tmp_path / "prefix")
        assert list(files.candidates()) == [path, self.NAME[1]]

    def test_where_the_record_says(self, tmp_path: Path) -> None:
        """Of users (~/.local), of the system below an environment, of Debian (/usr/local)."""
        path = self.make(tmp_path / "elsewhere")
        self.install(tmp_path / "site", "../elsewhere/" + "/".join(self.NAME))
        assert list(files.candidates()) == [path, self.NAME[1]]

    @pytest.mark.parametrize("recorded", ["../elsewhere/lib/libdnnl.so.3", None])
    def test_gone(self, tmp_path: Path, recorded: str | None) -> None:
        """As `pip install --target` leaves it."""
        self.install(tmp_path / "site", recorded)
        assert list(files.candidates()) == [self.NAME[1]]
