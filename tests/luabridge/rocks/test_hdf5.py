"""hdf5: tensors in HDF5 files."""

from __future__ import annotations

import numpy as np
import pytest

from luabridge import LuaScriptError

h5py = pytest.importorskip("h5py")


@pytest.fixture
def hdf5(lua, tmp_path):
    lua.path = tmp_path / "t.h5"
    lua.execute("require 'hdf5'; path = ...; file = hdf5.open(path, 'w')", str(lua.path))
    return lua


def test_what_is_written_can_be_read(hdf5):
    hdf5.execute("""
       file:write('/a/b', torch.FloatTensor{{1, 2}, {3, 4}}:t())
       file:write('/list', {x = torch.LongTensor{7}, inner = {y = torch.ByteTensor{1, 2}}})
       file:close()""")
    with h5py.File(hdf5.path) as file:
        assert file["a/b"].dtype == np.float32 and file["a/b"][()].tolist() == [[1, 3], [2, 4]]
    hdf5.execute("file = hdf5.open(path, 'r'); all = file:all(); part = file:read('/a/b'):partial({2, 2}, {1, 2})")
    assert hdf5.eval("torch.type(all.a.b), all.list.x[1], torch.type(all.list.inner.y)") == (
        "torch.FloatTensor",
        7,
        "torch.ByteTensor",
    )
    assert hdf5.globals["part"].numpy().tolist() == [[2, 4]]
    assert hdf5.eval("file:read('/a/b'):dataspaceSize()").array_values() == [2, 2]
    assert hdf5.eval("torch.type(file:read('/list')), torch.type(file:read('/list/x'))") == (
        "hdf5.HDF5Group",
        "hdf5.HDF5DataSet",
    )


def test_chunks_grow(hdf5):
    hdf5.execute("""
       local options = hdf5.DataSetOptions():setChunked(2, 2):setDeflate()
       file:append('grow', torch.ones(1, 3), options)
       file:append('grow', torch.zeros(2, 3), options)
       file:close()""")
    with h5py.File(hdf5.path) as file:
        assert file["grow"].shape == (3, 3) and file["grow"].compression == "gzip"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("file:read('/none')", "no such child 'none'"),
        ("file:write('/', torch.ones(2))", "must provide a table when writing to the root"),
        ("file:write('/x', {s = 'text'})", "writing data of type string is not supported"),
        (
            "file:write('/x', torch.ones(2), hdf5.DataSetOptions():setChunked(1, 1))",
            "Chunk size has 2 dimensions; data has 1",
        ),
        ("file:write('/x', torch.ones(2)) file:read('/x'):partial({1, 2}, {1, 2})", "Expected 1 but 2 were given"),
        ("file:write('/x', torch.ones(2)) file:read('/x'):partial({1, 3})", "Cannot select hyperslab"),
        ("file:write('/x', torch.ones(2)) file:write('/x', torch.ones(2))", "error writing 'x'"),
        ("hdf5.open(path, 'q')", "Unknown mode 'q'"),
        ("hdf5.open('/no/such/folder/x.h5')", "no such directory"),
    ],
)
def test_errors(hdf5, code, message):
    with pytest.raises(LuaScriptError, match=message):
        hdf5.execute(code)
