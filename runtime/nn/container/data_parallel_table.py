"""One module run on several devices (nn.DataParallelTable of cunn): here, on one."""

from __future__ import annotations

from typing import Any

from ...errors import TorchError
from ...registry import register
from ...table import Table
from .wrapper import Wrapper

#: What the file of a DataParallelTable holds empty: the parts on each device.
_PER_DEVICE = ("inputGpu", "outputGpu", "gradInputGpu", "gradOutputGpu")


@register("nn.DataParallelTable")
class DataParallelTable(Wrapper):
    """Acts as its first module: batches are not split over devices, which changes no result."""

    _version = 3

    flattenedParams: Any = None
    gpuAssignments: Any = None

    def __init__(self, dimension: int | None = None, flattenParams: bool | None = None, usenccl: Any = None) -> None:
        super().__init__()
        if not dimension:
            raise TorchError("must specify a dimension!")
        self.typeStr = "torch.CudaTensor"
        self.dimension = dimension
        self.gpuAssignments = Table()
        for name in _PER_DEVICE:
            setattr(self, name, Table())
        self.flattenParams = flattenParams or False
        self.usenccl = False
        self.needsSync = False

    def add(self, module: Any, gpus: Any = 1) -> Any:
        """Adds the module for a device number (only the first one counts) or a table of them."""
        if isinstance(gpus, (int, float)):
            if len(self.modules) == 0:
                self.modules[1] = module
            self.gpuAssignments.append(gpus)
            return self
        gpus = gpus if isinstance(gpus, Table) else Table(gpus)
        if len(gpus) < 1:
            raise TorchError("table of GPU IDs required")
        if len(self.modules):
            raise TorchError("add should only be called once with a table of GPU assignments")
        self.modules[1] = module
        self.gpuAssignments = gpus
        return self

    def threads(self, *args: Any) -> Any:
        """One device needs no threads; returns self."""
        return self

    def syncParameters(self) -> None:
        self.needsSync = False

    def getParameters(self) -> Any:
        flat = self.modules[1].getParameters()
        self.flattenedParams = Table([Table(list(flat))])
        self.flattenParams = True
        return flat

    def flattenParameters(self) -> None:
        self.getParameters()

    def parameters(self) -> Any:
        return self.modules[1].parameters()

    def backward(self, input: Any, gradOutput: Any, scale: float | None = None) -> Any:
        self.gradInput = self.modules[1].backward(input, gradOutput, 1 if scale is None else scale)
        return self.gradInput

    def accUpdateGradParameters(self, input: Any, gradOutput: Any, lr: float) -> None:
        raise TorchError("accUpdateGradParameters not supported for DataParallelTable.")

    def share(self, mlp: Any, *names: str) -> Any:
        raise TorchError("Share not supported for DataParallelTable")

    def clone(self, *names: str) -> Any:
        if names:
            raise TorchError("Sharing not supported for DataParallelTable")
        return super().clone()

    def type(self, type: str | None = None, tensorCache: Any = None) -> Any:
        """Converts the module. Torch's takes CUDA types only; without a GPU the others make sense as well."""
        if type is None:
            return self._type
        self.typeStr = type
        return super().type(type, tensorCache)

    def read_t7(self, version: int) -> Any:
        """From version 2 on the devices come first, then the fields; before, the fields alone."""
        assignments = None
        if version >= 2:
            assignments = yield "object"
        vars(self).update((yield "object").items())
        if assignments is not None:
            self.gpuAssignments = assignments

    def write_t7(self) -> Any:
        fields = {key: value for key, value in vars(self).items() if value is not None and key != "buffer"}
        fields.update({name: Table() for name in _PER_DEVICE})
        if self.flattenedParams is not None:
            fields["flattenedParams"] = Table([self.flattenedParams[1]])
        fields["modules"] = Table([self.modules[1]])
        yield "object", self.gpuAssignments
        yield "object", Table(fields)

    def __tostring__(self) -> str:
        return f"DataParallelTable: {len(self.gpuAssignments)} x {self.modules[1]!r}"
