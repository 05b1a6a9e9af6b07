"""Evaluates a char-rnn checkpoint as char-rnn's own validation does, without Lua.

    python char_rnn.py CHECKPOINT.t7 DATA.t7

The checkpoint's net is an nngraph gModule over one time step; its class OneHot is char-rnn's own,
so it is declared here. The split into batches follows char-rnn: the text is laid out in
`batch_size` rows, cut into windows of `seq_length`, and the last windows are for validation.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

import luabridge
import runtime
from runtime import Table, nn, torch


@runtime.register("OneHot")
class OneHot(nn.Module):
    """Indices (batch) -> rows of zeros with a one at the index (batch x outputSize)."""

    def __init__(self, outputSize: int) -> None:
        super().__init__()
        self.outputSize = outputSize

    def updateOutput(self, input: Any) -> Any:
        output = self.output.resize_array((input.size(1), int(self.outputSize)))
        output.fill(0)
        output[np.arange(len(output)), input.array.astype(int) - 1] = 1
        return self.output


def validation_windows(text: np.ndarray, opt: Table) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(indices, next indices) of each window of the validation split, both (seq_length, batch_size)."""
    batch, steps = int(opt["batch_size"]), int(opt["seq_length"])
    text = text[: len(text) // (batch * steps) * batch * steps]
    rows, targets = text.reshape(batch, -1), np.roll(text, -1).reshape(batch, -1)
    windows = rows.shape[1] // steps
    first = int(windows * opt["train_frac"])
    rest = max(0, 1 - (opt["train_frac"] + opt["val_frac"]))
    count = windows - first if rest == 0 else int(windows * opt["val_frac"])
    for i in range(first, first + count):
        window = slice(i * steps, (i + 1) * steps)
        yield rows[:, window].T, targets[:, window].T


def validation_loss(checkpoint: Table, text: np.ndarray) -> float:
    """The mean loss per character over the validation windows; states are carried from one to the next."""
    opt, net, criterion = checkpoint["opt"], checkpoint["protos"]["rnn"], checkpoint["protos"]["criterion"]
    net.evaluate()
    kind = net.parameters()[0][1].type()
    states = [
        torch.zeros(int(opt["batch_size"]), int(opt["rnn_size"])).type(kind)
        for _ in range(int(opt["num_layers"]) * (2 if opt["model"] == "lstm" else 1))
    ]
    total, steps = 0.0, 0
    for indices, targets in validation_windows(text, opt):
        for x, y in zip(indices, targets):
            x, y = (torch.from_numpy(a.astype("f4")).type(kind) for a in (x, y))
            *states, prediction = net.forward(Table([x, *states])).array_values()
            states = [state.clone() for state in states]  # the next step overwrites the net's own outputs
            loss = criterion.forward(prediction, y)
            total += loss[0] if isinstance(loss, tuple) else loss
            steps += 1
    return total / steps


def main(checkpoint_path: str, data_path: str) -> None:
    checkpoint = luabridge.load(checkpoint_path)
    text = luabridge.load(data_path).numpy()
    print(f"validation loss {validation_loss(checkpoint, text):.8f}, the checkpoint says {checkpoint['val_loss']:.8f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
