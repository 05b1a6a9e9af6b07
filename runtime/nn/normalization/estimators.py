"""Local weighted sums over all planes, as nets of convolutions, for the contrast normalisations."""

from __future__ import annotations

import math
from typing import Any

from ...errors import TorchError
from ...tensor import Tensor
from ..container.sequential import Sequential
from ..convolution import tables
from ..convolution.spatial_convolution import SpatialConvolution
from ..convolution.spatial_convolution_map import SpatialConvolutionMap
from ..convolution.spatial_zero_padding import SpatialZeroPadding
from ..simple.replicate import Replicate


def checked_kernel(kernel: Any, name: str) -> Any:
    """The kernel (9 x 9 ones by default), which must be 1-D or 2-D with odd sizes."""
    kernel = Tensor(9, 9).fill(1) if kernel is None else kernel
    size = kernel._size
    if len(size) not in (1, 2):
        raise TorchError(f"<{name}> averaging kernel must be 2D or 1D")
    if any(n % 2 == 0 for n in size):
        raise TorchError(f"<{name}> averaging kernel must have ODD dimensions")
    return kernel


def estimator(planes: int, kernel: Any, net: Any = None) -> Any:
    """Appends to a Sequential: zero padding, the convolution, replication to all planes.

    Their parameters are drawn at random here; `set_kernel` gives them their values.
    """
    net = Sequential() if net is None else net
    size = kernel._size
    height, width = size[0] // 2, size[-1] // 2
    net.add(SpatialZeroPadding(width, width, height, height))
    if len(size) == 2:
        net.add(SpatialConvolution(planes, 1, size[1], size[0]))
    else:
        net.add(SpatialConvolutionMap(tables.oneToOne(planes), size[0], 1))
        net.add(SpatialConvolution(planes, 1, 1, size[0]))
    net.add(Replicate(planes, 1, 3))
    return net


def set_kernel(net: Any, kernel: Any) -> None:
    """Gives the convolutions of an estimator the kernel for all planes, and no bias."""
    values = kernel.array
    for module in net.modules.array_values():
        if isinstance(module, (SpatialConvolution, SpatialConvolutionMap)):
            weight = module.weight.array
            weight[...] = values if values.ndim == 2 else values.reshape(weight.shape[-2:])
            module.bias.zero()


def normalise(kernel: Any, planes: int, separable_root: bool) -> None:
    """Divides the kernel, in place, by its sum times the planes (or their root, where it is applied twice)."""
    factor = math.sqrt(planes) if separable_root and len(kernel._size) == 1 else planes
    kernel.array[...] /= kernel.array.sum() * factor


def border_coefficients(module: Any, input: Any) -> Any:
    """The estimator's answer to an image of ones, copied: below 1 near the border."""
    if vars(module).get("ones") is None:
        module.ones = type(input)()
    if vars(module).get("_coef") is None:
        module._coef = type(input)()
    module.ones.resize_array(input._size[-3:]).fill(1)
    coefficients = module.meanestimator.updateOutput(module.ones)
    module._coef.resize_array(coefficients._size)[...] = coefficients.array
    if len(input._size) == 3:
        return module._coef
    size, stride = (input._size[0], *module._coef._size), (0, *module._coef._stride)
    return type(input).make(module._coef._storage, module._coef._offset, size, stride)
