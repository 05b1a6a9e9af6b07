"""Random graphs: cells as scripts make them, and whatever else may be wired together."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from runtime import nn, nngraph  # noqa: F401

#: The width of most tensors, which are batch x width.
WIDTH = 3

#: What an input is: a width, or a list of what its elements are.
Shape = int | list


class Graph:
    """A graph in the making: its inputs, and the nodes so far with their widths."""

    def __init__(self, random: Random, depth: int = 0) -> None:
        self.random, self.depth = random, depth
        self.inputs: list[Any] = []
        self.shapes: list[Shape] = []
        self.nodes: list[tuple[Any, int]] = []
        self._used: set[int] = set()
        #: Modules that may serve at other nodes as well, by (width of the input, of the output).
        self._modules: list[tuple[int, int, Any]] = []

    def add_input(self, shape: Shape) -> None:
        node = nn.Identity()()
        self.inputs.append(node)
        self.shapes.append(shape)
        self.take_apart(node, shape)

    def take_apart(self, node: Any, shape: Shape) -> None:
        if isinstance(shape, int):
            self.nodes.append((node, shape))
            return
        for part, inner in zip(node.split(len(shape)), shape):
            self.take_apart(part, inner)

    def use(self, module: Any, nodes: Any) -> Any:
        """The node of a module after others, which are used now."""
        self._used.update([id(node) for node in (nodes if isinstance(nodes, list) else [nodes])])
        return module(nodes)

    def add(self, module: Any, nodes: Any, width: int) -> Any:
        """A module after nodes, as a further node of this width."""
        node = self.use(module, nodes)
        self.nodes.append((node, width))
        return node

    def pick(self, width: int | None = None) -> tuple[Any, int]:
        """A node, rather one of the last; of this width, if one is asked for."""
        found = [pair for pair in self.nodes if width in (None, pair[1])]
        if not found:
            node, own = self.pick()
            assert width is not None
            return self.add(nn.Linear(own, width), node, width), width
        return self.random.choice(found[-4:] if self.random.random() < 0.7 else found)

    def several(self, count: int, width: int) -> list[Any]:
        """Different nodes of one width."""
        chosen = [self.pick(width)[0]]
        while len(chosen) < count:
            node = self.pick(width)[0]
            if any(node is other for other in chosen):
                other, own = self.pick()
                node = self.add(nn.Linear(own, width), other, width)
            chosen.append(node)
        return chosen

    def keep(self, module: Any, before: int, after: int) -> Any:
        self._modules.append((before, after, module))
        return module

    def kept(self) -> tuple[int, int, Any] | None:
        return self.random.choice(self._modules) if self._modules else None

    def finish(self) -> tuple[Any, list[Shape]]:
        """The gModule and what it gives: the nodes that lead nowhere, and a few others."""
        ends = [pair for pair in self.nodes if id(pair[0]) not in self._used]
        others = [pair for pair in self.nodes if id(pair[0]) in self._used]
        ends += self.random.sample(others, min(len(others), self.random.choice([0, 0, 1, 2])))
        self.random.shuffle(ends)
        nodes, shapes = [node for node, _ in ends], [width for _, width in ends]
        if self.random.random() < 0.15 and len(ends) > 1:
            return nn.gModule(self.inputs, [nn.Identity()(nodes), nodes[0]]), [shapes, shapes[0]]
        return nn.gModule(self.inputs, nodes), list(shapes)


def linear(g: Graph) -> None:
    node, width = g.pick()
    after = g.random.choice([WIDTH, WIDTH, 2 * WIDTH, 4 * WIDTH])
    module = g.keep(nn.Linear(width, after, g.random.random() < 0.8), width, after)
    g.add(module, node, after)


def transfer(g: Graph) -> None:
    node, width = g.pick()
    makes: list[Callable[[], Any]] = [
        *(nn.Sigmoid, nn.Tanh, nn.Sigmoid, nn.Tanh, nn.Identity, nn.ReLU, nn.SoftSign, nn.HardTanh),
        *(nn.LogSoftMax, nn.SoftMax, lambda: nn.MulConstant(0.5), lambda: nn.AddConstant(1), nn.SoftPlus),
        *(lambda: nn.Dropout(0.3), lambda: nn.CMul(width), lambda: nn.Add(width), nn.Abs, nn.Copy),
        *(lambda: nn.View(-1, width), lambda: nn.Mul()),
    ]
    if g.random.random() < 0.1:  # in place: over the output of the module before
        makes = [lambda: nn.ReLU(True), lambda: nn.MulConstant(0.5, True), lambda: nn.Dropout(0.3, False, True)]
    module = g.keep(g.random.choice(makes)(), width, width)
    g.add(module, node, width)


def table(g: Graph) -> None:
    _, width = g.pick()
    name = g.random.choice(["CAddTable", "CAddTable", "CMulTable", "CMulTable", "CSubTable", "CMaxTable"])
    count = 2 if name == "CSubTable" else g.random.choice([2, 2, 2, 3])
    module = nn.CAddTable(True) if g.random.random() < 0.03 else getattr(nn, name)()
    g.add(module, g.several(count, width), width)


def join(g: Graph) -> None:
    (one, a), (other, b) = g.pick(), g.pick()
    if one is other or a + b > 6 * WIDTH:
        return
    g.add(nn.JoinTable(1, 1), [one, other], a + b)


def parts(g: Graph) -> None:
    """A tensor taken apart along its columns."""
    node = g.pick(4 * WIDTH)[0]
    module = g.random.choice([nn.Reshape(4, WIDTH), nn.View(4, WIDTH).setNumInputDims(1)])
    g.take_apart(nn.SplitTable(1, 2)(g.use(module, node)), [WIDTH] * 4)


def narrow(g: Graph) -> None:
    node, width = g.pick()
    if width > WIDTH:
        g.add(nn.Narrow(2, g.random.randrange(1, width - WIDTH + 2), WIDTH), node, WIDTH)


def again(g: Graph) -> None:
    """A module at a second node, or another with its weights."""
    found = g.kept()
    if found is None:
        return
    before, after, module = found
    node = g.pick(before)[0]
    if g.random.random() < 0.5:
        module = module.clone(*(["weight", "bias"] if type(module) is nn.Linear else []))
    g.add(module, node, after)


def lstm(g: Graph) -> None:
    x, width = g.pick()
    c, h = g.several(2, WIDTH)
    sums = nn.CAddTable()([g.use(nn.Linear(width, 4 * WIDTH), x), g.use(nn.Linear(WIDTH, 4 * WIDTH), h)])
    i, f, o, z = nn.SplitTable(2)(nn.Reshape(4, WIDTH)(sums)).split(4)
    i, f, o, z = nn.Sigmoid()(i), nn.Sigmoid()(f), nn.Sigmoid()(o), nn.Tanh()(z)
    new = g.add(nn.CAddTable(), [g.use(nn.CMulTable(), [f, c]), nn.CMulTable()([i, z])], WIDTH)
    g.add(nn.CMulTable(), [o, g.use(nn.Tanh(), new)], WIDTH)


def gru(g: Graph) -> None:
    x, width = g.pick()
    h = g.pick(WIDTH)[0]

    def gate(kind: Any, state: Any) -> Any:
        sums = [g.use(nn.Linear(width, WIDTH), x), g.use(nn.Linear(WIDTH, WIDTH), state)]
        return kind()(nn.CAddTable()(sums))

    update, reset = gate(nn.Sigmoid, h), gate(nn.Sigmoid, h)
    new = gate(nn.Tanh, g.use(nn.CMulTable(), [reset, h]))
    kept = g.use(nn.CMulTable(), [nn.AddConstant(1)(nn.MulConstant(-1)(update)), h])
    g.add(nn.CAddTable(), [nn.CMulTable()([update, new]), kept], WIDTH)


def rnn(g: Graph) -> None:
    x, width = g.pick()
    h = g.pick(WIDTH)[0]
    sums = nn.CAddTable()([g.use(nn.Linear(width, WIDTH), x), g.use(nn.Linear(WIDTH, WIDTH), h)])
    g.add(g.random.choice([nn.Tanh, nn.Sigmoid, nn.ReLU])(), sums, WIDTH)


def container(g: Graph) -> None:
    node, width = g.pick()
    net = nn.Sequential().add(nn.Linear(width, WIDTH)).add(g.random.choice([nn.BatchNormalization(WIDTH), nn.Tanh()]))
    if g.random.random() < 0.5:
        g.add(net, node, WIDTH)
    else:
        g.take_apart(g.use(nn.ConcatTable().add(net).add(nn.Linear(width, WIDTH)), node), [WIDTH] * 2)


def pair(g: Graph) -> None:
    """Several values through one module, as a table."""
    (one, a), (other, b) = g.pick(), g.pick()
    if one is other:
        return
    kind = g.random.choice(["identity", "parallel", "select", "flatten"])
    if kind == "select":
        g.add(nn.SelectTable(g.random.choice([1, -2])), [one, other], a)
    elif kind == "flatten":
        g.take_apart(nn.FlattenTable()([g.use(nn.Identity(), [one, other]), g.use(nn.Tanh(), one)]), [a, b, a])
    elif kind == "identity":
        g.take_apart(g.use(nn.Identity(), [one, other]), [a, b])
    else:
        g.take_apart(g.use(nn.ParallelTable().add(nn.Tanh()).add(nn.Linear(b, WIDTH)), [one, other]), [a, WIDTH])


def inner(g: Graph) -> None:
    """A graph as one module of another."""
    if g.depth > 1:
        return
    count = g.random.choice([1, 2, 2, 3])
    net, given = fill(Graph(g.random, g.depth + 1), [WIDTH] * count, g.random.choice([1, 2, 4]))
    nodes = g.several(count, WIDTH)
    node = g.use(net, nodes if count > 1 else nodes[0])
    g.take_apart(node, given[0] if len(given) == 1 else given)


def fill(g: Graph, shapes: list[Shape], steps: int) -> tuple[Any, list[Shape]]:
    for shape in shapes:
        g.add_input(shape)
    for _ in range(steps):
        g.random.choices(STEPS, WEIGHTS)[0](g)
    return g.finish()


STEPS, WEIGHTS = zip(
    *((linear, 4), (transfer, 5), (table, 3), (join, 1), (parts, 1), (narrow, 1), (again, 1)),
    *((lstm, 3), (gru, 1), (rnn, 1), (container, 1), (pair, 1), (inner, 1)),
)


def random_net(random: Random) -> tuple[Any, list[Shape]]:
    """A gModule and what its inputs are."""
    shapes: list[Shape] = random.choice([
        [WIDTH], [WIDTH] * 2, [WIDTH] * 3, [WIDTH] * 3, [WIDTH] * 5, [2 * WIDTH, WIDTH], [WIDTH, [WIDTH, WIDTH]],
        [[WIDTH, [WIDTH, 2 * WIDTH]]],
    ])  # fmt: skip
    return fill(Graph(random), shapes, random.choice([1, 2, 3, 5, 8]))[0], shapes
