"""Classes that torchx adds to torch."""

from .alias_multinomial import AliasMultinomial

__all__ = ["AliasMultinomial"]
