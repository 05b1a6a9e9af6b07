"""The recurrent nets of cuDNN (cudnn.RNN, cudnn.LSTM ...), whose weights lie in one flat tensor."""

from __future__ import annotations

import math
import weakref
from dataclasses import dataclass
from typing import Any

from ..backend import get_array_module
from ..errors import TorchError
from ..nn import utils
from ..nn.checks import need_size, same_type
from ..nn.module import Module
from ..registry import register
from ..table import Table
from ..tensor import CudaTensor
from .cells import MODES, Run


@dataclass
class _Trace:
    """What the last forward in training left for backward: a run for each layer and direction, and the noise."""

    runs: list[Run]
    noise: list[Any]


#: Not fields of the modules: files do not hold them.
_traces: weakref.WeakKeyDictionary[Any, _Trace] = weakref.WeakKeyDictionary()


@register("cudnn.RNN")
class RNN(Module):
    """`numLayers` recurrent layers over input (seqLength x miniBatch x inputSize), or batch first.

    `weight` holds, layer by layer (and direction by direction), the matrices of all gates for the input and those
    for the state, and after all matrices the biases in the same order. Gates: LSTM input, forget, new, output; GRU
    reset, update, new. `hiddenInput` and `cellInput` (layers x miniBatch x hiddenSize) are the states before the
    first step, hiddenOutput and cellOutput those after the last; with `rememberStates` these are the next input's.
    """

    _mode = "CUDNN_RNN_RELU"
    _directions = 1
    hiddenInput: Any = None
    cellInput: Any = None
    gradHiddenOutput: Any = None
    gradCellOutput: Any = None
    rememberStates: Any = None

    def __init__(
        self,
        inputSize: int,
        hiddenSize: int,
        numLayers: int,
        batchFirst: bool | None = None,
        dropout: float | None = None,
        rememberStates: bool | None = None,
    ) -> None:
        super().__init__()
        self.datatype = "CUDNN_DATA_FLOAT"
        self.inputSize, self.hiddenSize = inputSize, hiddenSize
        self.seqLength = self.miniBatch = 1
        self.numLayers = numLayers
        self.bidirectional = "CUDNN_BIDIRECTIONAL" if self._directions == 2 else "CUDNN_UNIDIRECTIONAL"
        self.numDirections = self._directions
        self.inputMode = "CUDNN_LINEAR_INPUT"
        self.mode = self._mode
        self.dropout = dropout or 0
        self.seed = 0x01234567
        self.batchFirst = batchFirst or False
        self.rememberStates = rememberStates or False
        self.sync, self.inputPacked = True, False
        for name in ("gradInput", "output", "weight", "gradWeight", "reserve", "hiddenOutput", "cellOutput"):
            setattr(self, name, CudaTensor())
        self.gradHiddenInput, self.gradCellInput = CudaTensor(), CudaTensor()
        self.training()
        self.reset()

    def setSync(self, sync: bool) -> None:
        self.sync = sync

    def reset(self, stdv: float | None = None) -> None:
        """Draws the weights uniformly from +-stdv, by default 1 / sqrt(hiddenSize)."""
        stdv = 1 / math.sqrt(self.hiddenSize) if stdv is None else stdv
        self.weight.resize(sum(math.prod(shape) for shape in self._shapes()))
        self.weight.uniform(-stdv, stdv)
        self.gradWeight.resizeAs(self.weight).zero()

    def _shapes(self) -> list[tuple[int, ...]]:
        """Of each layer and direction W and R; then of each bW and bR."""
        hidden, directions = int(self.hiddenSize), int(self.numDirections)
        rows = MODES[self.mode][0] * hidden
        matrices: list[tuple[int, ...]] = []
        for layer in range(int(self.numLayers)):
            width = hidden * directions if layer else int(self.inputSize)
            matrices += [(rows, width), (rows, hidden)] * directions
        return matrices + [(rows,)] * len(matrices)

    def _parts(self, tensor: Any) -> list[tuple[Any, Any, Any, Any]]:
        """W, R, bW and bR of each layer and direction, as views of the flat tensor."""
        views, start = [], 0
        for shape in self._shapes():
            count = math.prod(shape)
            views.append(tensor.array[start : start + count].reshape(shape))
            start += count
        half = len(views) // 2
        return [(*views[i : i + 2], *views[half + i : half + i + 2]) for i in range(0, half, 2)]

    def weights(self) -> Table:
        """The matrices of each layer (and direction) by cuDNN's numbers, flat: those for the input, then the state."""
        return self._listed(self._shapes()[: len(self._shapes()) // 2])

    def biases(self) -> Table:
        """The biases, as weights()."""
        shapes = self._shapes()
        return self._listed(shapes[len(shapes) // 2 :], sum(math.prod(s) for s in shapes[: len(shapes) // 2]))

    def _listed(self, shapes: list[tuple[int, ...]], start: int = 0) -> Table:
        layers, gates = Table(), MODES[self.mode][0]
        for i, shape in enumerate(shapes):
            if i % 2 == 0:
                layers.append(Table())
            count = math.prod(shape) // gates
            for _ in range(gates):
                layers[i // 2 + 1].append(self.weight.narrow(1, start + 1, count))
                start += count
        return layers

    def resetStates(self) -> None:
        """Forgets the states."""
        self.hiddenInput = self.cellInput = self.gradHiddenOutput = self.gradCellOutput = None
        self.hiddenOutput.zero()
        self.cellOutput.zero()

    def _time_first(self, tensor: Any) -> Any:
        return tensor.array.swapaxes(0, 1) if self.batchFirst else tensor.array

    def _state(self, tensor: Any, name: str, like: Any) -> Any:
        """The array of a given state, zeros without one."""
        size = (int(self.numLayers * self.numDirections), int(self.miniBatch), int(self.hiddenSize))
        if tensor is None:
            return get_array_module(like).zeros(size, like.dtype)
        need_size(self, tensor, name, size)
        return tensor.array

    def _remember(self) -> None:
        size = (int(self.numLayers * self.numDirections), int(self.miniBatch), int(self.hiddenSize))
        known = self.hiddenOutput._size == size
        self.hiddenInput = self.hiddenOutput.clone() if known else None
        self.cellInput = self.cellOutput.clone() if known and self.cellOutput._size == size else None

    def updateOutput(self, input: Any) -> Any:
        if isinstance(input, Table):
            raise TorchError(f"{self._typename}: packed sequences are not supported; pad them and forward a tensor")
        same_type(self, self.weight, input, "input")
        if len(input._size) != 3:
            raise TorchError("input must have 3 dimensions: seqLength, miniBatch, inputSize")
        x = self._time_first(input)
        if x.shape[2] != self.inputSize:
            raise TorchError("Incorrect input size!")
        self.inputPacked = False
        self.seqLength, self.miniBatch = x.shape[:2]
        if self.rememberStates:
            self._remember()
        h, c = self._state(self.hiddenInput, "hiddenInput", x), self._state(self.cellInput, "cellInput", x)
        last_h, last_c = self.hiddenOutput.resize_array(h.shape), self.cellOutput.resize_array(c.shape)
        trace, directions = _Trace([], []), int(self.numDirections)
        for i, weights in enumerate(self._parts(self.weight)):
            run = Run(self.mode, weights, i % directions == 1)
            out = run.forward(x, h[i], c[i])
            trace.runs.append(run)
            last_h[i], last_c[i] = run.states[-1].h, run.states[-1].c
            if i % directions == 0:
                outs = []
            outs.append(out)
            if len(outs) == directions:
                x = self._dropped(get_array_module(x).concatenate(outs, axis=2), i, len(h), trace)
        _traces[self] = trace
        size = (x.shape[1], x.shape[0], x.shape[2]) if self.batchFirst else x.shape
        self.output.resize_array(size)[...] = x.swapaxes(0, 1) if self.batchFirst else x
        return self.output

    def _dropped(self, x: Any, i: int, count: int, trace: _Trace) -> Any:
        """In training, what goes from layer to layer with some elements dropped."""
        if not self.train or not self.dropout or i == count - 1:
            trace.noise.append(None)
            return x
        noise = type(self.weight).empty(x.shape).bernoulli(1 - self.dropout).div(1 - self.dropout).array
        trace.noise.append(noise)
        return x * noise

    def _trace(self, input: Any, gradOutput: Any) -> _Trace:
        need_size(self, gradOutput, "gradOutput", self.output._size)
        if not self.train:
            raise TorchError("updateGradInput can only be called when training!")
        if self not in _traces:
            self.updateOutput(input)
        return _traces[self]

    def updateGradInput(self, input: Any, gradOutput: Any) -> Any:
        trace, directions, hidden = self._trace(input, gradOutput), int(self.numDirections), int(self.hiddenSize)
        g = self._time_first(gradOutput)
        dh = self._state(self.gradHiddenOutput, "gradHiddenOutput", g)
        dc = self._state(self.gradCellOutput, "gradCellOutput", g)
        to_h, to_c = self.gradHiddenInput.resize_array(dh.shape), self.gradCellInput.resize_array(dc.shape)
        for layer in reversed(range(int(self.numLayers))):
            noise, total = trace.noise[layer], 0
            g = g if noise is None else g * noise
            for d in range(directions):
                i = layer * directions + d
                part, to_h[i], to_c[i] = trace.runs[i].backward(g[..., d * hidden : (d + 1) * hidden], dh[i], dc[i])
                total = total + part
            g = total
        self.gradInput.resize_array(input._size)[...] = g.swapaxes(0, 1) if self.batchFirst else g
        return self.gradInput

    def accGradParameters(self, input: Any, gradOutput: Any, scale: float | None = None) -> None:
        trace = self._trace(input, gradOutput)
        if any(run.to_x is None for run in trace.runs):
            self.updateGradInput(input, gradOutput)
        for run, into in zip(trace.runs, self._parts(self.gradWeight)):
            run.accumulate(into, 1 if scale is None else scale)

    def clearState(self) -> Any:
        _traces.pop(self, None)
        utils.clear(self, "_input", "_gradOutput", "reserve", "dropoutStates")
        return super().clearState()


@register("cudnn.RNNReLU")
class RNNReLU(RNN):
    """h = max(0, W x + bW + R h + bR)."""


@register("cudnn.RNNTanh")
class RNNTanh(RNN):
    """h = tanh(W x + bW + R h + bR)."""

    _mode = "CUDNN_RNN_TANH"


@register("cudnn.LSTM")
class LSTM(RNN):
    """Long short-term memory."""

    _mode = "CUDNN_LSTM"


@register("cudnn.GRU")
class GRU(RNN):
    """Gated recurrent units; the reset gate acts on R h + bR."""

    _mode = "CUDNN_GRU"


@register("cudnn.BLSTM")
class BLSTM(LSTM):
    """Long short-term memory in both directions, their outputs side by side."""

    _directions = 2


@register("cudnn.BGRU")
class BGRU(GRU):
    """Gated recurrent units in both directions, their outputs side by side."""

    _directions = 2
