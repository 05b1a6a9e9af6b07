"""Nets drawn as graphs (Torch's nngraph): ``nn.Linear(10, 5)(node)``, ``-nn.Identity()``, ``nn.gModule``.

    x = nn.Identity()()
    h = nn.Tanh()(nn.Linear(4, 3)(x))
    net = nn.gModule([x], [h, nn.Linear(3, 2)(h)])

Importing this package lets modules take nodes in calls; called with tensors or arrays they still run.
"""

from . import simple_print
from .calls import install
from .debug import annotateNodes, display, setDebug
from .g_module import gModule
from .just_element import JustElement
from .just_table import JustTable
from .module_from_criterion import ModuleFromCriterion
from .nest import nest
from .node import Node

install()

__all__ = [
    "JustElement",
    "JustTable",
    "ModuleFromCriterion",
    "Node",
    "annotateNodes",
    "display",
    "gModule",
    "nest",
    "setDebug",
    "simple_print",
]
