"""dataload in Lua: loaders and iterators in scripts, workers with Lua states."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("PIL")


@pytest.fixture
def lua(lua: Any, tmp_path: Any, monkeypatch: Any) -> Any:
    monkeypatch.setenv("DEEP_DATA_PATH", str(tmp_path / "data"))
    monkeypatch.setenv("DEEP_SAVE_PATH", str(tmp_path / "save"))
    lua.execute("dl = require 'dataload'")
    return lua


def test_folders_are_made_when_asked_for(lua: Any, tmp_path: Any) -> None:
    assert not list(tmp_path.iterdir())
    assert lua.eval("dl.DATA_PATH") == str(tmp_path / "data") and (tmp_path / "data").is_dir()
    assert lua.eval("rawequal(require 'dataload._env', dl), dl.noSuchThing") == (True, None)
    message = lua.execute("dl.DATA_PATH = '/elsewhere'; return select(2, pcall(dl.loadMNIST))")
    assert "not found in /elsewhere/mnist" in message


def test_iterators_are_functions(lua: Any) -> None:
    found = lua.execute("""
        local loader = dl.TensorLoader(torch.range(1, 5), {torch.range(1, 5), torch.range(11, 15)})
        local rows = {}
        for n, x, y in loader:subiter(2) do rows[#rows + 1] = n + x[1] * 10 + y[2][1] * 1000 end
        local step = loader:sampleiter(3, 3)
        return type(step), rows, (step()), step()""")
    assert found[0] == "function" and found[1].array_values() == [11012, 13034, 15055]
    assert found[2] == 3 and found[3] is None


def test_a_loader_of_the_scripts_own(lua: Any) -> None:
    found = lua.execute("""
        local L, parent = torch.class('dl.Counting', 'dl.DataLoader', dl)
        function L:__init(n) self.n = n end
        function L:size() return self.n end
        function L:index(indices, inputs, targets, extra) return indices:clone(), extra end
        local rows = {}
        for n, x, extra in dl.Counting(5):subiter(3, nil, 'more') do rows[#rows + 1] = n .. extra .. x:sum() end
        local abstract = pcall(function() return dl.Counting(5):isize() end)
        return rows, abstract, torch.isTypeOf(dl.Counting(1), 'dl.DataLoader')""")
    assert found[0].array_values() == ["3more6", "5more9"] and found[1:] == (False, True)


def test_bigrams_come_in_luas_order(lua: Any) -> None:
    found = lua.execute("""
        local loader = dl.SequenceLoader(torch.LongTensor{1, 900, 1, 3, 1, 77, 1, 3, 900, 1}, 1)
        local bigrams = dl.buildBigrams(loader)
        local expected, want = {}, {}
        for _, word in ipairs{900, 3, 77} do expected[word] = true end
        for word in pairs(expected) do want[#want + 1] = word end
        return bigrams[1].index:totable(), want, bigrams[1].prob:sum(), #bigrams[77].index:totable()""")
    assert found[0].array_values() == found[1].array_values()
    assert abs(found[2] - 1) < 1e-6 and found[3] == 1


def test_texts(lua: Any) -> None:
    found = lua.execute("""
        local vocab, ivocab = dl.buildVocab(dl.splitString('b a\\tb', '%s'))
        return ivocab, dl.text2tensor({'b', 'a'}, vocab), table.tostring({1, 'x"y', {z = 'q'}}, false, true),
           table.tostring({a = 1}, true), table.key_to_str('a b')""")
    assert found[0].array_values() == ["a", "b"] and found[1].tolist() == [2, 1]
    assert found[2:] == ("{'x\"y',1,{z=\"q\"}}", "{\n   a : 1\n}", '["a b"]')


def test_random_sequences_follow_luas_seed(lua: Any) -> None:
    found = lua.execute("""
        local function order(seed)
           math.randomseed(seed)
           local loader = dl.MultiSequence({torch.Tensor{1, 1}, torch.Tensor{2, 2}, torch.Tensor{3, 3}}, 1)
           loader.randseq = true
           return table.concat(loader:sub(1, 20):view(-1):totable(), ' ')
        end
        return order(1) == order(1), order(1) == order(2)""")
    assert found == (True, False)


def test_workers_run_functions_of_lua(lua: Any) -> None:
    found = lua.execute("""
        local factor = 10
        local loader = dl.TensorLoader(torch.range(1, 6), torch.range(1, 6))
        loader.scale = function(x) return x * factor end
        function loader:sub(start, stop) return self.scale(torch.range(start, stop)), offset, math.random() end
        local function init(number) offset = 100 * number end
        local seeds = {}
        local async, rows = dl.AsyncIterator(loader, 2, false, 'ascii', init), {}
        for n, x, y, random in async:subiter(2) do
           rows[#rows + 1] = n + x:sum() * 10 + y * 100
           seeds[random] = true
        end
        local different = next(seeds, next(seeds)) ~= nil
        async:asyncPut('sub', {1, {}}, 1)
        local message = select(2, pcall(async.asyncGet, async))
        local started, reason = pcall(dl.AsyncIterator, loader, 1, false, nil, function() error('cannot start') end)
        return rows, different, message, started, reason""")
    assert found[0].array_values() == [2 + 300 + 10000, 4 + 700 + 20000, 6 + 1100 + 10000]
    assert found[1] and "[data worker 2]" in found[2] and found[3] is False and "cannot start" in found[4]


def test_image_sample_functions_may_be_luas(lua: Any, tmp_path: Any) -> None:
    found = lua.execute(
        """
        local root = ...
        for i, name in ipairs{'a', 'b'} do
           paths.mkdir(paths.concat(root, name))
           image.save(paths.concat(root, name, 'x.png'), torch.FloatTensor(3, 4, 4):fill(i / 10))
        end
        local seen = 0
        local function sample(self, dst, path)
           seen = seen + 1
           return self:sampleDefault(dst, path):mul(2)
        end
        local loader = dl.ImageClass(root, {3, 4, 4}, {3, 2, 2}, sample, function(a, b) return a > b end, false)
        local x, y, names = loader:index(torch.LongTensor{1, 2})
        local z = loader:index(torch.LongTensor{1}, nil, nil, loader.sampleDefault)
        return loader.classes, seen, x[1]:mean(), z:mean(), paths.basename(names[2]), y:sum()""",
        str(tmp_path),
    )
    assert found[0].array_values() == ["b", "a"] and found[1] == 2 and found[4] == "x.png" and found[5] == 3
    assert abs(found[2] - 2 * found[3]) < 1e-6
