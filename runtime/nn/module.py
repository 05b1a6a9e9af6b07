"""The interface of all layers and nets (nn.Module)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..copying import Copier
from ..errors import TorchError
from ..objects import TorchObject
from ..registry import register
from ..table import Table
from ..tensor import Tensor, TensorCore, from_array
from . import utils
from .failures import TOLD, accept_nil, raise_in_words
from .flatten import flatten


@register("nn.Module")
class Module(TorchObject):
    """Base class of all modules: forward, backward, parameters, conversion, cloning, traversal.

    A subclass computes in `updateOutput(input)`, `updateGradInput(input, gradOutput)` and
    `accGradParameters(input, gradOutput, scale)`. Tables of tensors go in and out as `Table`s.
    Calling a module (``model(x)``) forwards tensors, numpy/cupy arrays, or lists of them.
    """

    #: Fields that many modules have; absent in a module is None here, nil in Lua.
    output: Any = None
    gradInput: Any = None
    weight: Any = None
    bias: Any = None
    gradWeight: Any = None
    gradBias: Any = None
    modules: Any = None
    shared: Any = None
    train: Any = None
    _type: Any = None

    def __init_subclass__(cls) -> None:
        accept_nil(cls)

    def __init__(self) -> None:
        self.gradInput = Tensor()
        self.output = Tensor()
        self._type = self.output._typename

    def parameters(self) -> Any:
        """Two Tables (parameters, gradients), or None for a module without parameters."""
        weight, bias = self.weight, self.bias
        if weight is not None and bias is not None:
            return Table([weight, bias]), Table([self.gradWeight, self.gradBias])
        if weight is not None:
            return Table([weight]), Table([self.gradWeight])
        if bias is not None:
            return Table([bias]), Table([self.gradBias])
        return None

    def updateOutput(self, input: Any) -> Any:
        return self.output

    def forward(self, input: Any) -> Any:
        """The output for `input`; it is `self.output`, which the next forward overwrites."""
        try:
            return self.updateOutput(input)
        except TOLD as error:
            raise_in_words(error)

    def backward(self, input: Any, gradOutput: Any = None, scale: float | None = None) -> Any:
        """Gradient by the input; adds `scale` times the gradients by the parameters to theirs."""
        scale = 1 if scale is None else scale
        try:
            self.updateGradInput(input, gradOutput)
            self.accGradParameters(input, gradOutput, scale)
        except TOLD as error:
            raise_in_words(error)
        return self.gradInput

    def backwardUpdate(self, input: Any, gradOutput: Any, lr: float) -> Any:
        """As backward, but steps the parameters by -lr times the gradient at once."""
        self.updateGradInput(input, gradOutput)
        self.accUpdateGradParameters(input, gradOutput, lr)
        return self.gradInput

    def updateGradInput(self, input: Any, gradOutput: Any = None) -> Any:
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float = 1) -> Any:
        """Adds scale times the gradient by the parameters to gradWeight and gradBias."""

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        if self.shared:
            self.sharedAccUpdateGradParameters(input, gradOutput, lr)
        else:
            self.defaultAccUpdateGradParameters(input, gradOutput, lr)

    def defaultAccUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        gradients = self.gradWeight, self.gradBias
        self.gradWeight, self.gradBias = self.weight, self.bias
        self.accGradParameters(input, gradOutput, -lr)
        self.gradWeight, self.gradBias = gradients

    def sharedAccUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        if self.parameters() is not None:
            self.zeroGradParameters()
            self.accGradParameters(input, gradOutput, 1)
            self.updateParameters(lr)

    def zeroGradParameters(self) -> None:
        for gradient in self._parameter_lists()[1]:
            gradient.zero()

    def updateParameters(self, learningRate: float) -> None:
        """parameters = parameters - learningRate * gradients."""
        for parameter, gradient in zip(*self._parameter_lists()):
            parameter.add(-learningRate, gradient)

    def _parameter_lists(self) -> tuple[list, list]:
        """What parameters() gives, as two Python lists (empty where it gives nothing)."""
        found = self.parameters()
        if found is None or found[0] is None:
            return [], []
        return found[0].array_values(), found[1].array_values() if found[1] is not None else []

    def training(self) -> None:
        self.train = True

    def evaluate(self) -> None:
        self.train = False

    def share(self, mlp: Any, *names: str) -> Any:
        """Makes the named tensors of this module views of those of `mlp`."""
        for name in names:
            mine = getattr(self, name, None)
            if mine is not None:
                mine.set(getattr(mlp, name))
                self.shared = True
                mlp.shared = True
        return self

    def clone(self, *names: str) -> Any:
        """A deep copy; the named tensors are shared with this module instead of copied."""
        if not names:
            return Copier().copy(self)
        shared = set(names)
        fields = vars(self)
        if any(fields.get(name) is not None and not isinstance(fields[name], TensorCore) for name in names):
            raise TorchError("Shared parameters have to be Tensors")
        copier = Copier(keep=lambda owner, key: key in shared and isinstance(owner, Module))
        copy = copier.copy(self)
        _detach(copy, shared)
        return copy.share(self, *names)

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        """Without argument the tensor type of this module; else converts all its tensors to `type`."""
        if type is None:
            return self._type
        cache = Table() if tensorCache is None else tensorCache
        fields = vars(self)
        for key, value in list(fields.items()):
            fields[key] = utils.recursiveType(value, type, cache)
        self._type = type
        return self

    def float(self, *args: Any) -> Any:
        return self.type("torch.FloatTensor", *args)

    def double(self, *args: Any) -> Any:
        return self.type("torch.DoubleTensor", *args)

    def cuda(self, *args: Any) -> Any:
        return self.type("torch.CudaTensor", *args)

    def reset(self, stdv: Any = None) -> Any:
        """Draws new parameters."""

    def getParameters(self) -> tuple[Any, Any]:
        """All parameters and all gradients as two flat tensors that share memory with the modules'."""
        found = self.parameters()
        parameters, gradients = (None, None) if found is None else found[:2]
        p, g = flatten(parameters), flatten(gradients)
        if p.nElement() != g.nElement():
            raise TorchError("check that you are sharing parameters and gradParameters")
        if parameters is not None and gradients is not None:
            for i, (a, b) in enumerate(zip(parameters.array_values(), gradients.array_values()), 1):
                if a._offset != b._offset:
                    raise TorchError(f"misaligned parameter at {i}")
        return p, g

    @staticmethod
    def flatten(parameters: Any = None) -> Any:
        """Moves all tensors of the Table `parameters` into one storage; returns it as a flat tensor."""
        return flatten(parameters)

    def __call__(self, input: Any, gradOutput: Any = None) -> Any:
        """Forward (and backward). Arrays (or lists of them) in give arrays out.

        Arrays are converted to the type of the module first, and those that come back are copies:
        the next call leaves them alone. Tensors and Tables go in and out as in `forward`.
        """
        plain = _is_array(input)
        given = self._tensors(input)
        self.forward(given)
        output = utils.recursive_map(self.output, _copied) if plain else self.output
        if gradOutput is None:
            return output
        self.backward(given, self._tensors(gradOutput))
        return output, utils.recursive_map(self.gradInput, _copied) if plain else self.gradInput

    def _tensors(self, value: Any) -> Any:
        """Arrays as tensors of this module's type, lists and tuples as Tables."""
        if isinstance(value, (list, tuple)):
            return Table([self._tensors(v) for v in value])
        if not _is_array(value):
            return value
        tensor = from_array(value)
        return tensor.type(self._compute_type() or tensor._typename)

    def _compute_type(self) -> str | None:
        """The tensor type this module computes in; old files do not say, so ask the parameters."""
        if self._type is not None:
            return self._type
        parameters = self._parameter_lists()[0]
        return parameters[0]._typename if parameters else None

    def apply(self, callback: Callable[[Any], Any]) -> None:
        """Calls `callback` with this module and all modules below, parents first."""
        callback(self)
        for module in self._children():
            module.apply(callback)

    def _children(self) -> list:
        return self.modules.array_values() if isinstance(self.modules, Table) else []

    def findModules(self, typename: str, container: Any = None) -> tuple[Table, Table]:
        """All modules of exactly this class below (and including) this one, and their containers."""
        nodes, containers = Table(), Table()
        if self._typename == typename:
            nodes.append(self)
            containers.append(self if container is None else container)
        for child in self._children():
            for target, found in zip((nodes, containers), child.findModules(typename, self)):
                for module in found.array_values():
                    target.append(module)
        return nodes, containers

    def listModules(self) -> Table:
        """This module and all modules below it, parents first."""
        modules = Table([self])
        for child in self._children():
            for module in child.listModules().array_values():
                modules.append(module)
        return modules

    def clearState(self) -> Any:
        """Empties output and gradInput (and buffers), e.g. before saving."""
        return utils.clear(self, "output", "gradInput")

    def replace(self, callback: Callable[[Any], Any]) -> Any:
        """Replaces this module and all below by what `callback` returns for them."""
        out = callback(self)
        for i, module in enumerate(self._children(), 1):
            self.modules[i] = module.replace(callback)
        return out

    def write(self, file: Any) -> None:
        """Writes all fields to a torch.File as one table."""
        file.writeObject(Table({k: v for k, v in vars(self).items() if v is not None}))

    def read(self, file: Any, version: int | None = None) -> None:
        """Reads the fields from a torch.File."""
        vars(self).update(file.readObject().items())

    def _upgrade(self, version: int, typename: str) -> None:
        """Some files (opencv's) hold layers without their output."""
        if self.output is None and self.weight is not None:
            self.output = type(self.weight)()

    write._plain_fields = read._plain_fields = True  # type: ignore[attr-defined]


accept_nil(Module)


def _detach(module: Any, shared: set) -> None:
    """Gives the shared tensors of a fresh copy tensors of their own, still empty."""

    def forget(m: Any) -> None:
        for name in shared & vars(m).keys():
            if isinstance(vars(m)[name], TensorCore):
                vars(m)[name] = type(vars(m)[name])()

    module.apply(forget)


def _is_array(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return bool(value) and all(_is_array(v) for v in value)
    return hasattr(value, "__array_interface__") or hasattr(value, "__cuda_array_interface__")


def _copied(value: Any) -> Any:
    return value.array.copy() if isinstance(value, TensorCore) else value
