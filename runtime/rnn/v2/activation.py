"""What ``require 'rnn'`` changes in nn's own classes when it means torch/rnn."""

from __future__ import annotations

from typing import Any

from ...dpnn import NCECriterion, NCEModule, fields
from ...dpnn.patching import Patches
from ...nn.criterion.criterion import Criterion
from ..activation import common
from ..module import masks as module
from .sequence import SeqLSTM
from .step import StepLSTM


class _NCECriterionMethods:
    """A criterion that can drop its buffers."""

    def clearState(self: Any) -> Any:
        """Drops all buffers; returns self."""
        for name in ("_Pom", "_Pomdiv", "_Pon", "_Pondiv", "_lnPon", "_lnPom", "gradInput"):
            vars(self).pop(name, None)
        return self

    def type(self: Any, type: str | None = None, tensorCache: Any = None) -> Any:
        self.clearState()
        return Criterion.type(self, type, tensorCache)


patches = Patches()
patches.extend(Criterion, module.CriterionState)
patches.extend(NCECriterion, _NCECriterionMethods)
patches.set(NCEModule, "version", 7)
fields.add_to(patches, StepLSTM, SeqLSTM)


def activate() -> None:
    """Gives nn's classes the methods of torch/rnn; its own classes work without."""
    from ... import dpnn

    dpnn.activate()
    common.apply()
    patches.apply()


def deactivate() -> None:
    """Takes them away again, but for those that dpnn has too."""
    patches.revert()
    common.revert()


def changes() -> tuple[str, ...]:
    """What `activate` changes: Torch's class name and the name of the method or value, in turn."""
    from ...dpnn import activation

    return (*activation.changes(), *common.names(), *patches.names())
