"""Modules that act at random and learn from a reward (REINFORCE, Williams 1992), and the criterions that reward."""

from .binary_class_reward import BinaryClassReward
from .reinforce import Reinforce
from .reinforce_bernoulli import ReinforceBernoulli
from .reinforce_categorical import ReinforceCategorical
from .reinforce_gamma import ReinforceGamma
from .reinforce_normal import ReinforceNormal
from .vr_class_reward import VRClassReward

__all__ = [
    "BinaryClassReward",
    "Reinforce",
    "ReinforceBernoulli",
    "ReinforceCategorical",
    "ReinforceGamma",
    "ReinforceNormal",
    "VRClassReward",
]
