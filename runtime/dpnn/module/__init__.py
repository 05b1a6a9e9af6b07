"""What dpnn adds to nn's classes: methods of nn.Module and its containers, one subject a file."""

from .batch import BatchDimension, from_batch, to_batch
from .container import ContainerMethods
from .inspection import Inspection
from .lookup_table import LookupTableMethods
from .momentum import Momentum
from .norms import Norms
from .parameters import AllParameters
from .passes import Passes
from .profile import ParallelTableProfile, Profile, SequentialProfile
from .reinforce import ReinforceMethod, reinforce
from .serial_state import SerialState
from .shared_clone import SharedClone, shared_clone
from .sparse import SparseParameters

__all__ = [
    "AllParameters",
    "BatchDimension",
    "ContainerMethods",
    "Inspection",
    "LookupTableMethods",
    "Momentum",
    "Norms",
    "ParallelTableProfile",
    "Passes",
    "Profile",
    "ReinforceMethod",
    "SequentialProfile",
    "SerialState",
    "SharedClone",
    "SparseParameters",
    "from_batch",
    "reinforce",
    "shared_clone",
    "to_batch",
]
