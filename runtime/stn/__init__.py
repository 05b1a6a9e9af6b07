"""Spatial transformers (the packages stn and stnbhwd). Torch puts their layers into `nn`."""

from .affine_grid_generator_bhwd import AffineGridGeneratorBHWD
from .affine_transform_matrix_generator import AffineTransformMatrixGenerator
from .bilinear_sampler_bhwd import BilinearSamplerBHWD

__all__ = ["AffineGridGeneratorBHWD", "AffineTransformMatrixGenerator", "BilinearSamplerBHWD"]
