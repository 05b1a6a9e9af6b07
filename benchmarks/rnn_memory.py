"""Resident memory of 2,000 training steps from Python; the twin of rnn_memory.lua.

Usage: rnn_memory.py sequencer|unrolled [STEPS]
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from runtime import Table, nn, nngraph, torch  # noqa: F401 (nngraph makes modules callable on nodes)

STEPS, BATCH, SIZE = 10, 8, 32


def resident() -> float:
    """MB (Linux)."""
    with open("/proc/self/status") as f:
        return next(int(line.split()[1]) / 1024 for line in f if line.startswith("VmRSS:"))


def sequencer() -> Callable[[], None]:
    step = nn.Sequential().add(nn.LSTM(SIZE, SIZE)).add(nn.Linear(SIZE, SIZE)).add(nn.LogSoftMax())
    net, criterion = nn.Sequencer(step), nn.SequencerCriterion(nn.ClassNLLCriterion())

    def train() -> None:
        x = Table([torch.randn(BATCH, SIZE) for _ in range(STEPS)])
        y = Table([torch.LongTensor(BATCH).random(SIZE).float() for _ in range(STEPS)])
        net.zeroGradParameters()
        output = net.forward(x)
        criterion.forward(output, y)
        net.backward(x, criterion.backward(output, y))
        net.updateParameters(0.01)

    return train


def cell() -> nn.Module:
    x, c, h = nn.Identity()(), nn.Identity()(), nn.Identity()()
    sums = nn.CAddTable()([nn.Linear(SIZE, 4 * SIZE)(x), nn.Linear(SIZE, 4 * SIZE)(h)])
    i, f, o, g = nn.SplitTable(2)(nn.Reshape(4, SIZE)(sums)).split(4)
    kept, new = nn.CMulTable()([nn.Sigmoid()(f), c]), nn.CMulTable()([nn.Sigmoid()(i), nn.Tanh()(g)])
    c2 = nn.CAddTable()([kept, new])
    h2 = nn.CMulTable()([nn.Sigmoid()(o), nn.Tanh()(c2)])
    return nn.gModule([x, c, h], [c2, h2, nn.LogSoftMax()(nn.Linear(SIZE, SIZE)(h2))])


def unrolled() -> Callable[[], None]:
    proto = cell()
    parameters, gradients = proto.getParameters()
    steps = [proto.clone("weight", "bias", "gradWeight", "gradBias") for _ in range(STEPS)]
    criterions = [nn.ClassNLLCriterion() for _ in range(STEPS)]
    eye = torch.eye(SIZE)

    def train() -> None:
        gradients.zero()
        x = torch.LongTensor(STEPS, BATCH).random(SIZE)
        y = torch.LongTensor(STEPS, BATCH).random(SIZE).float()
        state, given, outputs = [torch.zeros(BATCH, SIZE), torch.zeros(BATCH, SIZE)], [], []
        for t, (step, criterion) in enumerate(zip(steps, criterions), 1):
            given.append(Table([eye.index(1, x.select(1, t)), *state]))
            *state, output = step.forward(given[-1]).array_values()
            outputs.append(output)
            criterion.forward(output, y.select(1, t))
        back = [torch.zeros(BATCH, SIZE), torch.zeros(BATCH, SIZE)]
        for t in range(STEPS, 0, -1):
            gradient = criterions[t - 1].backward(outputs[t - 1], y.select(1, t))
            back = steps[t - 1].backward(given[t - 1], Table([*back, gradient])).array_values()[1:]
        parameters.add(-0.01, gradients)

    return train


def main() -> None:
    kind, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    torch.setdefaulttensortype("torch.FloatTensor")
    torch.manualSeed(1)
    step = {"sequencer": sequencer, "unrolled": unrolled}[kind]()
    start = 0.0
    for i in range(1, count + 1):
        step()
        if i == 200:
            start = resident()
        if i % 200 == 0:
            print(f"{kind} {i} {resident():.1f} MB", flush=True)
    print(f"{kind} growth {(resident() / start - 1) * 100:.1f}%")


if __name__ == "__main__":
    main()
