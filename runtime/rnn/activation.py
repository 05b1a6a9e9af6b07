"""What `require 'rnn'` changes in nn's own classes."""

from __future__ import annotations

from .. import forks
from ..dpnn import fields
from ..dpnn.patching import Patches
from ..nn import Dropout, Module, ZeroGrad
from ..nn.criterion.criterion import Criterion
from . import dropout, module
from .module.masks import CriterionMethods, MaskMethods
from .sequence import SeqLSTMP
from .simple.zero_grad import ZeroGradOfRnn

#: What both packages add. Element-Research's has no zero masks, but objects of the other may come in files.
common = Patches()
common.extend(Module, module.MemoryMethods, module.StepCloneMethod, module.HiddenStateMethods, MaskMethods)
common.extend(Criterion, CriterionMethods)
common.set(Dropout, "__init__", dropout.initialize)
common.set(Dropout, "__tostring__", dropout.to_string)

patches = Patches()
patches.extend(ZeroGrad, ZeroGradOfRnn)
fields.add_to(patches, SeqLSTMP)


def activate() -> None:
    """Gives nn's classes the methods of rnn (and of dpnn, on which it stands); classes of rnn work without."""
    from .. import dpnn

    if forks.is_v2():
        from . import v2

        v2.activate()
        return
    dpnn.activate()
    common.apply()
    patches.apply()


def deactivate() -> None:
    """Takes them away again."""
    from . import v2

    v2.deactivate()
    patches.revert()
    common.revert()


def changes() -> tuple[str, ...]:
    """What `activate` changes: Torch's class name and the name of the method or value, in turn."""
    return common.names() + patches.names()
