"""Printing against what Torch7 printed: each test retells one script of fixtures/scripts."""

from __future__ import annotations

import math

import numpy as np

from runtime.printing import cformat, lua_print, lua_tostring
from runtime.storage import LongStorage
from runtime.table import Table
from runtime.tensor import TENSORS
from tests.runtime.transcript import Transcript, double, tensor

INF, NAN = math.inf, math.nan


def seq(first: float, last: float, *shape: int):
    """torch.range(first, last):resize(shape)."""
    return double(np.arange(first, last + 1).reshape(shape))


def test_formats():
    out = Transcript()
    for values in [
        [1, 2, 3],
        [1, 2.5, 3],
        [1, -2, 3],
        [0.001, 1000],
        [1e-5, 1],
        [1e5, 1.5],
        [100000, 200000],
        [1e10, 1],
        [NAN, 1, 2],
        [INF, -INF, 1.5],
        [[NAN, 1], [INF, 2]],
        [[1000, 0.25], [3, 4]],
        [[10000, 0.25], [3, 4]],
        [[1e6, 0.25], [3, 4]],
        [[1e-6, 0.25], [3, 4]],
        [[1e20, 1], [1e-20, 0]],
        [[1e8, 2e8], [3e8, 4e8]],
    ]:
        out.print(tensor(values))
    out.print(tensor([[0.5, 100.25], [1, 2]], "Float"))
    out.print(tensor(np.zeros((2, 3))))
    out.print(TENSORS["Double"](0))
    out.print(tensor([-0.5]))
    out.print(tensor([1e-300]))
    out.print(tensor([0.1 + 0.2]), tensor([99999.5]), tensor([123456.789]))
    out.print(tensor([-1e-3, 1e-3]))
    out.check("torch/print_formats.out")


def test_dims():
    out = Transcript()
    out.print(seq(1, 24, 2, 3, 4))
    out.print(double(seq(1, 24, 2, 3, 4).array * 0.37))
    out.print(seq(1, 16, 2, 2, 2, 2))
    out.print(double(np.full((3, 1, 2), 1e6 + 0.5)))
    out.print(seq(1, 60, 2, 30))
    out.print(double(seq(1, 60, 2, 30).array / 7))
    out.print(double(seq(1, 40, 40, 1).array.T))
    out.print(seq(1, 3, 3, 1))
    out.print(double(np.ones((1, 1, 1))))
    out.print(tensor(np.full((2, 25), 123456), "Int"))
    out.print(seq(1, 10, 2, 5))
    out.print(double(np.full((1, 2, 3, 1, 2), 4)))
    out.check("torch/print_dims.out")


def test_integer_types():
    out = Transcript()
    for kind in ["Byte", "Char", "Short", "Int", "Long"]:
        out.print(tensor([1, 20, 100], kind))
        out.print(tensor([[0, 1], [-1, 99]], kind))
    out.print(tensor([123456789012], "Long"))
    out.print(tensor([1, 1000000], "Long"))
    out.print(tensor([1, 100000], "Int"))
    out.print(tensor([[1, 100000], [2, 3]], "Int"))
    out.print(tensor(np.full((3, 40), 7), "Byte"))
    out.print(tensor(np.full((2, 2, 2), -3), "Long"))
    out.print(TENSORS["Long"]())
    out.print(tensor([255, 256, -1], "Byte"))
    out.print(tensor([0], "Int"))
    out.check("torch/print_int_types.out")


def test_tostring():
    out, x = Transcript(), tensor([[1, 2], [3, 4]])
    out.write(lua_tostring(x), "|\n", cformat("%s", x), "|\n")
    out.write(cformat("x = %s and s = %s", tensor([1, 2], "Int"), LongStorage([3])), "|\n")
    out.write("size: ", lua_tostring(x.size()), "|\n2x2\n2 x 2\n")
    out.write(lua_tostring(TENSORS["Double"]()), "|\n")
    out.write(" ".join(map(lua_tostring, [10.0, 2.5, 1 / 3, 1e15, 1e16, 123456789.123])), "\n")
    out.print(False)
    out.print(x, "text", 5, None, True, Table([1, x]))
    out.print(Table([x, Table([x, "a"]), 1.5, False]))
    out.print("%d items", 3)
    template = "%5.2f|%d|%5s|%-5s|%g|%e|%x|%q"
    out.print(cformat(template, 2.0, 3.0, "ab", "cd", 0.1, 12345.678, 255, 'q"q'))
    out.print(lua_tostring(tensor([[1]], "Byte")), len(lua_tostring(x)))
    out.print(-0.0, True, INF, -INF, 2.0**31, 1e100)
    out.print(x.size())
    out.print(x.size() == x.size(), x.size() == LongStorage([2, 2]))
    out.check("torch/tostring_format.out")


def test_print_forms():
    out = Transcript()
    out.print("a", 1, None, True)
    out.print()
    out.print("")
    out.print("x\ty")
    out.print(Table([1, "two", Table([3])]))
    out.print(Table(), "after")
    out.print(Table([Table()]))
    out.print(Table({"a": 1}))
    out.print(Table({3: "x"}))
    out.print(tensor([1, 2]), "tail")
    out.print("head", tensor([1, 2]))
    out.print(TENSORS["Byte"]())
    out.print(Table([TENSORS["Double"](2, 3), LongStorage([1, 2])]))
    out.print(1.5, 2.0, 1e20, -0.0, 1 / 3)
    out.print("table", "function")
    out.write("1 2.5 three\ndirect\n")
    out.print(cformat("%5.2f", 3.14159), cformat("%d%%", 50))
    out.print(1, 2, 3)
    out.print(1)
    out.write("custom tostring\n")
    out.check("lang/print_forms.out")


def test_format_rounding():
    out, pi = Transcript(), math.pi
    out.write(cformat("%.1f %.1f %.1f %.1f %.1f\n", 0.25, 0.75, 2.25, -2.25, 0.35))
    out.write(cformat("%.2f %.2f %.2f %.0f %.0f %.0f %.0f\n", 0.125, 0.375, 1.005, 0.5, 1.5, 2.5, -0.5))
    out.write(cformat("%.4f %.4f %.4f %.4f\n", 0.03125, 0.09375, 0.00005, 1.00005))
    out.write(cformat("%.3e %.2e %g %g %g\n", 1.0625, 1.125, 1e5, 1e6, 123456.5))
    out.write(cformat("%5.3g|%10.2e|%-10.3f|%+.2f|% d|%010.4f\n", 0.00012345, 12345.678, pi, 2.5, 7, -pi))
    small = [1e14, 123456789012345678, 0.1 + 0.2, 1 / 3, 2 / 3, 1e-5, 1e-4, 1.0, 100, -1e-300]
    out.write(*[lua_tostring(v) + " " for v in [*small, 2.0**53, 2.0**63, 1e21, 0.1, 1e15 + 0.5]], "\n")
    out.write(cformat("%d %d %d %s %s %s\n", 2**31, -(2**31), 2.0**40, 2.0**31, 1e3, -0.0))
    out.write(cformat("%.14g %.17g %.3g %g\n", 0.1, 0.1, 0.0001, 1e-10))
    for values in [0.03125, 1.5], [0.5, 0.00005], [1.03125, 2.09375, -3.15625]:
        out.write(lua_tostring(tensor(values)))
    out.check("lang/format_rounding.out")


def test_infinities_and_wide_columns():
    """From nan_inf.out, and the forms that no script shows."""
    assert lua_print(tensor([[NAN, 1], [INF, -INF]])).startswith("nan 1.000000\ninf -inf\n[")
    assert lua_print(tensor([-INF, -INF])).startswith("       -inf\n       -inf\n")
    assert lua_print(tensor([INF, 0])).startswith("        inf\n 0.0000e+00\n")
    wide = lua_print(tensor(np.full((1, 100), NAN)))
    assert "Columns" not in wide and wide.count("\n") == 3


def test_scaled_matrix_in_columns():
    text = lua_tostring(double(np.full((2, 11), 123456.5)))
    row = "  1.2346" * 10
    first = f"Columns 1 to 10\n100000 *\n {row[1:]}\n {row[1:]}\n"
    second = "\nColumns 11 to 11\n100000 *\n  1.2346\n  1.2346\n"
    assert text == first + second + "[torch.DoubleTensor of size 2x11]\n"


def test_storages():
    assert lua_tostring(LongStorage([])) == "[torch.LongStorage of size 0]\n"
    assert lua_tostring(tensor([0.5, -2], "Float").storage()) == " 0.5000\n-2.0000\n[torch.FloatStorage of size 2]\n"
    scaled = lua_tostring(tensor([1e6 + 0.5]).storage())
    assert scaled == "1e+06 *\n 1.0000\n[torch.DoubleStorage of size 1]\n"


def test_cuda_and_half_types_print_their_names():
    assert lua_tostring(tensor([1, 2], "Cuda")) == " 1\n 2\n[torch.CudaTensor of size 2]\n"
    assert lua_tostring(tensor([0.5], "Half")) == " 0.5000\n[torch.HalfTensor of size 1]\n"
