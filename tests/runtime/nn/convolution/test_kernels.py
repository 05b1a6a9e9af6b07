"""The kernels' own contracts: jobs, index maps, places."""

from __future__ import annotations

import itertools
import threading

import numpy as np
import pytest

from runtime.kernels import parallel
from runtime.kernels.threads import set_threads
from runtime.nn.convolution.kernels import borders, max_pool, resample, tiled_pool
from runtime.nn.convolution.kernels.axes import Axis, convolution_axis, pooling_axis
from runtime.nn.convolution.kernels.blocks import cut
from runtime.nn.convolution.kernels.scratch import buffer, marked
from runtime.nn.convolution.kernels.unfold import fold, unfold


@pytest.fixture
def three_threads():
    set_threads(3)
    yield
    set_threads(None)


def test_every_job_runs_once(three_threads) -> None:
    done: list[int] = []
    parallel.run(done.append, [(i,) for i in range(100)])
    assert sorted(done) == list(range(100))


def test_jobs_run_on_several_threads(three_threads) -> None:
    together = threading.Barrier(3, timeout=20)  # passes only if three jobs run at the same time
    parallel.run(lambda _: together.wait(), [(i,) for i in range(3)])


def test_an_error_in_a_job_comes_out(three_threads) -> None:
    def job(i: int) -> None:
        if i == 7:
            raise ValueError("seven")

    with pytest.raises(ValueError, match="seven"):
        parallel.run(job, [(i,) for i in range(20)])


def test_blas_has_its_threads_back(three_threads) -> None:
    libraries = parallel._blas.libraries
    if not libraries:
        pytest.skip("no BLAS library whose threads can be set")
    before = [library.get_num_threads() for library in libraries]
    inside: list[int] = []

    def look(_: int) -> None:
        inside.append(libraries[0].get_num_threads())

    parallel.run(look, [(i,) for i in range(8)], 1e12)
    parallel.run(look, [(0,)], 1e3)
    assert set(inside) == {1}
    parallel.run(look, [(0,)], 1e12)
    assert inside[-1] == before[0]
    assert [library.get_num_threads() for library in libraries] == before


def test_without_control_of_blas_products_run_in_turn(three_threads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_libraries", lambda scipys: None)
    threads: set[int] = set()
    parallel.run(lambda _: threads.add(threading.get_ident()), [(i,) for i in range(50)], 1e12)
    assert threads == {threading.get_ident()}


def test_jobs_within_jobs_run_in_place(three_threads) -> None:
    done: list[int] = []
    parallel.run(lambda i: parallel.run(done.append, [(i,), (i + 10,)]), [(i,) for i in range(4)])
    assert sorted(done) == [0, 1, 2, 3, 10, 11, 12, 13]


SIZES = list(itertools.product([1, 2, 7], [1, 5, 8], [10, 1000], [64, 10**6]))


@pytest.mark.parametrize("samples, units, unit_bytes, most", SIZES)
def test_blocks_cover_everything_once(samples: int, units: int, unit_bytes: int, most: int, three_threads) -> None:
    for work in (0, 1e9):
        seen = np.zeros((samples, units), int)
        for block in cut(samples, units, unit_bytes, most, work):
            seen[block.first : block.last, block.begin : block.end] += 1
            assert block.last - block.first == 1 or (block.begin, block.end) == (0, units)
        assert (seen == 1).all()


def test_fold_is_the_transpose_of_unfold() -> None:
    rng = np.random.default_rng(2)
    axes = [convolution_axis(7, 3, 2, 1, 2), convolution_axis(6, 2, 1, 2, 3)]
    x = rng.standard_normal((2, 3, 7, 6))
    columns = np.full((2, 3, 3, 2, axes[0].out, axes[1].out), np.nan)
    unfold(x, columns, axes)
    other = rng.standard_normal(columns.shape)
    back = np.zeros_like(x)
    fold(other, back, axes)
    assert np.isclose((columns * other).sum(), (back * x).sum())


def test_part_of_the_rows() -> None:
    axes = [convolution_axis(8, 3, 2, 1), convolution_axis(4, 2, 1, 1)]
    x = np.random.default_rng(3).standard_normal((1, 2, 8, 4))
    whole = np.empty((1, 2, 3, 2, axes[0].out, axes[1].out))
    unfold(x, whole, axes)
    part = np.empty((1, 2, 3, 2, 2, axes[1].out))
    unfold(x, part, axes, 1, 3)
    np.testing.assert_array_equal(part, whole[..., 1:3, :])


def test_scratch_memory_is_reused_and_bounded() -> None:
    first = buffer("test", (4, 5), np.float32)
    second = buffer("test", (2, 3), np.float64)
    assert np.shares_memory(first, second)
    assert not np.shares_memory(first, buffer("another", (4, 5), np.float32))
    large = buffer("test", (20 << 20,), np.float64)
    assert not np.shares_memory(large, buffer("test", (2, 3), np.float64))


def test_marks_tell_whether_memory_was_used_otherwise() -> None:
    memory = buffer("test of marks", (10,), np.float32)
    assert not marked("test of marks", memory, "a")
    assert marked("test of marks", buffer("test of marks", (10,), np.float32), "a")
    assert not marked("test of marks", memory, "b")
    assert not marked("test of marks", memory, None)
    assert not marked("test of marks", memory, "b")
    larger = buffer("test of marks", (100,), np.float32)
    assert not marked("test of marks", larger, "b")
    assert not marked("test of marks", np.empty(3), "b")


@pytest.mark.parametrize("before, after", [(0, 0), (2, 1), (-1, 3), (2, -2), (4, 4)])
def test_border_maps(before: int, after: int) -> None:
    line = np.arange(5.0)
    inner = line[max(0, -before) : 5 - max(0, -after)]
    pads = max(0, before), max(0, after)
    assert line[borders.replicated(5, before, after)].tolist() == np.pad(inner, pads, "edge").tolist()
    if min(before, after) >= 0:
        assert line[borders.reflected(5, before, after)].tolist() == np.pad(line, pads, "reflect").tolist()


def test_borders_in_two_dimensions() -> None:
    rng = np.random.default_rng(4)
    x = rng.standard_normal((2, 4, 5))
    maps = [borders.reflected(4, 3, 2), borders.replicated(5, 2, 4)]
    out = np.empty((2, 9, 11))
    borders.gather(x, out, maps)
    np.testing.assert_array_equal(out, x[:, maps[0]][:, :, maps[1]])
    gradient, back = rng.standard_normal(out.shape), np.empty_like(x)
    borders.scatter(gradient, back, maps)
    assert np.isclose((gradient * out).sum(), (back * x).sum())


def test_scatter_of_overlapping_windows() -> None:
    rng = np.random.default_rng(5)
    axes = [Axis(7, 3, 3, 2), Axis(6, 4, 3, 1)]
    rows = np.arange(3)[:, None] * 2 + rng.integers(0, 3, (2, 3, 4))
    columns = np.arange(4) + rng.integers(0, 3, (2, 3, 4))
    places = rows * 6 + columns
    places[0, 1, 2] = -1
    gradient = rng.standard_normal(places.shape)
    want = np.zeros((2, 43))
    for p, g, into in zip(places.reshape(2, -1), gradient.reshape(2, -1), want):
        np.add.at(into, p, g)
    got = np.zeros((2, 42))
    max_pool.scatter(gradient, places, got, axes)
    np.testing.assert_allclose(got, want[:, :42])


def test_interpolation_keeps_corners_and_lines() -> None:
    x = np.arange(4.0)[:, None] + 10 * np.arange(3.0)
    out = np.empty((10, 7))
    resample.linear(x[None], out[None], 2)
    np.testing.assert_allclose(out, np.linspace(0, 3, 10)[:, None] + 10 * np.linspace(0, 2, 7), atol=1e-5)


@pytest.mark.parametrize("shapes", [((300, 400), (400, 500)), ((3, 4), (4, 5)), ((900, 200), (200, 30))])
def test_products_in_pieces(shapes: tuple, three_threads) -> None:
    rng = np.random.default_rng(4)
    a, b = (rng.standard_normal(shape) for shape in shapes)
    out = np.full((len(a), b.shape[1]), np.nan)
    assert parallel.product(a, b, out) is out
    np.testing.assert_allclose(out, a @ b)
    np.testing.assert_allclose(parallel.product(b.T, a.T, out.T.copy()), (a @ b).T)


@pytest.mark.parametrize("shapes", [((300, 400), (400, 500)), ((3, 4), (4, 5)), ((20, 600), (600, 700))])
@pytest.mark.parametrize("scale", [1, 0.5])
def test_products_that_are_added(shapes: tuple, scale: float, three_threads) -> None:
    rng = np.random.default_rng(5)
    a, b = (rng.standard_normal(shape) for shape in shapes)
    into = rng.standard_normal((len(a), b.shape[1]))
    want = into + scale * (a @ b)
    parallel.add_product(a, b, into, scale)
    np.testing.assert_allclose(into, want, atol=1e-10)
    by_columns = into.copy()
    parallel.add_product(np.asfortranarray(a), b.T.copy().T, by_columns, -scale)
    np.testing.assert_allclose(by_columns, into - scale * (a @ b), atol=1e-10)


@pytest.mark.parametrize("kernel", [(2, 2), (1, 3), (2, 1, 2), (3,)])
def test_windows_side_by_side(kernel: tuple[int, ...]) -> None:
    """The shorter way to maxima and places agrees with the general one, with ties, NaN and nothing at all."""
    rng = np.random.default_rng(6)
    axes = [pooling_axis(k * 3 + 1, k, k, 0, 1, False, False) for k in kernel]
    assert tiled_pool.fits(axes)
    x = rng.integers(-2, 3, (4, *[axis.size for axis in axes])).astype(np.float32)
    x[rng.random(x.shape) < 0.3] = np.nan
    x[rng.random(x.shape) < 0.3] = -np.inf
    shape = (4, *[axis.out for axis in axes])
    general, places = np.empty(shape, np.float32), np.empty(shape, np.int64)
    max_pool.maxima_and_places(x, general, places, axes, max_pool.linear_code([axis.size for axis in axes]))
    short, same = np.empty(shape, np.float32), np.empty(shape, np.int64)
    tiled_pool.maxima_and_places(x, short, same, axes)
    np.testing.assert_array_equal(short, general)
    np.testing.assert_array_equal(same, places)
    assert not tiled_pool.fits([axes[0]._replace(stride=4)])
