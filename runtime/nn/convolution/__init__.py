"""Convolutions and poolings in one, two and three dimensions."""

__all__: list[str] = []
