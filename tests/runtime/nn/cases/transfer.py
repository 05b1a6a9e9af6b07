"""Transfer functions."""

from __future__ import annotations

from typing import Any

from runtime import nn, registry, torch

from .case import Case, batch, case, positive


def cudnn(name: str) -> Any:
    return registry.lookup(f"cudnn.{name}")


CASES: dict[str, Case] = {
    "Abs": batch(nn.Abs, (4, 5)),
    "AddConstant": batch(lambda: nn.AddConstant(1.5), (4, 3)),
    "AddConstant, vector": batch(lambda: nn.AddConstant(torch.DoubleTensor([1, 2, 3])), (4, 3)),
    "CReLU": batch(lambda: nn.CReLU(2), (3, 4, 2), strided=False),
    "Clamp": batch(lambda: nn.Clamp(-0.5, 1.5), (4, 5)),
    "ClippedReLU": batch(lambda: cudnn("ClippedReLU")(1.5), (4, 5)),
    "ELU": batch(lambda: nn.ELU(0.7), (4, 5)),
    "ELU, default": batch(nn.ELU, (2, 3, 2)),
    "Exp": batch(nn.Exp, (4, 5)),
    "GatedLinearUnit": batch(nn.GatedLinearUnit, (3, 6)),
    "GatedLinearUnit, dim": batch(lambda: nn.GatedLinearUnit(2), (2, 4, 3)),
    "HardShrink": batch(lambda: nn.HardShrink(0.8), (4, 5)),
    "HardTanh": batch(nn.HardTanh, (4, 5)),
    "LeakyReLU": batch(lambda: nn.LeakyReLU(0.2), (4, 5)),
    "LeakyReLU, steep": batch(lambda: nn.LeakyReLU(-1.5), (4, 5)),
    "Log": batch(nn.Log, positive(4, 5)),
    "LogSigmoid": batch(nn.LogSigmoid, (4, 5)),
    "LogSoftMax": batch(nn.LogSoftMax, (4, 5)),
    "MulConstant": batch(lambda: nn.MulConstant(-2.5), (4, 5)),
    "PReLU": batch(nn.PReLU, (4, 5)),
    "PReLU, planes": batch(lambda: nn.PReLU(3), (2, 3, 4)),
    "PReLU, vector": case(lambda: nn.PReLU(5), (5,)),
    "Power": batch(lambda: nn.Power(2.5), positive(4, 5)),
    "RReLU": case(lambda: nn.RReLU(0.1, 0.9), (4, 5)),
    "ReLU": batch(nn.ReLU, (4, 5)),
    "ReLU6": batch(nn.ReLU6, (4, 5)),
    "Sigmoid": batch(nn.Sigmoid, (4, 5)),
    "SoftMax": batch(nn.SoftMax, (4, 5)),
    "SoftMax, vector": case(nn.SoftMax, (6,)),
    "SoftMin": batch(nn.SoftMin, (4, 5)),
    "SoftPlus": batch(lambda: nn.SoftPlus(2), (4, 5)),
    "SoftShrink": batch(lambda: nn.SoftShrink(0.8), (4, 5)),
    "SoftSign": batch(nn.SoftSign, (4, 5)),
    "SpatialLogSoftMax": batch(nn.SpatialLogSoftMax, (2, 3, 2, 2)),
    "SpatialSoftMax": case(nn.SpatialSoftMax, (3, 2, 2)),
    "Sqrt": batch(nn.Sqrt, positive(4, 5)),
    "Square": batch(nn.Square, (4, 5)),
    "Tanh": batch(nn.Tanh, (4, 5)),
    "TanhShrink": batch(nn.TanhShrink, (4, 5)),
    "Threshold": batch(lambda: nn.Threshold(0.3, -2), (4, 5)),
    "Threshold, zero": batch(lambda: nn.Threshold(0.3, 0), (4, 5)),
    "VolumetricLogSoftMax": case(lambda: cudnn("VolumetricLogSoftMax")(), (3, 2, 2, 2)),
    "VolumetricSoftMax": batch(lambda: cudnn("VolumetricSoftMax")(), (2, 3, 2, 1, 2)),
}
