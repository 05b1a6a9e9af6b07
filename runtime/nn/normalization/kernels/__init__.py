"""Array kernels of the normalisations."""
