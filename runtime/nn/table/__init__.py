"""Layers that take or give tables."""

__all__: list[str] = []
