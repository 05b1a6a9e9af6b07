"""The random streams against what Torch7 printed: each test retells one script of fixtures/scripts."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.errors import TorchError
from runtime.printing import cformat
from runtime.storage import LongStorage
from runtime.tensor import TENSORS
from runtime.tensor.default import default_name, set_default_type
from runtime.torch.random import FUNCTIONS
from tests.runtime.transcript import Transcript, tensor


class _Torch:
    """The functions under test by attribute, as scripts write them."""

    def __getattr__(self, name):
        return FUNCTIONS[name]


torch = _Torch()
Double, Float, Long, Byte = (TENSORS[name] for name in ("Double", "Float", "Long", "Byte"))


def test_uniform():
    out = Transcript()
    torch.manualSeed(123)
    out.print(torch.initialSeed())
    out.formatted("%.12f ", [torch.uniform() for _ in range(5)])
    out.formatted("%.12f ", [torch.uniform(-2, 3) for _ in range(5)])
    out.formatted("%d ", [torch.random() for _ in range(6)])
    out.formatted("%d ", [torch.random(6) for _ in range(10)])
    out.formatted("%d ", [torch.random(-5, 5) for _ in range(10)])
    out.print(torch.rand(5))
    out.print(torch.rand(2, 3))
    out.print(Float(4).uniform(0, 10))
    out.print(Double(3).uniform())
    out.print(Long(8).random(1, 100))
    out.print(Byte(8).random())
    out.print(TENSORS["Int"](4).random(10))
    out.print(Double(4).random(3))
    out.print(TENSORS["Char"](6).random())
    out.print(Double(2, 2).rand(2, 2))
    torch.manualSeed(123)
    out.print(cformat("%.12f", torch.uniform()))
    out.check("torch/rng_uniform.out")


def test_normal():
    out = Transcript()
    torch.manualSeed(7)
    out.formatted("%.10f ", [torch.normal() for _ in range(5)])
    out.formatted("%.10f ", [torch.normal(10, 2) for _ in range(4)])
    for size in [(15,), (16,), (17,), (4, 5)]:
        out.print(torch.randn(*size))
    out.print(Double(20).normal(5, 0.1))
    torch.manualSeed(7)
    a, b = torch.randn(1), torch.randn(1)
    torch.manualSeed(7)
    c = torch.randn(2)
    out.print(bool(a.array[0] == c.array[0]), bool(b.array[0] == c.array[1]))
    torch.manualSeed(7)
    torch.randn(1)
    torch.manualSeed(7)
    out.print(cformat("%.10f", torch.randn(1).array[0]))
    torch.manualSeed(7)
    out.print(bool(Double(4, 5).t().normal().array.sum() != 0))
    out.print(torch.randn(2, 2, 4))
    out.check("torch/rng_normal.out")


def test_normal_float():
    out, before = Transcript(), default_name()
    torch.manualSeed(7)
    out.print(Float(5).normal())
    out.print(Float(16).normal())
    out.print(Float(3, 7).normal(1, 2))
    set_default_type("torch.FloatTensor")
    try:
        torch.manualSeed(42)
        out.print(torch.randn(3))
        out.print(torch.randn(24))
        out.print(torch.rand(3), torch.rand(2, 9))
        out.print(torch.randperm(6))
        torch.manualSeed(42)
        out.print(cformat("%.6f %.6f %.6f", *torch.randn(3).array.tolist()))
    finally:
        set_default_type(before)
    out.check("torch/rng_normal_float.out")


def test_distributions():
    out = Transcript()
    torch.manualSeed(99)
    for draw in (
        lambda: torch.exponential(2),
        lambda: torch.cauchy(0, 1),
        lambda: torch.logNormal(1, 0.5),
        lambda: torch.geometric(0.3),
        lambda: torch.bernoulli(0.4),
        lambda: torch.bernoulli(),
    ):
        out.formatted("%.8f ", [draw() for _ in range(5)])
    out.print(Double(4).exponential(1), Double(4).cauchy(), Double(4).logNormal(), Double(6).geometric(0.5))
    out.print(Double(8).bernoulli(0.5))
    out.print(Double(8).bernoulli(tensor([0, 1, 0, 1, 0.5, 0.5, 0.1, 0.9])))
    out.print(Byte(8).bernoulli(0.5))
    out.print(Float(4).bernoulli(0.2))
    out.print(Float(3).exponential(1), Float(3).cauchy())
    out.print(TENSORS["Int"](6).geometric(0.25))
    out.print(torch.bernoulli(tensor([[0.2, 0.8], [0.5, 0.5]])))
    out.check("torch/rng_distributions.out")


def test_permutations_and_multinomial():
    out = Transcript()
    torch.manualSeed(5)
    out.print(torch.randperm(10))
    out.print(tensor(torch.randperm(5).array, "Long"))
    out.print(torch.randperm(3).typename)
    p = Long()
    torch.randperm(p, 7)
    out.print(p)
    w = tensor([1, 2, 3, 4])
    out.print(torch.multinomial(w, 10, True))
    out.print(torch.multinomial(w, 4))
    out.print(torch.multinomial(tensor([[1, 0, 0], [0, 0, 1], [1, 1, 1]]), 2, True))
    out.print(torch.multinomial(tensor([0.1, 0.2, 0.7], "Float"), 5, True))
    out.print(torch.multinomial(tensor([[1, 1, 1, 1], [1, 2, 3, 4]]), 3, False))
    with pytest.raises(TorchError) as error:
        torch.multinomial(w, 5, False)
    out.print(False, str(error.value))
    state = torch.multinomialAliasSetup(tensor([0.125, 0.125, 0.25, 0.5]))
    out.print("table", len(state))
    drawn = Long(12)
    torch.multinomialAlias(drawn, state)
    out.print(bool(drawn.array.min() >= 1), bool(drawn.array.max() <= 4))
    out.print(drawn)
    out.check("torch/rng_perm_multinomial.out")


def _equal(a, b) -> bool:
    return np.array_equal(a.array, b.array)


def test_state():
    out = Transcript()
    torch.manualSeed(1234)
    s = torch.getRNGState()
    out.print(s.typename, s.dim())
    a = torch.rand(3)
    torch.setRNGState(s)
    out.print(_equal(a, torch.rand(3)))
    out.print(a)
    torch.randn(1)
    st = torch.getRNGState()
    x1 = torch.randn(3)
    torch.setRNGState(st)
    out.print(_equal(x1, torch.randn(3)))
    g1, g2 = torch.Generator(), torch.Generator()
    torch.manualSeed(g1, 11)
    torch.manualSeed(g2, 11)
    out.print(torch.random(g1), torch.random(g2), torch.random(g1) == torch.random(g2))
    out.print(torch.initialSeed(g1))
    out.print(torch.rand(g1, 2))
    out.print(torch.randn(g2, 2), torch.uniform(g2, 1, 2), torch.normal(g2))
    out.print(torch.randperm(g1, 5))
    out.print(Double(3).uniform(g1, 0, 1))
    torch.manualSeed(1234)
    torch.rand(g1, 100)
    out.print(_equal(a, torch.rand(3)))
    gs = torch.getRNGState(g1)
    q = torch.rand(g1, 2)
    torch.setRNGState(g1, gs)
    out.print(_equal(q, torch.rand(g1, 2)))
    out.print(g1.typename)
    out.print(True, True, True)  # math.random is Lua's own
    out.check("torch/rng_state.out")


def test_sizes_as_storage():
    torch.manualSeed(1)
    a = torch.rand(LongStorage([2, 3]))
    torch.manualSeed(1)
    assert _equal(a, torch.rand(2, 3))
