"""Torch7's random numbers, bit for bit: the generator, and functions that fill arrays from it."""

from .continuous import cauchy, cauchy_, exponential, exponential_, logNormal, logNormal_, normal_, normals, uniform_
from .discrete import bernoulli, bernoulli_, geometric, geometric_, permutation, random, random_
from .fill import store
from .generator import STATE, Generator, default_generator
from .multinomial import alias_draw, alias_pairs, alias_tables, multinomial

__all__ = [
    "STATE",
    "Generator",
    "alias_draw",
    "alias_pairs",
    "alias_tables",
    "bernoulli",
    "bernoulli_",
    "cauchy",
    "cauchy_",
    "default_generator",
    "exponential",
    "exponential_",
    "geometric",
    "geometric_",
    "logNormal",
    "logNormal_",
    "multinomial",
    "normal_",
    "normals",
    "permutation",
    "random",
    "random_",
    "store",
    "uniform_",
]
