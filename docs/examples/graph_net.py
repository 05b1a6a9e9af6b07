"""A net drawn as a graph, trained in Python: nngraph, dataload and optim without any Lua.

    python docs/examples/graph_net.py [model.t7]
"""

from __future__ import annotations

import sys
from typing import Any

import luabridge
from runtime import Table, dataload, nn, nngraph, optim, torch  # noqa: F401  (nngraph lets modules take nodes)


def make_net(inputs: int, hidden: int, classes: int) -> Any:
    """Two layers, and a way around the first one."""
    x = nn.Identity()()
    h = nn.Tanh()(nn.Linear(inputs, hidden)(x))
    h.annotate({"name": "hidden", "graphAttributes": {"color": "red"}})
    joined = nn.CAddTable()([nn.Linear(hidden, classes)(h), nn.Linear(inputs, classes)(x)])
    return nn.gModule([x], [nn.LogSoftMax()(joined)])


def points(count: int) -> Any:
    """A loader of points in the plane; those within the unit circle are class 1, the others class 2."""
    inputs = torch.randn(count, 2)
    outside = inputs.clone().cmul(inputs).sum(2).gt(1)
    return dataload.TensorLoader(inputs, outside.double().add(1).view(count))


def train(net: Any, loader: Any, epochs: int) -> float:
    """The share of training points that the trained net puts in their class."""
    criterion = nn.ClassNLLCriterion()
    weights, gradients = net.getParameters()
    state = Table()
    for _ in range(epochs):
        loader.shuffle()
        for _, x, y in loader.subiter(20):

            def feval(_: Any, x: Any = x, y: Any = y) -> tuple[float, Any]:
                gradients.zero()
                loss = criterion.forward(net.forward(x), y)
                net.backward(x, criterion.backward(net.output, y))
                return loss, gradients

            optim.adam(feval, weights, {"learningRate": 0.02}, state)
    confusion = optim.ConfusionMatrix(["inside", "outside"])
    confusion.batchAdd(net.forward(loader.inputs), loader.targets)
    print(confusion)
    return confusion.totalValid


if __name__ == "__main__":
    torch.manualSeed(1)
    net = make_net(2, 16, 2)
    print(net.fg.todot("net"))
    train(net, points(400), 20)
    if len(sys.argv) > 1:
        luabridge.save(net, sys.argv[1])
