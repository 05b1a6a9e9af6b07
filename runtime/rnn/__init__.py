"""The packages called rnn: recurrent modules, sequencers, masking, layers over whole sequences.

There are two, with classes of the same names: Element-Research's, whose classes are here, and its successor
torch/rnn in `runtime.rnn.v2`. `nn` has the classes of one of them, ``nn.Sequencer(nn.FastLSTM(10, 20))``: of
Element-Research's, unless LUABRIDGE_RNN=v2 in the environment or ``use("v2")`` says otherwise. The methods that
rnn adds to nn's own classes (``module.forget()``) are there after `activate`, which ``require 'rnn'`` calls for Lua.
"""

from ..forks import use
from .activation import activate, deactivate
from .criterion import *
from .mask import *
from .recurrent import *
from .sequence import *
from .sequencer import *
from .simple import *

from . import v2  # isort: skip  (its classes share names with those above)

#: Of the package, as in Torch.
version = 2.1
