"""gModules and nodes that real Torch7 saved (skipped where the files are absent)."""

from __future__ import annotations

import numpy as np

from converter import load
from runtime import Table, nn

from ...paths import real_file
from ..nn.gradients import gradient_error
from ..nn.tools import tensor

FOLDER = "bshillingford+python-torchfile/testfiles_x86_64"


def test_an_old_g_module() -> None:
    m = load(real_file(f"{FOLDER}/gmodule_with_linear_identity.t7"))
    linear = next(x for x in m.modules.array_values() if isinstance(x, nn.Linear))
    weight, bias = linear.weight.numpy(), linear.bias.numpy()
    a, b = np.random.default_rng(1).standard_normal((2, 4, 1))
    inputs = Table([tensor(a), tensor(np.repeat(b, 2, 1))])
    expected = a @ weight.T + bias + b
    np.testing.assert_allclose(m.forward(inputs).numpy(), expected, 1e-12)
    assert gradient_error(m, inputs) < 1e-8


def test_a_node() -> None:
    node = load(real_file(f"{FOLDER}/nngraph_node.t7"))
    assert node.label() == ""
    net = nn.gModule([node], [nn.Tanh()(node)])
    assert net.forward(tensor([0.0])).tolist() == [0]
