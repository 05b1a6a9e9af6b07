"""Peak memory of evaluate-mode forwards of a VGG-11, here and in PyTorch, each in a process of its own.

Usage: memory.py [--torch PYTHON]
PYTHON is an interpreter that has PyTorch. Prints, for each engine and batch size, MB of resident memory at its
peak: all of it, and what the forward added to the net with its weights (531 MB) as it was before.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

PLANES = (64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0)

HERE = """
import numpy as np
from runtime import nn, torch
torch.setdefaulttensortype("torch.FloatTensor")
torch.setnumthreads(2)
net, source = nn.Sequential(), 3
for planes in PLANES:
    if planes:
        net.add(nn.SpatialConvolution(source, planes, 3, 3, 1, 1, 1, 1)).add(nn.ReLU(True))
        source = planes
    else:
        net.add(nn.SpatialMaxPooling(2, 2, 2, 2))
net.add(nn.View(-1).setNumInputDims(3))
for sizes in ((25088, 4096), (4096, 4096)):
    net.add(nn.Linear(*sizes)).add(nn.ReLU(True)).add(nn.Dropout(0.5))
net.add(nn.Linear(4096, 1000)).add(nn.LogSoftMax())
net.evaluate()
x = torch.FloatTensor(BATCH, 3, 224, 224).zero()
before = resident()
for _ in range(2):
    net.forward(x)
"""

THERE = """
import torch
from torch import nn
torch.set_num_threads(2)
layers, source = [], 3
for planes in PLANES:
    if planes:
        layers += [nn.Conv2d(source, planes, 3, 1, 1), nn.ReLU(True)]
        source = planes
    else:
        layers.append(nn.MaxPool2d(2, 2))
layers.append(nn.Flatten())
for sizes in ((25088, 4096), (4096, 4096)):
    layers += [nn.Linear(*sizes), nn.ReLU(True), nn.Dropout(0.5)]
net = nn.Sequential(*layers, nn.Linear(4096, 1000), nn.LogSoftmax(1)).eval()
x = torch.zeros(BATCH, 3, 224, 224)
before = resident()
with torch.no_grad():
    for _ in range(2):
        net(x)
"""

AROUND = """
import resource
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 2**20
PLANES, BATCH = {planes}, {batch}
{program}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(peak, peak - before)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--torch", help="a Python interpreter with PyTorch")
    options = parser.parse_args()
    print("batch\tengine\tpeak_mb\tforward_mb")
    for batch in (1, 8):
        engines = [("luabridge", sys.executable, HERE)]
        if options.torch:
            engines.append(("torch", options.torch, THERE))
        for name, python, program in engines:
            code = AROUND.format(planes=PLANES, batch=batch, program=program)
            done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
            peak, forward = map(float, done.stdout.split())
            print(f"{batch}\t{name}\t{peak:.0f}\t{forward:.0f}")


if __name__ == "__main__":
    main()
