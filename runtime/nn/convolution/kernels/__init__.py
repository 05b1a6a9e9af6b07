"""Array kernels that the layers of this package and of `normalization` share.

Plain functions on numpy (or cupy) arrays: samples first, then planes, then 1 to 3 spatial dimensions.
"""
