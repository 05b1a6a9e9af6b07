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
from .cg import cg
from .checkgrad import checkgrad
from .cmaes import cmaes
from .confusion_matrix import ConfusionMatrix
from .de import de
from .fista import FistaLS
from .lbfgs import lbfgs
from .logger import Logger
from .lswolfe import lswolfe
from .nag import nag
from .polyinterp import polyinterp
from .rmsprop import rmsprop
from .rprop import rprop
from .sgd import sgd

__all__ = [
    "ConfusionMatrix",
    "FistaLS",
    "Logger",
    "adadelta",
    "adagrad",
    "adam",
    "adamax",
    "asgd",
    "cg",
    "checkgrad",
    "cmaes",
    "de",
    "lbfgs",
    "lswolfe",
    "nag",
    "polyinterp",
    "rmsprop",
    "rprop",
    "sgd",
]
