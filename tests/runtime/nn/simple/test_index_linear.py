"""nn.IndexLinear against loops over its keys, one by one, as THNN goes through them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch

from ..tools import copies, floats

KEYS = [[1, 4, 4, 2], [5, 4], [2, 2, 2]]
VALUES = [[0.5, -2, 1, 3], [1.5, -4], [2, -1, 0.5]]


def batch(offset: int = 0) -> Table:
    keys = Table([torch.LongTensor([k + offset for k in row]) for row in KEYS])
    return Table([keys, Table([torch.DoubleTensor(row) for row in VALUES])])


def build(outputs: int, normalize: bool, decay: float = 0.0) -> Any:
    torch.manualSeed(2)
    module = nn.IndexLinear(5, outputs, False, None, None, None, normalize)
    module.reset(0.4)
    module.weightDecay = decay
    module.training()
    return module


def forward_by_hand(w: np.ndarray, bias: np.ndarray, normalize: bool) -> tuple[np.ndarray, list[list[float]]]:
    """Changes `w` as training does; returns the output and the values that were multiplied."""
    output, used = [], []
    for keys, values in zip(KEYS, VALUES):
        total, inputs = bias.copy(), []
        for key, value in zip(keys, values):
            row = w[key - 1]
            if normalize:
                if abs(value) > row[0]:
                    row[0], row[1] = abs(value), 1 / abs(value)
                row[2] = 1
                value = value * row[1] + row[3]
            inputs.append(value)
            total = total + value * row[4 if normalize else 0 :]
        output.append(total)
        used.append(inputs)
    return np.array(output), used


@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize("outputs", [1, 3])
def test_forward(outputs: int, normalize: bool) -> None:
    module = build(outputs, normalize)
    w = module.weight.array.copy()
    expected, _ = forward_by_hand(w, module.bias.array, normalize)
    np.testing.assert_allclose(module.forward(batch()).array, expected)
    np.testing.assert_allclose(module.weight.array, w)


@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize("outputs", [1, 3])
def test_update_at_once(outputs: int, normalize: bool, decay: float) -> None:
    module = build(outputs, normalize, decay)
    w, bias, lr = module.weight.array.copy(), module.bias.array.copy(), 0.1
    _, used = forward_by_hand(w, bias, normalize)
    y = module.forward(batch()).clone()
    g = y.array * lr
    for keys, values, of in zip(KEYS, used, g):
        bias -= of
        for key, value in zip(keys, values):
            row = w[key - 1]
            main = row[4:] if normalize else row
            step = row[2] if normalize else 1
            if normalize:
                row[3] -= (main * of).sum() * step
            sign = -1 if outputs == 1 and normalize else 1
            main[...] = main - sign * decay * step * main - value * of * step
    if normalize and outputs == 1:
        for keys in KEYS:
            for key in keys:
                w[key - 1, 2] = 0
    module.accUpdateGradParameters(batch(), y, lr)
    np.testing.assert_allclose(module.weight.array, w)
    np.testing.assert_allclose(module.bias.array, bias)


@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize("passes", [1, 2])
@pytest.mark.parametrize("outputs", [1, 3])
def test_update_from_gradients(outputs: int, normalize: bool, decay: float, passes: int) -> None:
    module = build(outputs, normalize, decay)
    w, bias, lr = module.weight.array.copy(), module.bias.array.copy(), 0.1
    inputs = [forward_by_hand(w, bias, normalize)[1] for _ in range(passes)]
    y = module.forward(batch()).clone()
    module.zeroGradParameters()
    module.accGradParameters(batch(), y)
    if passes == 2:
        module.forward(batch())
        module.accGradParameters(batch(), y)
    for used in inputs:
        bias -= lr * y.array.sum(0)
        for keys, values, g in zip(KEYS, used, y.array):
            for key, value in zip(keys, values):
                row = w[key - 1]
                main = row[4:] if normalize else row
                step = row[2] if normalize else 1
                if normalize:
                    row[3] -= lr * step * (g * main).sum()
                sign = -1 if outputs == 1 and normalize else 1
                main[...] = main - sign * decay * step * main - lr * step * value * g
    module.updateParameters(lr)
    np.testing.assert_allclose(module.weight.array, w)
    np.testing.assert_allclose(module.bias.array, bias)


def test_forms_of_input_agree() -> None:
    module = build(2, False)
    together = module.forward(batch()).clone()
    keys = torch.LongTensor([k for row in KEYS for k in row])
    values = torch.DoubleTensor([v for row in VALUES for v in row])
    flat = Table([keys, values, torch.LongTensor([len(row) for row in KEYS])])
    np.testing.assert_allclose(module.forward(flat).array, together.array)
    alone = module.forward(Table([torch.LongTensor(KEYS[1]), torch.DoubleTensor(VALUES[1])]))
    np.testing.assert_allclose(alone.array, together.array[1])
    assert alone.dim() == 1


def test_zero_based_keys() -> None:
    torch.manualSeed(2)
    module = nn.IndexLinear(5, 2, True, 1)
    module.reset()
    expected = module.weight.array[3] * 2 + module.bias.array
    x = Table([torch.LongTensor([3]), torch.DoubleTensor([2])])
    np.testing.assert_allclose(module.forward(x).array, expected)
    keys, gradient = module.updateGradInput(x, torch.DoubleTensor([1, 2])).array_values()
    assert keys.tolist() == [1, 2, 3, 4, 5]
    np.testing.assert_allclose(gradient.array, module.weight.array @ [1, 2])


def test_copies_and_conversions() -> None:
    module = build(2, True)
    x = batch()
    module.evaluate()
    expected = module.forward(x).array.copy()
    for other in (*copies(module), module.clearState()):
        np.testing.assert_array_equal(other.forward(x).array, expected)
    module.float()
    narrow = module.forward(floats(x))
    assert narrow.typename == "torch.FloatTensor" and module.keys.typename == "torch.LongTensor"
    np.testing.assert_allclose(narrow.array, expected, 1e-5)
    np.testing.assert_allclose(module.double().forward(x).array, expected, 1e-5)


def test_errors() -> None:
    module = build(2, False)
    with pytest.raises(TorchError, match="key out of range"):
        module.forward(Table([torch.LongTensor([9]), torch.DoubleTensor([1])]))
    with pytest.raises(TorchError, match="Wrong input format"):
        module.forward(Table([torch.LongTensor([1]), Table()]))
    module.forward(Table([torch.LongTensor([1]), torch.DoubleTensor([1])]))
    with pytest.raises(TorchError, match="attempt to index a nil value"):
        module.updateGradInput(None, torch.DoubleTensor([1, 2]))
