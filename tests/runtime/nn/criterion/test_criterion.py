"""Criterions among modules: nn.CriterionTable and nn.ModuleCriterion."""

from __future__ import annotations

import pytest

from runtime import Table, nn

from ..cases.criterion import classes, normal


def test_criterion_table_is_a_module() -> None:
    module = nn.CriterionTable(nn.MSECriterion())
    given = Table([normal(3), normal(3, seed=1)])
    assert module.forward(given) == nn.MSECriterion().forward(given[1], given[2])
    assert module.backward(given) is module.gradInput and module.gradInput[1] is module.criterion.gradInput


def test_module_criterion_in_a_net() -> None:
    net = nn.Sequential().add(nn.LogSoftMax())
    made = nn.ModuleCriterion(nn.ClassNLLCriterion(), net)
    x, target = normal(3, 4), classes(4, 3)
    assert made.forward(x, target) == pytest.approx(nn.CrossEntropyCriterion().forward(x, target), rel=1e-14)
    assert made.backward(x, target) is net.gradInput
