"""Trainers, numerical checks, and modules about modules."""

from . import hessian
from . import jacobian as Jacobian
from . import sparse_jacobian as SparseJacobian
from .convert import Convert
from .maxout import Maxout
from .nan import NaN
from .profile import Profile
from .stochastic_gradient import StochasticGradient

__all__ = [
    "Convert",
    "Jacobian",
    "Maxout",
    "NaN",
    "Profile",
    "SparseJacobian",
    "StochasticGradient",
    "hessian",
]
