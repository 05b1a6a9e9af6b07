"""torch/rnn, Element-Research's dpnn and rnn rewritten ("v2"): ``v2.Sequencer(v2.RecLSTM(10, 20))``.

With LUABRIDGE_RNN=v2 in the environment (or after ``runtime.rnn.use("v2")``) names in `nn` mean these classes, and
so does ``require 'rnn'``. Objects in files are told apart by their fields, whatever is in use.
"""

from ...dpnn import (
    ArgMax,
    BinaryClassReward,
    CategoricalEntropy,
    NCECriterion,
    NCEModule,
    Reinforce,
    ReinforceBernoulli,
    ReinforceCategorical,
    ReinforceGamma,
    ReinforceNormal,
    SpatialGlimpse,
    TotalDropout,
    VRClassReward,
)
from ..module.masks import mask_zero, set_start_state, set_zero_mask
from ..sequencer import AbstractSequencer, RecurrentAttention
from ..simple import CopyGrad, LookupTableMaskZero, SAdd, SeqReverseSequence
from . import activation
from .activation import activate, deactivate
from .criterion import *
from .mask import *
from .masks import getZeroMaskBatch, getZeroMaskSequence
from .recurrent import *
from .sequence import *
from .sequencer import *
from .simple import *
from .step import *

#: Of the package, as in Torch.
version = 2.7

#: Classes that both packages have alike.
SHARED = (
    *(AbstractSequencer, ArgMax, BinaryClassReward, CategoricalEntropy, CopyGrad, LookupTableMaskZero, NCECriterion),
    *(NCEModule, RecurrentAttention, Reinforce, ReinforceBernoulli, ReinforceCategorical, ReinforceGamma),
    *(ReinforceNormal, SAdd, SeqReverseSequence, SpatialGlimpse, TotalDropout, VRClassReward),
)
