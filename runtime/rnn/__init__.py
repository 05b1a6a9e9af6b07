"""Element-Research's rnn: recurrent modules, sequencers, masking, layers over whole sequences.

The classes are in `nn` like all others: ``nn.Sequencer(nn.FastLSTM(10, 20))``. The methods that rnn adds to
nn's own classes (``module.forget()``) are there after `activate`, which ``require 'rnn'`` calls for Lua scripts.
"""

from .activation import activate, deactivate
from .criterion import *
from .mask import *
from .recurrent import *
from .sequence import *
from .sequencer import *
from .simple import *

#: Of the package, as in Torch.
version = 2.1
