"""Trainers and numerical checks."""

from . import hessian
from . import jacobian as Jacobian
from . import sparse_jacobian as SparseJacobian
from .stochastic_gradient import StochasticGradient

__all__ = ["Jacobian", "SparseJacobian", "StochasticGradient", "hessian"]
