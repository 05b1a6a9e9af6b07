"""Torch's optim: algorithms that minimise a function of a tensor, from Python and from Lua.

    params, gradients = net.getParameters()
    optim.sgd(lambda x: (loss, gradients), params, {"learningRate": 0.1}, state)

Options and state live in a Table or a dict.
"""

from .adadelta import adadelta
from .adagrad import adagrad
from .adam import adam
from .adamax import adamax
from .asgd import asgd
from .checkgrad import checkgrad
from .nag import nag
from .rmsprop import rmsprop
from .rprop import rprop
from .sgd import sgd

__all__ = ["adadelta", "adagrad", "adam", "adamax", "asgd", "checkgrad", "nag", "rmsprop", "rprop", "sgd"]
