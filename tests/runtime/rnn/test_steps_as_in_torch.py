"""What Torch7 shows between calls of recurrent modules: whose tensors are written, what is kept, what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch
from runtime.copying import clone

from .sequences import KINDS, step_by_step, tensor_sequence


def twins(name):
    """A module whose steps are computed as a whole, and the same one that runs its modules."""
    torch.manualSeed(5)
    first = getattr(nn, name)(3, 4)
    first.zeroGradParameters()
    return first, step_by_step(clone(first))


@pytest.mark.parametrize("name", KINDS)
def test_evaluation_writes_where_the_first_step_of_training_showed_its_output(name):
    x = tensor_sequence(3, 2, 3)
    for module in twins(name):
        first = module.forward(x.select(1, 1))
        module.evaluate()
        second = module.forward(x.select(1, 2))
        third = module.forward(x.select(1, 3))
        assert np.array_equal(first.array, third.array) and np.array_equal(second.array, third.array)
        assert module.outputs[1] is module.outputs[3]


@pytest.mark.parametrize("name", KINDS)
def test_back_after_a_step_in_evaluation(name):
    x, g = tensor_sequence(2, 2, 3), tensor_sequence(1, 2, 4).select(1, 1)
    found = []
    for module in twins(name):
        module.forward(x.select(1, 1))
        module.evaluate()
        module.forget()
        module.forward(x.select(1, 2))
        module.training()
        found.append([module.backward(x.select(1, 2), g).array.copy(), module.getParameters()[1].array.copy()])
    assert all(np.allclose(a, b, rtol=0, atol=1e-12) for a, b in zip(*found))


@pytest.mark.parametrize("name", KINDS)
def test_a_copy_goes_on_in_the_tensors_that_it_shows(name):
    module = twins(name)[0]
    x = tensor_sequence(2, 2, 3)
    module.forward(x.select(1, 1))
    copy = clone(module)
    kept = copy.outputs[1]
    copy.evaluate()
    assert np.array_equal(copy.forward(x.select(1, 2)).array, kept.array)
    assert not np.array_equal(module.outputs[1].array, kept.array)


@pytest.mark.parametrize("name", KINDS)
def test_a_copy_goes_back_without_changing_what_it_shows(name):
    module = twins(name)[0]
    x, g = tensor_sequence(2, 2, 3), tensor_sequence(2, 2, 4)
    for t in (1, 2):
        module.forward(x.select(1, t))
    copy = clone(module)
    shown = [copy.outputs[t] for t in (1, 2)]
    before = [tensor.array.copy() for tensor in shown]
    for t in (2, 1):
        expected = module.backward(x.select(1, t), g.select(1, t)).array
        assert np.allclose(copy.backward(x.select(1, t), g.select(1, t)).array, expected, rtol=0, atol=1e-12)
    assert all(np.array_equal(a, b.array) for a, b in zip(before, shown))


@pytest.mark.parametrize("name", KINDS)
def test_clear_state_empties_the_outputs_of_all_steps(name):
    for module in twins(name):
        shown = [module.forward(tensor_sequence(1, 2, 3).select(1, 1)) for _ in range(2)]
        module.clearState()
        assert [tensor.dim() for tensor in shown] == [0, 0]


def test_clear_state_after_steps_in_evaluation_left_a_gap_between_the_clones():
    module = nn.Recursor(nn.Linear(3, 4))
    x, g = tensor_sequence(1, 2, 3).select(1, 1), tensor_sequence(1, 2, 4).select(1, 1)
    module.forward(x)
    module.evaluate()
    for _ in range(3):
        module.forward(x)
    module.backward(x, g)
    assert sorted(module.sharedClones.keys()) == [1, 4]
    assert module.clearState() is module


def test_zero_counts_as_given():
    assert nn.LSTM(3, 4, 0).rho == nn.GRU(3, 4, 0).rho == nn.Recursor(nn.Identity(), 0).rho == 0
    assert nn.NormStabilizer(0).beta == 0 and nn.NormStabilizer().beta == 1


def test_recycling_hands_on_the_gradients_of_a_step_without_a_clone():
    module = nn.Recurrent(4, nn.Linear(3, 4), nn.Linear(4, 4), None, 2)
    x, g = tensor_sequence(4, 2, 3), tensor_sequence(1, 2, 4).select(1, 1)
    for t in (1, 2, 3):
        module.forward(x.select(1, t))
    for t in (3, 2, 1):
        module.backward(x.select(1, t), g)
    module.forward(x.select(1, 4))
    assert sorted(module._gradOutputs.keys()) == [2, 4]


def test_including_shared_clones_of_recurrent_gives_one_value():
    assert nn.Recurrent(4, nn.Linear(3, 4), nn.Linear(4, 4)).includingSharedClones(lambda: (1, 2)) == 1
    assert nn.Recursor(nn.Linear(3, 4)).includingSharedClones(lambda: (1, 2)) == (1, 2)


def test_hidden_states_of_modules_without_any_take_what_steps_take():
    module, x = nn.Recursor(nn.Linear(3, 4)), tensor_sequence(1, 2, 3).select(1, 1)
    assert module.getHiddenState(0, x) is None and module.getGradHiddenState(0, x) is None
    assert module.setHiddenState(0, None, x) is None and module.setGradHiddenState(0, None, x) is None


def test_norm_stabilizer_without_steps():
    module = nn.NormStabilizer()
    module.forward(tensor_sequence(1, 2, 3).select(1, 1))
    assert module.updateLoss() == 0
    module.forget()
    assert math.isnan(module.updateLoss())


def test_norm_stabilizer_goes_back_to_step_0_but_no_further():
    module = nn.NormStabilizer()
    x = tensor_sequence(1, 5, 3).select(1, 1)
    module.forward(x)
    module.forget()
    g = tensor_sequence(1, 2, 4).select(1, 1)
    assert np.array_equal(module.backward(x, g).array, g.array)
    assert sorted(module.sharedClones.keys()) == [0, 1]
    with pytest.raises((TorchError, ValueError)):
        module.backward(x, g)


def test_trim_zero_hands_a_lookup_table_the_first_rows_of_the_whole_gradient():
    table = nn.LookupTableMaskZero(3, 2)
    table.zeroGradParameters()
    module = nn.TrimZero(table, 1)
    x, g = torch.DoubleTensor([[1], [0], [2]]), torch.DoubleTensor([[[1, 2]], [[3, 4]], [[5, 6]]])
    module.forward(x)
    module.backward(x, g)
    assert table.gradWeight.array.tolist() == [[0, 0], [1, 2], [3, 4], [0, 0]]


@pytest.mark.parametrize(("name", "word"), [("SeqLSTM", "constant"), ("SeqGRU", "the same")])
def test_sequences_that_go_on_have_the_same_batch_size(name, word):
    module = getattr(nn, name)(3, 4).remember("both")
    module.forward(tensor_sequence(2, 3, 3))
    with pytest.raises(TorchError, match=f"batch sizes must be {word} to remember states"):
        module.forward(tensor_sequence(2, 5, 3))


def test_cells_given_to_a_projected_lstm_are_asked_to_have_the_output_s_size():
    module = nn.SeqLSTMP(3, 5, 4)
    x, h0 = tensor_sequence(2, 3, 3), tensor_sequence(1, 3, 4).select(1, 1)
    with pytest.raises(TorchError, match="assertion failed!"):
        module.forward(Table([tensor_sequence(1, 3, 5).select(1, 1), h0, x]))
    assert module.forward(Table([h0, x])).array.shape == (2, 3, 4)


def test_sadd_keeps_negate_as_given():
    assert "negate" not in {key for key, value in vars(nn.SAdd(2)).items() if value is not None}
    assert nn.SAdd(2, False).negate is False
