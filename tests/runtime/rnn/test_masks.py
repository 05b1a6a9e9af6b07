"""MaskZero, TrimZero, MaskZeroCriterion, LookupTableMaskZero and the small layers."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch

from .sequences import tensor_sequence


def padded():
    x = torch.DoubleTensor(4, 3).normal()
    x.array[[1, 3]] = 0
    return x


@pytest.mark.parametrize("kind", ["MaskZero", "TrimZero"])
def test_padding_gives_zeros(kind):
    linear = nn.Linear(3, 2)
    m = getattr(nn, kind)(linear, 1)
    x, g = padded(), torch.DoubleTensor(4, 2).fill(1)
    out = m.forward(x).array.copy()
    assert np.array_equal(out.any(1), [True, False, True, False])
    assert np.allclose(out[[0, 2]], x.array[[0, 2]] @ linear.weight.array.T + linear.bias.array)
    back = m.updateGradInput(x, g).array
    assert np.array_equal(back.any(1), [True, False, True, False])
    assert not m.forward(torch.DoubleTensor(2, 3).zero()).array.any()


def test_masked_rows_do_not_teach():
    linear = nn.Linear(3, 2)
    m = nn.MaskZero(linear, 1)
    x, g = padded(), torch.DoubleTensor(4, 2).fill(1)
    linear.zeroGradParameters()
    m.forward(x)
    m.updateGradInput(x, g)
    assert g.array.all()  # the caller's tensor stays as it is
    m.accGradParameters(x, m.gradOutput)
    assert linear.gradBias.array.tolist() == [2, 2]


@pytest.mark.parametrize("kind", ["MaskZero", "TrimZero"])
def test_single_samples_tables_and_dimensions(kind):
    cls = getattr(nn, kind)
    m = cls(nn.Sigmoid(), 1)
    assert not m.forward(torch.DoubleTensor(3).zero()).array.any()
    assert m.forward(torch.DoubleTensor(3).fill(1)).array.all()
    m = cls(nn.ParallelTable().add(nn.Sigmoid()).add(nn.Sigmoid()), 1)
    out = m.forward(Table([padded(), torch.DoubleTensor(4, 2).normal()]))
    assert np.array_equal(out[2].array.any(1), [True, False, True, False])
    with pytest.raises(TorchError, match="nInputDim error: 3, 1"):
        m.forward(Table([tensor_sequence(2, 2, 2)]))


def test_a_recurrent_module_should_not_be_wrapped(capsys):
    nn.MaskZero(nn.LSTM(2, 2), 1)
    assert "MaskZero the wrong way" in capsys.readouterr().out
    nn.MaskZero(nn.LSTM(2, 2), 1, True)
    assert capsys.readouterr().out == ""
    with pytest.raises(TorchError, match="Expecting nInputDim number"):
        nn.MaskZero(nn.Linear(2, 2))
    with pytest.raises(TorchError, match="mono"):
        nn.GRU(2, 2, None, 0.5).trimZero(1)


def test_the_loss_of_padding_is_left_out():
    c = nn.MaskZeroCriterion(nn.MSECriterion(), 1)
    x, y = padded(), torch.DoubleTensor(4, 3).normal()
    assert c.forward(x, y) == pytest.approx(((x.array - y.array)[[0, 2]] ** 2).mean())
    assert np.array_equal(c.backward(x, y).array.any(1), [True, False, True, False])
    x.zero()
    assert c.forward(x, y) == 0 and not c.backward(x, y).array.any()
    with pytest.raises(TorchError, match="online"):
        c.forward(torch.DoubleTensor(3), torch.DoubleTensor(3))


def test_lookup_of_padding():
    m = nn.LookupTableMaskZero(4, 3)
    x = torch.LongTensor([[0, 4], [1, 0]])
    out = m.forward(x).array
    assert m.weight._size == (5, 3) and not out[0, 0].any() and np.array_equal(out[0, 1], m.weight.array[4])
    m.zeroGradParameters()
    m.backward(x, torch.DoubleTensor(2, 2, 3).fill(1))
    m.updateParameters(1)
    assert not m.forward(x).array[1, 1].any() and x.array.tolist() == [[0, 4], [1, 0]]


@pytest.mark.parametrize("dim", [1, 2, 3])
def test_reversal(dim):
    m, x = nn.SeqReverseSequence(dim), tensor_sequence(2, 3, 4)
    assert np.array_equal(m.forward(x).array, np.flip(x.array, dim - 1))
    assert np.array_equal(m.backward(x, m.output.clone()).array, x.array)


def test_reversal_needs_a_dimension():
    with pytest.raises(TorchError, match="Must specify dimension"):
        nn.SeqReverseSequence()
    with pytest.raises(TorchError, match="no greater than 3"):
        nn.SeqReverseSequence(4)


def test_small_layers():
    x = torch.DoubleTensor([1, -2])
    add = nn.SAdd(-1, True)
    assert add.forward(x).array.tolist() == [0, 3] and add.backward(x, x).array.tolist() == [-1, 2]
    copy = nn.CopyGrad()
    assert copy.forward(x) is x and copy.backward(x, x) is not x and copy.gradInput.array.tolist() == [1, -2]
    linear = nn.LinearNoBias(2, 3)
    assert linear.bias is None and len(linear.parameters()[0]) == 1
    assert np.allclose(linear.forward(x).array, linear.weight.array @ x.array)
