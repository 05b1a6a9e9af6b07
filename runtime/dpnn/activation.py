"""What `require 'dpnn'` changes in nn's own classes."""

from __future__ import annotations

from ..nn import Container, LookupTable, Module, ParallelTable, Sequential
from ..nn.criterion.criterion import Criterion
from . import fields, module
from .module.profile import profiles
from .nce import NCEModule
from .patching import Patches

patches = Patches()
patches.extend(
    Module,
    module.SparseParameters,
    module.SharedClone,
    module.AllParameters,
    module.SerialState,
    module.Norms,
    module.Momentum,
    module.Passes,
    module.BatchDimension,
    module.ReinforceMethod,
    module.Inspection,
    module.Profile,
)
patches.extend(Container, module.ContainerMethods)
patches.extend(Sequential, module.SequentialProfile)
patches.extend(ParallelTable, module.ParallelTableProfile)
patches.extend(LookupTable, module.LookupTableMethods)
patches.extend(Criterion, module.BatchDimension)
fields.add_to(patches, *fields.NN_CLASSES, NCEModule)


def activate() -> None:
    """Gives nn's classes the methods of dpnn; classes of dpnn work without."""
    patches.apply()


def deactivate() -> None:
    """Takes them away again."""
    for profile in profiles.values():
        profile.revert()
    patches.revert()


def changes() -> tuple[str, ...]:
    """What `activate` changes: Torch's class name and the name of the method or value, in turn."""
    return patches.names()
