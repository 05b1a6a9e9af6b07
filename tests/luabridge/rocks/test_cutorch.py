"""cutorch, cunn and cudnn, with or without CUDA."""

from __future__ import annotations

import pytest

from luabridge import LuaScriptError


@pytest.fixture
def cuda(lua):
    lua.execute("require 'cunn'; require 'cudnn'")
    return lua


def test_a_net_of_cudnn_modules(cuda):
    cuda.execute("""
       torch.manualSeed(1)
       net = nn.Sequential():add(cudnn.SpatialConvolution(3, 4, 3, 3, 1, 1, 1, 1)):add(cudnn.ReLU(true))
          :add(cudnn.SpatialMaxPooling(2, 2)):add(nn.View(-1):setNumInputDims(3)):add(nn.Linear(16, 2))
          :add(cudnn.LogSoftMax()):cuda()
       criterion = nn.ClassNLLCriterion():cuda()
       x, y = torch.rand(2, 3, 4, 4):cuda(), torch.CudaTensor{1, 2}
       loss = criterion:forward(net:forward(x), y)
       gradient = net:backward(x, criterion:backward(net.output, y))
       cutorch.synchronize()
       cudnn.convert(net, nn)""")
    assert cuda.eval("net.output:type(), gradient:type(), gradient:size(3)") == (
        "torch.CudaTensor",
        "torch.CudaTensor",
        4,
    )
    assert cuda.eval("torch.type(net:get(1)), cudnn.no_such_module, loss > 0") == ("nn.SpatialConvolution", None, True)


def test_devices(cuda):
    cuda.execute("cutorch.setDevice(1)")
    assert cuda.eval("cutorch.getDevice(), cutorch.getDeviceCount() >= 1") == (1, True)
    assert cuda.eval("cutorch.withDevice(1, function(a) return a, nil, 'end' end, 5)") == (5, None, "end")
    free, total = cuda.eval("cutorch.getMemoryUsage(1)")
    assert 0 < free <= total
    assert cuda.eval("type(cutorch.getDeviceProperties(1).name)") == "string"
    with pytest.raises(LuaScriptError, match="invalid device ordinal"):
        cuda.execute("cutorch.setDevice(1000)")


def test_seeds_leave_torchs_own_stream_alone(cuda):
    cuda.execute("torch.manualSeed(1); a = torch.uniform(); cutorch.manualSeed(5); b = torch.uniform()")
    assert cuda.execute("torch.manualSeed(1); return torch.uniform() == a, torch.uniform() == b") == (True, True)
    assert cuda.eval("cutorch.initialSeed()") == 5
