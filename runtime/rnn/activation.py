"""What `require 'rnn'` changes in nn's own classes."""

from __future__ import annotations

from ..dpnn import fields
from ..dpnn.patching import Patches
from ..nn import Dropout, Module, ZeroGrad
from . import dropout, module
from .sequence import SeqLSTMP
from .simple.zero_grad import ZeroGradOfRnn

patches = Patches()
patches.extend(Module, module.MemoryMethods, module.StepCloneMethod, module.HiddenStateMethods)
patches.set(Dropout, "__init__", dropout.initialize)
patches.set(Dropout, "__tostring__", dropout.to_string)
patches.extend(ZeroGrad, ZeroGradOfRnn)
fields.add_to(patches, SeqLSTMP)


def activate() -> None:
    """Gives nn's classes the methods of rnn (and of dpnn, on which it stands); classes of rnn work without."""
    from .. import dpnn

    dpnn.activate()
    patches.apply()


def deactivate() -> None:
    """Takes them away again."""
    patches.revert()


def changes() -> tuple[str, ...]:
    """What `activate` changes: Torch's class name and the name of the method or value, in turn."""
    return patches.names()
