"""Trainers and numerical checks."""

__all__: list[str] = []
