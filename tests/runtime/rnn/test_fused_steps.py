"""Steps computed as a whole give what the modules of a step give."""

from __future__ import annotations

import numpy as np
import pytest

from runtime import Table, TorchError, nn, torch
from runtime.copying import clone

from .sequences import KINDS, arrays, gradients, same, step_by_step, table_of, tensor_sequence


def pair(kind, *args, seed=5):
    """Two of the same; only the first computes its steps as a whole."""
    torch.manualSeed(seed)
    module = getattr(nn, kind)(*args)
    return module, step_by_step(module.clone())


def run(sequencer, x, g):
    sequencer.zeroGradParameters()
    out = clone(sequencer.forward(x))
    back = clone(sequencer.backward(x, g))
    return out, back, clone(gradients(sequencer))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("steps,batch,size", [(1, 3, 2), (4, 1, 1), (5, 3, 2), (3, 0, 4)])
@pytest.mark.parametrize("table", [False, True])
def test_sequences(kind, steps, batch, size, table):
    fused, plain = (nn.Sequencer(m) for m in pair(kind, 3, size))
    shape = (batch,) if batch else ()
    x, g = tensor_sequence(steps, *shape, 3), tensor_sequence(steps, *shape, size)
    if table:
        x, g = table_of(x), table_of(g)
    for _ in range(2):
        for mine, wanted in zip(run(fused, x, g), run(plain, x, g)):
            assert same(mine, wanted)
    assert fused.module._fusion is not None and plain.module._fusion is None
    for name in ("outputs", "gradInputs", "_gradOutputs", "gradOutputs"):
        assert same(getattr(fused.module, name), getattr(plain.module, name)), name
    assert len(fused.module.sharedClones) == len(plain.module.sharedClones) == steps
    assert same(fused.module.sharedClones[1].gradInput, plain.module.sharedClones[1].gradInput)


@pytest.mark.parametrize("kind", KINDS)
def test_step_by_step_and_evaluation(kind):
    modules = pair(kind, 3, 2)
    x = table_of(tensor_sequence(6, 4, 3)).array_values()
    seen = []
    for m in modules:
        m.maxBPTTstep(3)
        m.zeroGradParameters()
        outs = []
        for t, one in enumerate(x, 1):
            outs.append(m.forward(one).clone())
            if t % 3 == 0:
                outs += [m.backward(x[s], outs[-1]).clone() for s in range(t - 1, t - 4, -1)]
        m.evaluate()
        m.forget()
        outs += [m.forward(one).clone() for one in x]
        assert m.forward(x[0]) is m.forward(x[1])  # in evaluation one tensor for all steps
        seen.append(Table([*outs, clone(gradients(m)), clone(m.getHiddenState(0))]))
    assert same(*seen)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mode", ["both", "train", "eval", "neither"])
def test_memory_across_sequences_of_many_lengths(kind, mode):
    sequencers = [nn.Sequencer(m).remember(mode) for m in pair(kind, 2, 3)]
    seen: list[list] = [[], []]
    for number, (train, steps) in enumerate([(1, 4), (1, 2), (1, 5), (0, 3), (0, 3), (1, 1), (1, 4)]):
        torch.manualSeed(number)
        x, g = tensor_sequence(steps, 2, 2), tensor_sequence(steps, 2, 3)
        for s, results in zip(sequencers, seen):
            s.training() if train else s.evaluate()
            results += run(s, x, g) if train else [clone(s.forward(x))]
    assert all(same(a, b) for a, b in zip(*seen))


@pytest.mark.parametrize("kind", KINDS)
def test_padding(kind):
    fused, plain = pair(kind, 3, 2)
    x, g = tensor_sequence(5, 4, 3), tensor_sequence(5, 4, 2)
    for t, row in ((0, 1), (1, 1), (2, 3), (4, 0)):
        x.array[t, row] = 0
    sequencers = [nn.Sequencer(m.maskZero(1)) for m in (fused, plain)]
    for mine, wanted in zip(run(sequencers[0], x, g), run(sequencers[1], x, g)):
        assert same(mine, wanted)
    assert fused._fusion.masked and not sequencers[0].output.array[0, 1].any()


@pytest.mark.parametrize("kind", ["LSTM"])
def test_without_peepholes(kind):
    fused, plain = (nn.Sequencer(m) for m in pair(kind, 3, 2, None, False))
    x, g = tensor_sequence(4, 2, 3), tensor_sequence(4, 2, 2)
    assert all(same(a, b) for a, b in zip(run(fused, x, g), run(plain, x, g)))
    assert fused.module._fusion is not None


@pytest.mark.parametrize("kind", KINDS)
def test_coupled_states_and_gradients(kind):
    modules = pair(kind, 2, 3)
    x = tensor_sequence(3, 2, 2)
    state = torch.DoubleTensor(2, 3).normal()
    seen = []
    for m in modules:
        m.userPrevOutput = state.clone()
        m.userNextGradOutput = state.clone()
        if kind != "GRU":
            m.userPrevCell = state.clone()
            m.userNextGradCell = state.clone()
        results = run(nn.Sequencer(m), x, tensor_sequence(3, 2, 3).fill(0.5))
        seen.append(Table([*results, clone(m.getGradHiddenState(0))]))
    assert same(*seen)


def test_copies_and_loaded_modules_go_back_without_what_was_computed():
    fused, plain = (nn.Sequencer(m) for m in pair("FastLSTM", 2, 2))
    x, g = tensor_sequence(4, 3, 2), tensor_sequence(4, 3, 2)
    for s in (fused, plain):
        s.zeroGradParameters()
        s.forward(x)
    copy = fused.clone()
    assert same(copy.backward(x, g), plain.backward(x, g)) and same(gradients(copy), gradients(plain))


def test_float_and_moved_parameters(active):
    fused, plain = (nn.Sequencer(m) for m in pair("GRU", 3, 2))
    x, g = tensor_sequence(4, 2, 3), tensor_sequence(4, 2, 2)
    run(fused, x, g)
    for s in (fused, plain):
        s.float()
        s.getParameters()[0].mul(0.5)
    x, g = x.float(), g.float()
    for mine, wanted in zip(run(fused, x, g), run(plain, x, g)):
        assert arrays(mine)[0].dtype == np.float32 and same(mine, wanted, 1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_models_stripped_of_gradients_run_forward(kind):
    m = getattr(nn, kind)(3, 2)
    x = tensor_sequence(3, 2, 3)
    wanted = clone(nn.Sequencer(m).forward(x))
    m.forget()
    for gradient in gradients(m).array_values():
        gradient.set()
    sequencer = nn.Sequencer(m)
    assert same(sequencer.forward(x), wanted)
    with pytest.raises(TorchError, match="no gradWeight"):
        sequencer.backward(x, wanted)


def change_module(m):
    m.recurrentModule.modules[1].modules[1].modules[6].modules[1] = nn.HardTanh()


def change_class(m):
    class Own(nn.FastLSTM):
        def updateOutput(self, input):
            return super().updateOutput(input)

    m.__class__ = Own


def change_object(m):
    m.recurrentModule.modules[2].updateOutput = lambda input: nn.FlattenTable().updateOutput(input)


def wrap(m):
    m.recurrentModule = m.modules[1] = m.sharedClones[1] = nn.Sequential().add(m.recurrentModule)


@pytest.mark.parametrize("change", [change_module, change_class, change_object, wrap])
def test_changed_modules_run(change):
    torch.manualSeed(1)
    m = nn.FastLSTM(2, 3)
    change(m)
    before = nn.Sequencer(step_by_step(m.clone()))
    sequencer = nn.Sequencer(m)
    x = tensor_sequence(3, 2, 2)
    assert same(sequencer.forward(x), before.forward(x))
    assert m._fusion is None


@pytest.mark.parametrize("kind", KINDS)
def test_inputs_that_do_not_fit_are_refused_by_the_modules(kind):
    m = getattr(nn, kind)(3, 2)
    with pytest.raises(RuntimeError):
        m.forward(torch.DoubleTensor(2, 4))
    if kind != "LSTM":  # dropout at its start copies, which converts
        with pytest.raises(RuntimeError):
            nn.Sequencer(m).forward(torch.FloatTensor(2, 2, 3))


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_goes_back_with_the_parameters_of_its_forward(kind):
    sequencers = [nn.Sequencer(m) for m in pair(kind, 3, 2)]
    x, g = tensor_sequence(3, 4, 3), tensor_sequence(3, 4, 2)
    seen = []
    for s in sequencers:
        s.forward(x)
        copy = s.clone().clone()
        copy.zeroGradParameters()
        for weight in copy.parameters()[0].array_values():
            weight.mul(0.5)
        seen.append(Table([clone(copy.backward(x, g)), clone(gradients(copy))]))
    assert same(*seen)


@pytest.mark.parametrize("kind", KINDS)
def test_parameters_may_move_between_forward_and_backward(kind, active):
    sequencers = [nn.Sequencer(m) for m in pair(kind, 3, 2)]
    x, g = tensor_sequence(3, 4, 3), tensor_sequence(3, 4, 2)
    seen = []
    for s in sequencers:
        s.zeroGradParameters()
        s.forward(x)
        _, flat = s.getParameters()
        seen.append(Table([clone(s.backward(x, g)), flat]))
    assert same(*seen) and seen[0][2].array.all()


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_that_was_not_gone_back_through_has_no_gradient(kind):
    module = pair(kind, 3, 2)[0]
    x, g = tensor_sequence(3, 4, 3), tensor_sequence(3, 4, 2)
    for t in (1, 2, 3):
        module.forward(x.select(1, t))
    module.backward(x.select(1, 3), g.select(1, 3))
    with pytest.raises(TorchError, match="Missing updateGradInput for step 2"):
        module.accGradParameters(x.select(1, 2), g.select(1, 2), 1)
