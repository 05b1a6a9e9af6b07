"""Runs a net over a sequence layer by layer instead of step by step: each layer sees all steps, then the next.

The results are the same where no layer's doings depend on another's (random numbers, classes of scripts), and
recurrent layers get their whole sequence at once.
"""

from __future__ import annotations

from typing import Any

from ...nn.container.container import in_module
from ...nn.container.sequential import Sequential
from ...table import Table
from ..module import set_output_step
from ..names import is_type_of
from .recognition import is_plain

#: Layers that draw random numbers: with two of them the order of steps and layers matters.
_RANDOM = frozenset(
    {
        *("nn.RReLU", "nn.WhiteNoise", "nn.SpatialDropout", "nn.VolumetricDropout"),
        *("nn.SpatialFractionalMaxPooling", "nn.VolumetricFractionalMaxPooling"),
    }
)
_PACKAGES = ("runtime.nn.", "runtime.rnn.", "runtime.nngraph.")


def can_run(module: Any) -> bool:
    """Whether the order of layers and steps makes no difference to a net that is in training."""
    random, has_recurrent = 0, False
    todo, seen = [module], set()
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        cls = type(one)
        fields = vars(one)
        if not cls.__module__.startswith(_PACKAGES) or not is_plain(cls) or "updateOutput" in fields:
            return False
        if fields.get("inplace"):  # it may change what a recurrent layer hands on to its next step
            return False
        random += cls._typename in _RANDOM or cls._typename == "nn.Dropout" and one.p > 0
        has_recurrent = has_recurrent or hasattr(one, "_run_sequence")
        modules = one.modules
        if isinstance(modules, Table):
            todo += modules.array_values()
    return has_recurrent and random < 2


def forward(modules: list[Any], inputs: list[Any]) -> list[Any]:
    """The outputs of all steps; `modules` has the clone for each step, `inputs` what it is given."""
    first = modules[0]
    if is_type_of(first, "nn.AbstractRecurrent"):
        run = getattr(first, "_run_sequence", None)
        outputs = run(Table(inputs)) if run is not None else None
        return [first.updateOutput(x) for x in inputs] if outputs is None else outputs
    if type(first) is not Sequential:
        return [module.updateOutput(x) for module, x in zip(modules, inputs)]
    number = 0
    try:
        for number, layer in enumerate(_layers(modules), 1):  # noqa: B007 (names the layer in errors)
            inputs = forward(layer, inputs)
    except RuntimeError as error:
        raise in_module(first, number, error) from None
    for module, output in zip(modules, inputs):
        module.output = output
    return inputs


def backward(modules: list[Any], inputs: list[Any], gradients: list[Any], first_step: int) -> list[Any]:
    """The gradients by the inputs of all steps."""
    first = modules[0]
    if is_type_of(first, "nn.AbstractRecurrent"):
        back = getattr(first, "_back_sequence", None)
        results = back(Table(inputs), Table(gradients)) if back is not None else None
        return _each(modules, "updateGradInput", inputs, gradients) if results is None else results
    if type(first) is not Sequential:
        results = [None] * len(modules)
        for t in range(len(modules) - 1, -1, -1):
            set_output_step(modules[t], first_step + t)
            results[t] = modules[t].updateGradInput(inputs[t], gradients[t])
        return results
    layers = _layers(modules)
    number = len(layers)
    try:
        for number in range(len(layers), 0, -1):
            given = inputs if number == 1 else _outputs(layers[number - 2], first_step)
            gradients = backward(layers[number - 1], given, gradients, first_step)
    except RuntimeError as error:
        raise in_module(first, number, error) from None
    for module, gradient in zip(modules, gradients):
        module.gradInput = gradient
    return gradients


def accumulate(modules: list[Any], inputs: list[Any], gradients: list[Any], first_step: int, scale: float) -> None:
    """Adds the gradients by the parameters at all steps."""
    first = modules[0]
    if is_type_of(first, "nn.AbstractRecurrent"):
        add = getattr(first, "_accumulate_sequence", None)
        if add is None or not add(Table(inputs), Table(gradients), scale):
            _each(modules, "accGradParameters", inputs, gradients, scale)
    elif type(first) is not Sequential:
        for t in range(len(modules) - 1, -1, -1):
            set_output_step(modules[t], first_step + t)
            modules[t].accGradParameters(inputs[t], gradients[t], scale)
    else:
        layers = _layers(modules)
        number = len(layers)
        try:
            for number in range(len(layers), 0, -1):
                given = inputs if number == 1 else _outputs(layers[number - 2], first_step)
                accumulate(layers[number - 1], given, gradients, first_step, scale)
                gradients = _gradients(layers[number - 1], first_step)
        except RuntimeError as error:
            raise in_module(first, number, error) from None


def _layers(modules: list[Any]) -> list[list[Any]]:
    """For each layer its clones for all steps."""
    return [list(layer) for layer in zip(*[module.modules.array_values() for module in modules])]


def _each(modules: list[Any], method: str, inputs: list[Any], gradients: list[Any], *extra: Any) -> list[Any]:
    results: list[Any] = [None] * len(modules)
    for t in range(len(modules) - 1, -1, -1):
        results[t] = getattr(modules[t], method)(inputs[t], gradients[t], *extra)
    return results


def _outputs(layer: list[Any], first_step: int) -> list[Any]:
    """What a layer gave at each step."""
    if is_type_of(layer[0], "nn.AbstractRecurrent"):
        return [layer[0].outputs[first_step + t] for t in range(len(layer))]
    return [module.output for module in layer]


def _gradients(layer: list[Any], first_step: int) -> list[Any]:
    """The gradients by the inputs of a layer at each step."""
    if is_type_of(layer[0], "nn.AbstractRecurrent"):
        return [layer[0].gradInputs[first_step + t] for t in range(len(layer))]
    return [module.gradInput for module in layer]
