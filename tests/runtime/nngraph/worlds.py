"""Nets that share parameters, and what may be done with them: the same in a world with traces and one without."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import numpy as np

from runtime import Table, nn, torch
from runtime.tensor import TensorCore

from .random_graphs import Shape, random_net

FLOAT, DOUBLE = "torch.FloatTensor", "torch.DoubleTensor"


class World:
    """Clones of one net, the tensors that they are given, and all that calls have returned."""

    def __init__(self, seed: int, traced: bool) -> None:
        random = Random(seed)
        torch.manualSeed(seed + 1)
        self.traced = traced
        net, self.shapes = random_net(random)
        self.kind = random.choice([FLOAT, DOUBLE])
        #: Whether numbers have ever been float32.
        self.single = self.kind == FLOAT
        self.nets = [net.type(self.kind)]
        net.zeroGradParameters()
        self.batch = random.choice([1, 2, 3, 5])
        #: The last inputs and gradients, whose tensors may come again.
        self.inputs: Any = None
        self.gradients: Any = None
        #: What nets were given in turn, and whether these were inputs or gradients.
        self.unrolled: dict[tuple[str, int], list[Any]] = {}
        #: (net, its input, its gradients) of the last forward.
        self.last: tuple[Any, Any, Any] | None = None
        #: The tensors that earlier calls returned: the next ones write into some.
        self.held: list[Any] = []
        self.log: list[Any] = []
        self.on_trace = 0

    def graphs(self) -> Iterator[Any]:
        for net in self.nets:
            for module in net.listModules().array_values():
                if isinstance(module, nn.gModule):
                    yield module

    def forward(self, net: Any, given: Any) -> Any:
        self._disable()
        output = net.forward(given)
        traces = net._plan_now().traces
        self.on_trace += traces is not None and traces._on_trace
        self.held = [*self.held[-3:], Table(tensors(output))]
        self.log.append(output)
        return output

    def backward(self, net: Any, given: Any, gradients: Any, scale: float | None = None) -> Any:
        self._disable()
        result = net.backward(given, gradients, *(() if scale is None else (scale,)))
        self.held = [*self.held[-3:], Table(tensors(result))]
        self.log.append(result)
        return result

    def _disable(self) -> None:
        if not self.traced:
            for graph in self.graphs():
                graph._plan_now().traces = None

    def state(self) -> Iterator[tuple[str, Any]]:
        """All that a script can see, by name."""
        for i, value in enumerate([self.log, self.held]):
            yield f"{('returned', 'held')[i]}", Table(value)
        for n, net in enumerate(self.nets):
            for i, module in enumerate(net.listModules().array_values()):
                for key in ("output", "gradInput", "weight", "bias", "gradWeight", "gradBias", "running_mean"):
                    yield f"net {n} module {i} {type(module).__name__}.{key}", getattr(module, key, None)
                if isinstance(module, nn.gModule):
                    for j, node in enumerate(module.forwardnodes.array_values()):
                        for key in ("input", "gradOutput"):
                            yield f"net {n} module {i} node {j} {key}", node.data.get(key)


def fresh(world: World, shape: Shape, random: Random) -> Any:
    """A new tensor, whole or a view of a larger one; tables of them."""
    if not isinstance(shape, int):
        return Table([fresh(world, part, random) for part in shape])
    size = (world.batch, shape) if world.batch else (shape,)
    rng = np.random.default_rng(random.randrange(1 << 30))
    array = rng.standard_normal(size)
    if random.random() < 0.03:
        array.flat[random.randrange(array.size)] = random.choice([np.nan, np.inf, -np.inf, 1e30, -0.0])
    tensor = torch.DoubleTensor(array)
    how = random.random()
    if how < 0.06:
        tensor = torch.cat([tensor, tensor], len(size)).narrow(len(size), 2, shape)
    elif how < 0.1 and len(size) == 2:
        tensor = tensor.t().clone().t()
    elif how < 0.13 and len(size) == 2:
        tensor = tensor.narrow(1, 1, 1).expand(*size)
    return tensor.type(world.kind) if how >= 0.13 else _as_is(tensor, world.kind)


def _as_is(view: Any, kind: str) -> Any:
    """A view of memory of another type, in the same way."""
    if view._typename == kind:
        return view
    whole = torch.FloatTensor(torch.FloatStorage.wrap(view._storage.array.astype(np.float32)))
    return torch.FloatTensor(whole.storage(), view.storageOffset(), view.size(), view.stride())


def refill(value: Any, random: Random) -> None:
    """Other numbers in the tensors that are there."""
    for tensor in tensors(value):
        if tensor._size and 0 not in tensor._stride:
            tensor.copy(torch.randn(*tensor._size))


def tensors(value: Any) -> list[Any]:
    if isinstance(value, Table):
        return [t for part in value.array_values() for t in tensors(part)]
    return [value] if isinstance(value, TensorCore) else []


def listed(world: World, value: Any) -> list[Any]:
    """A graph's inputs, one by one."""
    return value.array_values() if len(world.shapes) > 1 else [value]


def inputs(world: World, net: Any, random: Random) -> Any:
    how = random.random()
    if world.inputs is not None and how < 0.2:
        if how < 0.15:
            refill(world.inputs, random)
        return world.inputs
    values = [fresh(world, shape, random) for shape in world.shapes]
    if how < 0.35:
        _feed_back(world, net, values, random)
    elif how < 0.4 and len(values) > 1 and world.shapes[0] == world.shapes[1]:
        values[1] = values[0]
    elif how < 0.404:
        values[0] = values[0].double() if isinstance(values[0], torch.FloatTensor) else values[0]
    world.inputs = Table(values) if len(values) > 1 else values[0]
    return world.inputs


def _feed_back(world: World, net: Any, values: list, random: Random) -> None:
    """Puts outputs, as they are, in the place of inputs of their size: of this net or of another."""
    outputs = tensors(random.choice(world.nets).output)
    for i, value in enumerate(values):
        fitting = [t for t in outputs if isinstance(value, TensorCore) and t._size == value._size]
        if fitting and random.random() < 0.8:
            values[i] = random.choice(fitting)


def gradients(world: World, output: Any, random: Random) -> Any:
    how = random.random()
    kept = tensors(world.gradients)
    if kept and how < 0.2 and [t._size for t in kept] == [t._size for t in tensors(output)]:
        refill(world.gradients, random)
        return world.gradients
    if how < 0.25:
        return output
    same: dict[Any, Any] = {}

    def make(value: Any) -> Any:
        if isinstance(value, Table):
            return Table([make(part) for part in value.array_values()])
        if not isinstance(value, TensorCore):
            return value
        if how < 0.4 and value._size in same:
            return same[value._size]
        tensor = torch.randn(*value._size).type(world.kind) if value._size else value.clone()
        if how > 0.95:
            tensor = tensor.zero() if how > 0.97 else tensor.new(*[1 for _ in value._size]).zero().expandAs(value)
        same[value._size] = tensor
        return tensor

    world.gradients = make(output)
    return world.gradients


def train(world: World, random: Random) -> None:
    """Forward, mostly backward, in one of the ways that scripts do it."""
    net = random.choice(world.nets)
    given = inputs(world, net, random)
    world.last = None
    output = world.forward(net, given)
    back = gradients(world, output, random)
    world.last = net, given, back
    how = random.random()
    if how < 0.7:
        world.backward(net, given, back, random.choice([None, None, None, 1, 0.5]))
    if how < 0.1:
        world.backward(net, given, back)
    elif how > 0.85:
        world.log.append(net.updateGradInput(given, back))
        net.accGradParameters(given, back, random.choice([1, 1, 2]))


def unroll(world: World, random: Random) -> None:
    """Through time: each net takes what it can of the one before, then back."""
    before: Any = None
    done = []
    for number, net in enumerate(world.nets):
        values = _again(world, ("input", number), random) or [fresh(world, shape, random) for shape in world.shapes]
        world.unrolled["input", number] = values
        for i, value in enumerate(values):
            fitting = [t for t in tensors(before) if isinstance(value, TensorCore) and t._size == value._size]
            if fitting and i:
                values[i] = fitting[i % len(fitting)]
        given = Table(values) if len(values) > 1 else values[0]
        before = world.forward(net, given)
        done.append((net, given, before))
    for number, (net, given, output) in reversed(list(enumerate(done))):
        kept = _again(world, ("gradient", number), random)
        fits = kept and [t._size for t in tensors(kept[0])] == [t._size for t in tensors(output)]
        back = kept[0] if kept and fits else gradients(world, output, random)
        world.unrolled["gradient", number] = [back]
        world.backward(net, given, back)


def _again(world: World, place: tuple[str, int], random: Random) -> list | None:
    """What there was in this place the last time, mostly: the same tensors with other numbers."""
    found = world.unrolled.get(place)
    if found is None or random.random() < 0.3 or any(t._typename != world.kind for v in found for t in tensors(v)):
        return None
    for value in found:
        refill(value, random)
    return found


def back_again(world: World, random: Random) -> None:
    if world.last is not None:
        net, given, back = world.last
        if random.random() < 0.5:
            refill(back, random)
        if random.random() < 0.3:
            net.accGradParameters(given, back, 1)
        world.backward(net, given, back)


def modules(world: World, random: Random, *kinds: Any) -> Any:
    """One module of one net; of these classes, if there are any such."""
    found = random.choice(world.nets).listModules().array_values()
    return random.choice([m for m in found if isinstance(m, kinds)] or found)


def resize(world: World, random: Random) -> None:
    world.batch = random.choice([1, 1, 2, 2, 3, 4, 5, 7, 9, 0])
    world.last = world.inputs = world.gradients = None


def retype(world: World, random: Random) -> None:
    kind = random.choice([FLOAT, DOUBLE])
    for net in world.nets:
        net.type(kind)
    world.kind = kind
    world.single |= kind == FLOAT
    world.last = world.inputs = world.gradients = None


def retype_one(world: World, random: Random) -> None:
    modules(world, random).type(random.choice([FLOAT, DOUBLE]))
    world.single = True


def clone(world: World, random: Random) -> None:
    net = random.choice(world.nets)
    how = random.random()
    if how < 0.6:
        other = net.clone("weight", "bias", "gradWeight", "gradBias")
    elif how < 0.8:
        other = pickle.loads(pickle.dumps(net))
    else:
        other = net.clone()
    if how >= 0.8 and random.random() < 0.5:
        for mine, its in zip(tensors(other.parameters()), tensors(net.parameters())):
            mine.set(its)
    world.nets = [*world.nets[-2:], other]


def new_weight(world: World, random: Random) -> None:
    """A parameter is another tensor, or shows other memory."""
    module = modules(world, random, nn.Linear)
    name = random.choice(["weight", "bias", "gradWeight", "gradBias"])
    old = getattr(module, name, None)
    if not isinstance(old, TensorCore):
        return
    how = random.randrange(4)
    if how == 0:
        setattr(module, name, old.clone().mul(0.5))
    elif how == 1:
        old.set(old.clone())
    elif how == 2:
        kept = old.clone()
        old.resize(1).resize(2 * kept.nElement() + 500).resizeAs(kept).copy(kept)
    else:
        old.mul(0.9)


def edit(world: World, random: Random) -> None:
    module = modules(world, random)
    if isinstance(module, nn.MulConstant):
        module.constant_scalar = 0.25
    elif isinstance(module, nn.Linear) and random.random() < 0.3:
        module.noBias()
    elif isinstance(module, nn.Dropout):
        module.p = 0.6
    elif isinstance(module, (nn.ReLU, nn.CAddTable)):
        module.inplace = not module.inplace
    elif isinstance(module, nn.Linear):
        module.reset()


def new_output(world: World, random: Random) -> None:
    """What a module has computed is moved, changed or emptied by a script."""
    module = modules(world, random)
    name = random.choice(["output", "output", "gradInput"])
    value = getattr(module, name, None)
    if not isinstance(value, TensorCore):
        return
    how = random.randrange(4)
    if how == 0:
        setattr(module, name, value.clone())
    elif how == 1:
        value.set(value.clone())
    elif how == 2:
        setattr(module, name, value.new())
    elif value.nElement() and 0 not in value._stride:
        value.mul(0.5)


def patch(world: World, random: Random) -> None:
    module = modules(world, random)
    plain, back = type(module).updateOutput, type(module).updateGradInput

    def update(input: Any) -> Any:
        output = plain(module, input)
        world.log.append("patched")
        if isinstance(output, TensorCore) and output is not input and 0 not in output._stride:
            output.mul(0.5)
        return output

    def go_back(input: Any, gradOutput: Any = None) -> Any:
        result = back(module, input, gradOutput)
        world.log.append("patched back")
        if isinstance(result, TensorCore) and result is not gradOutput and 0 not in result._stride:
            result.mul(0.5)
        return result

    if random.random() < 0.5:
        module.updateOutput = update
    else:
        module.updateGradInput = go_back


def unpatch(world: World, random: Random) -> None:
    for net in world.nets:
        for module in net.listModules().array_values():
            vars(module).pop("updateOutput", None)
            vars(module).pop("updateGradInput", None)


def replace(world: World, random: Random) -> None:
    net = random.choice(world.nets)
    how, kind = random.random(), net.type()
    if how < 0.5:
        net.replace(lambda m: nn.HardTanh().type(kind) if type(m) is nn.Tanh else m)
        return
    for node in net.forwardnodes.array_values():
        if type(node.data.get("module")) is nn.Sigmoid:
            node.data["module"] = nn.Tanh().type(kind)
            return


def call(name: str, *arguments: Any) -> Callable[[World, Random], None]:
    def method(world: World, random: Random) -> None:
        world.log.append(getattr(random.choice(world.nets), name)(*arguments) and None)

    method.__name__ = name
    return method


def own_function(world: World, random: Random) -> None:
    net = random.choice(world.nets)
    given = inputs(world, net, random)
    world.last = None

    def doubled(module: Any, input: Any) -> Any:
        return module.updateOutput(input)

    world._disable()
    world.log.append(net.runForwardFunction(doubled, given))


ACTIONS: dict[Callable[[World, Random], Any], float] = {
    train: 20, unroll: 6, back_again: 2, resize: 1.5, retype: 0.7, retype_one: 0.1, clone: 1, new_weight: 1.5,
    edit: 1, new_output: 1, patch: 0.5, unpatch: 0.5, replace: 0.4, own_function: 0.2,
    call("zeroGradParameters"): 1, call("updateParameters", 0.05): 2, call("evaluate"): 0.4, call("training"): 0.6,
    call("clearState"): 0.4, call("getParameters"): 0.4, call("reset", 0.2): 0.2,
}  # fmt: skip


def act(world: World, action: Any, seed: int) -> bool:
    """One action; what it returns is in the world's log. False where it raised an error, which is there, too."""
    torch.manualSeed(seed)
    world.log = []
    try:
        action(world, Random(seed))
    except Exception as error:
        world.log.append(f"{type(error).__name__}: {error}")
        return False
    world.log.append(torch.random())
    return True
