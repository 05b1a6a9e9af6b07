"""torch.Timer."""

from __future__ import annotations

import time

import pytest

import converter
from runtime import registry
from runtime.timer import Timer, times


def test_registered():
    assert registry.lookup("torch.Timer") is Timer


def test_text():
    timer = Timer()
    assert repr(timer) == "torch.Timer [status: running]"
    assert repr(timer.stop()) == "torch.Timer [status: stopped]"
    assert repr(timer.resume()) == "torch.Timer [status: running]"


def test_stop_and_resume():
    timer = Timer()
    time.sleep(0.05)
    assert timer.time()["real"] >= 0.05
    assert timer.stop() is timer
    stopped = timer.time()["real"]
    time.sleep(0.05)
    assert timer.stop().time()["real"] == stopped
    assert timer.resume() is timer and timer.resume() is timer
    time.sleep(0.05)
    assert stopped + 0.05 <= timer.time()["real"] < stopped + 0.3
    assert timer.reset() is timer and timer.time()["real"] < 0.04


def test_reset_leaves_a_stopped_timer_stopped():
    timer = Timer().stop().reset()
    assert repr(timer) == "torch.Timer [status: stopped]" and timer.time()["real"] == 0


def test_user_time_counts_work():
    timer = Timer()
    while time.process_time() < 0.02 or timer.time()["real"] < 0.1:
        sum(range(10_000))
    spent = timer.time()
    assert sorted(spent) == ["real", "sys", "user"]
    assert 0 < spent["user"] + spent["sys"] <= spent["real"] + 0.02


def test_fine_resolution():
    pytest.importorskip("resource")
    seen = {times()[1] + times()[2] for _ in range(20_000)}
    assert len(seen) > 3


def test_a_file_holds_no_time():

    timer = Timer().stop()
    assert repr(converter.loads(converter.dumps(timer))) == "torch.Timer [status: running]"
