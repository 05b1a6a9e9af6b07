"""Element-Research's dpnn: modules, REINFORCE, noise contrastive estimation, and methods for all of nn's modules.

The classes are in `nn` like all others: ``nn.NCEModule``. The methods that dpnn adds to nn's own classes
(``module.sharedClone()``) are there after `activate`, which ``require 'dpnn'`` calls for Lua scripts.
"""

from .activation import activate, deactivate
from .criterion import *
from .module import from_batch, shared_clone, to_batch
from .nce import *
from .reinforce import *
from .serial import Serial
from .simple import *
from .spatial import *

#: Of the package, as in Torch.
version = 2
